#include "labs/kubernetes/Images.h"

#include <algorithm>
#include <cstdlib>

namespace understudy::cluster {

namespace {

struct Reference {
    std::string name, tag, digest;
};

bool isLower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool isWord(char c) { return isLower(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

/// One part of a name between slashes: letters and digits, with separators between them.
bool isPart(const std::string& part, bool host) {
    return !part.empty() && isLower(part.front()) && isLower(part.back()) &&
           std::all_of(part.begin(), part.end(), [host](char c) {
               return isLower(c) || c == '.' || c == '-' || c == '_' || (host && c == ':');
           });
}

bool isName(const std::string& name) {
    std::size_t from = 0;
    for (bool first = true;; first = false) {
        const auto slash = std::min(name.find('/', from), name.size());
        if (!isPart(name.substr(from, slash - from), first && slash < name.size()))
            return false;
        if (slash == name.size())
            return true;
        from = slash + 1;
    }
}

bool isTag(const std::string& tag) {
    return !tag.empty() && tag.size() <= 128 && isWord(tag.front()) &&
           std::all_of(tag.begin(), tag.end(), [](char c) { return isWord(c) || c == '.' || c == '-'; });
}

/// False when it is no reference to an image at all.
bool read(std::string image, Reference& out) {
    if (const auto sign = image.find('@'); sign != std::string::npos) {
        out.digest = image.substr(sign + 1);
        image.resize(sign);
        if (!out.digest.starts_with("sha256:") || out.digest.size() != 71)
            return false;
    }
    out.tag = "latest";
    if (const auto colon = image.rfind(':');
        colon != std::string::npos && image.find('/', colon) == std::string::npos) {
        out.tag = image.substr(colon + 1);
        image.resize(colon);
    }
    out.name = image;
    return isName(out.name) && isTag(out.tag);
}

// What everybody leaves out.
std::string shortName(std::string name) {
    for (const char* prefix : {"docker.io/", "library/"})
        if (name.starts_with(prefix))
            name.erase(0, std::char_traits<char>::length(prefix));
    return name;
}

bool isRelease(const std::string& tag, int highestMajor) {
    static const std::set<std::string> words{"alpine",   "bullseye", "glibc", "latest", "mainline",
                                             "musl",     "perl",     "slim",  "stable", "uclibc",
                                             "unstable", "edge",     "rc",    "buster", "bookworm"};
    const std::size_t from = tag.starts_with('v') ? 1 : 0;
    if (from < tag.size() && tag[from] >= '0' && tag[from] <= '9')
        return std::atoi(tag.substr(from, 6).c_str()) <= highestMajor;
    return words.contains(tag.substr(0, tag.find('-')));
}

} // namespace

void Images::publish(const std::string& image) {
    if (Reference named; read(image, named))
        m_tags[shortName(named.name)].insert(named.tag);
}

void Images::mirror(const std::string& name, int highestMajor) { m_mirrored[name] = highestMajor; }

Images::Found Images::find(const std::string& image) const {
    Reference wanted;
    if (!read(image, wanted))
        return Found::BadName;
    const std::string name = shortName(wanted.name);
    const auto own = m_tags.find(name);
    const auto mirrored = m_mirrored.find(name);
    if (own == m_tags.end() && mirrored == m_mirrored.end())
        return Found::NoName;
    if ((own != m_tags.end() && own->second.contains(wanted.tag)) ||
        (mirrored != m_mirrored.end() && isRelease(wanted.tag, mirrored->second)))
        return Found::There;
    return Found::NoTag;
}

std::string Images::problem(const std::string& image, Found found) {
    if (found == Found::BadName)
        return "Failed to apply default image tag \"" + image + "\": couldn't parse image reference \"" +
               image + "\": invalid reference format";
    const auto slash = image.find('/');
    const std::string first = image.substr(0, std::min(slash, image.size()));
    const bool hosted = slash != std::string::npos && first.find_first_of(".:") != std::string::npos;
    const std::string last = image.substr(image.rfind('/') + 1);
    const std::string whole = (hosted                       ? ""
                               : slash == std::string::npos ? "docker.io/library/"
                                                            : "docker.io/") +
                              image + (last.find_first_of(":@") == std::string::npos ? ":latest" : "");
    const std::string tried =
        "failed to pull and unpack image \"" + whole + "\": failed to resolve reference \"" + whole + "\": ";
    return found == Found::NoTag
               ? "rpc error: code = NotFound desc = " + tried + whole + ": not found"
               : "rpc error: code = Unknown desc = " + tried +
                     "pull access denied, repository does not exist or may require authorization: server "
                     "message: insufficient_scope: authorization failed";
}

} // namespace understudy::cluster
