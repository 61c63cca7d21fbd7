#include "labs/podfiles/Disk.h"

namespace understudy::podshell {

namespace {

constexpr std::size_t mostFiles = 20'000;
constexpr std::size_t aFile = 256; ///< what one costs besides its bytes

std::string parentOf(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

} // namespace

std::string Disk::absolute(const std::string& at, const std::string& path) {
    const std::string whole = path.starts_with('/') ? path : at + "/" + path;
    std::vector<std::string> parts;
    for (std::size_t from = 0; from < whole.size();) {
        const auto slash = std::min(whole.find('/', from), whole.size());
        const std::string part = whole.substr(from, slash - from);
        if (part == "..") {
            if (!parts.empty())
                parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
        from = slash + 1;
    }
    std::string out;
    for (const auto& part : parts)
        out += "/" + part;
    return out.empty() ? "/" : out;
}

const char* Disk::words(Trouble trouble) {
    switch (trouble) {
    case Trouble::None:
        return "";
    case Trouble::Missing:
        return "No such file or directory";
    case Trouble::IsFolder:
        return "Is a directory";
    case Trouble::NotFolder:
        return "Not a directory";
    case Trouble::Full:
        return "No space left on device";
    case Trouble::ReadOnly:
        return "Read-only file system";
    case Trouble::NotEmpty:
        return "Directory not empty";
    }
    return "";
}

const Disk::File* Disk::find(const std::string& path) const {
    const auto found = m_files.find(path);
    return found == m_files.end() ? nullptr : &found->second;
}

std::optional<std::string> Disk::read(const std::string& path) const {
    const File* file = find(path);
    if (!file || file->folder)
        return std::nullopt;
    return file->live ? file->live() : file->bytes;
}

std::vector<std::string> Disk::list(const std::string& folder) const {
    std::vector<std::string> names;
    const std::string start = folder == "/" ? folder : folder + "/";
    for (auto each = m_files.upper_bound(start); each != m_files.end() && each->first.starts_with(start);
         ++each)
        if (each->first.find('/', start.size()) == std::string::npos)
            names.push_back(each->first.substr(start.size()));
    return names;
}

std::vector<std::string> Disk::below(const std::string& path) const {
    std::vector<std::string> all;
    const std::string start = path == "/" ? path : path + "/";
    if (m_files.contains(path))
        all.push_back(path);
    for (auto each = m_files.upper_bound(start); each != m_files.end() && each->first.starts_with(start);
         ++each)
        all.push_back(each->first);
    return all;
}

Disk::Trouble Disk::mayWrite(const std::string& path) const {
    if (path.starts_with("/proc") || path.starts_with("/sys"))
        return Trouble::ReadOnly;
    const File* parent = find(parentOf(path));
    if (!parent)
        return Trouble::Missing;
    if (!parent->folder)
        return Trouble::NotFolder;
    return m_files.size() < mostFiles ? Trouble::None : Trouble::Full;
}

Disk::Trouble Disk::write(const std::string& path, std::string bytes, cluster::Micros now, unsigned mode) {
    if (path == "/dev/null")
        return Trouble::None;
    if (const Trouble trouble = mayWrite(path); trouble != Trouble::None)
        return trouble;
    const File* old = find(path);
    if (old && old->folder)
        return Trouble::IsFolder;
    const std::size_t before = old ? old->bytes.size() + aFile : 0;
    if (m_used - std::min(m_used, before) + bytes.size() + aFile > m_limit)
        return Trouble::Full;
    m_used = m_used - std::min(m_used, before) + bytes.size() + aFile;
    m_files[path] = {std::move(bytes), old ? old->mode : mode, false, now, nullptr};
    return Trouble::None;
}

Disk::Trouble Disk::append(const std::string& path, const std::string& bytes, cluster::Micros now) {
    const auto found = m_files.find(path);
    if (found == m_files.end() || found->second.folder || found->second.live)
        return write(path, bytes, now);
    if (const Trouble trouble = mayWrite(path); trouble != Trouble::None)
        return trouble;
    if (m_used + bytes.size() > m_limit)
        return Trouble::Full;
    m_used += bytes.size();
    found->second.bytes += bytes;
    found->second.changed = now;
    return Trouble::None;
}

Disk::Trouble Disk::makeFolder(const std::string& path, cluster::Micros now, unsigned mode) {
    if (const Trouble trouble = mayWrite(path); trouble != Trouble::None)
        return trouble;
    if (m_used + aFile > m_limit)
        return Trouble::Full;
    m_used += aFile;
    m_files[path] = {"", mode, true, now, nullptr};
    return Trouble::None;
}

Disk::Trouble Disk::remove(const std::string& path, bool withAllBelow) {
    if (path.starts_with("/proc") || path.starts_with("/sys") || path == "/")
        return Trouble::ReadOnly;
    const auto all = below(path);
    if (all.empty())
        return Trouble::Missing;
    if (all.size() > 1 && !withAllBelow)
        return Trouble::NotEmpty;
    for (const auto& each : all) {
        m_used -= std::min(m_used, m_files[each].bytes.size() + aFile);
        m_files.erase(each);
    }
    return Trouble::None;
}

void Disk::furnish(const std::string& path, File file) {
    if (const std::string parent = parentOf(path); !m_files.contains(parent))
        furnish(parent, {"", 0755, true, file.changed, nullptr});
    m_files[path] = std::move(file);
}

} // namespace understudy::podshell
