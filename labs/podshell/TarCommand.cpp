// tar, which kubectl cp runs at the other end.
#include "labs/podfiles/Tar.h"
#include "labs/podshell/Command.h"

#include <algorithm>

namespace understudy::podshell {

namespace {

/// What tar was told: `tar -xmf - -C DIR`, `tar cf - PATH…`, `tar tvf FILE`.
struct Wish {
    char what = 0; ///< c, x or t
    bool verbose = false, toOut = false;
    std::string file = "-", folder;
    Arguments names;
};

Wish wishOf(const Call& call) {
    Wish wish;
    wish.folder = call.folder;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const std::string& word = call.words[i];
        const auto next = [&] { return ++i < call.words.size() ? call.words[i] : std::string(); };
        if (word == "-C" || word == "--directory") {
            wish.folder = Disk::absolute(wish.folder, next());
        } else if (word == "-") {
            wish.names.push_back(word);
        } else if ((word[0] == '-' && !word.starts_with("--")) || i == 1) {
            for (const char c : word) {
                if (c == 'c' || c == 'x' || c == 't')
                    wish.what = c;
                wish.verbose = wish.verbose || c == 'v';
                if (c == 'f')
                    wish.file = next();
                if (c == 'C')
                    wish.folder = Disk::absolute(wish.folder, next());
            }
        } else if (!word.starts_with("--")) {
            wish.names.push_back(word);
        }
    }
    return wish;
}

Ran create(const Call& call, const Wish& wish) {
    Ran ran;
    std::vector<TarEntry> entries;
    std::size_t sum = 0;
    const bool above =
        std::any_of(wish.names.begin(), wish.names.end(), [](const auto& n) { return n.starts_with('/'); });
    if (above)
        ran.err = "tar: Removing leading `/' from member names\n";
    for (const auto& name : wish.names) {
        const std::string top = Disk::absolute(wish.folder, name);
        const auto all = call.place.disk.below(top);
        if (all.empty()) {
            ran.err += "tar: " + name + ": Cannot stat: No such file or directory\n";
            ran.code = 2;
        }
        const std::string as = name.substr(std::min(name.find_first_not_of('/'), name.size()));
        for (const auto& path : all) {
            const auto* file = call.place.disk.find(path);
            const std::string below = path.substr(top == "/" ? 0 : top.size());
            std::string stored = as + below;
            stored.erase(0, std::min(stored.find_first_not_of('/'), stored.size()));
            entries.push_back({stored.empty() ? "." : stored, file->folder, file->mode,
                               (call.place.now().epoch() + file->changed) / cluster::second,
                               file->folder ? "" : call.place.disk.read(path).value_or("")});
            sum += entries.back().bytes.size();
            if (wish.verbose && wish.file != "-")
                ran.out += entries.back().name + "\n";
        }
    }
    if (ran.code != 0)
        ran.err += "tar: Exiting with failure status due to previous errors\n";
    if (wish.names.empty())
        return failed("tar: Cowardly refusing to create an empty archive\n", 2);
    std::string archive = packTar(entries);
    if (wish.file == "-") {
        ran.out = std::move(archive);
        return ran;
    }
    const auto trouble =
        call.place.disk.write(Disk::absolute(call.folder, wish.file), std::move(archive), call.now());
    return trouble == Disk::Trouble::None
               ? ran
               : failed("tar: " + wish.file + ": Cannot write: " + Disk::words(trouble) + "\n", 2);
}

Disk::Trouble store(const Call& call, const std::string& path, TarEntry& entry) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (!call.place.disk.find(path.substr(0, slash)))
            if (const auto trouble = call.place.disk.makeFolder(path.substr(0, slash), call.now());
                trouble != Disk::Trouble::None)
                return trouble;
    if (!entry.folder)
        return call.place.disk.write(path, std::move(entry.bytes), call.now(), entry.mode);
    const auto* there = call.place.disk.find(path);
    return there ? (there->folder ? Disk::Trouble::None : Disk::Trouble::NotFolder)
                 : call.place.disk.makeFolder(path, call.now(), entry.mode);
}

Ran extract(const Call& call, const Wish& wish) {
    Ran ran;
    std::string bytes = call.input;
    if (wish.file != "-") {
        auto read = call.place.disk.read(Disk::absolute(call.folder, wish.file));
        if (!read)
            return failed(
                "tar: " + wish.file +
                    ": Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n",
                2);
        bytes = std::move(*read);
    }
    std::string trouble;
    for (auto& entry : unpackTar(bytes, trouble)) {
        if (wish.verbose || wish.what == 't')
            ran.out += entry.name + "\n";
        if (wish.what == 't')
            continue;
        const std::string name = entry.name;
        if (const auto wrong = store(call, Disk::absolute(wish.folder, entry.name), entry);
            wrong != Disk::Trouble::None) {
            ran.err += "tar: " + name + ": Cannot open: " + Disk::words(wrong) + "\n";
            ran.code = 2;
        }
    }
    if (!trouble.empty()) {
        ran.err += "tar: " + trouble + "\n";
        ran.code = 2;
    }
    if (ran.code != 0)
        ran.err += "tar: Exiting with failure status due to previous errors\n";
    return ran;
}

Ran tar(const Call& call) {
    const Wish wish = wishOf(call);
    if (const auto* there = call.place.disk.find(wish.folder); !there || !there->folder)
        return failed("tar: " + wish.folder +
                          ": Cannot open: No such file or directory\n"
                          "tar: Error is not recoverable: exiting now\n",
                      2);
    if (wish.what == 0)
        return failed("tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n",
                      2);
    return wish.what == 'c' ? create(call, wish) : extract(call, wish);
}

bool tarReads(const Call& call) {
    const Wish wish = wishOf(call);
    return wish.file == "-" && (wish.what == 'x' || wish.what == 't');
}

} // namespace

const CommandTable& archiveCommands() {
    static const CommandTable table{{"tar", {tar, tarReads}}};
    return table;
}

} // namespace understudy::podshell
