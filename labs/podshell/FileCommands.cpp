// ls, cat and what else moves files about.
#include "labs/podshell/Command.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace understudy::podshell {

using Trouble = Disk::Trouble;

namespace {

constexpr auto never = [](const Call&) { return false; };
bool readsWithoutFiles(const Call& call) { return call.operands("nc").empty(); }

std::string complaint(const Call& call, const std::string& name, Trouble trouble) {
    return call.words[0] + ": " + name + ": " + Disk::words(trouble) + "\n";
}

Trouble troubleOf(const Disk::File* file) {
    return !file ? Trouble::Missing : file->folder ? Trouble::IsFolder : Trouble::None;
}

/// Calls with the text of each file named, or of the standard input; what it makes is put together.
Ran overFiles(const Call& call, const Arguments& names,
              const std::function<std::string(const std::string& name, const std::string& text)>& make) {
    Ran ran;
    if (names.empty())
        ran.out = make("-", call.input);
    for (const auto& name : names) {
        if (name == "-") {
            ran.out += make(name, call.input);
            continue;
        }
        const std::string path = call.path(name);
        if (const Trouble trouble = troubleOf(call.place.disk.find(path)); trouble != Trouble::None) {
            ran.err += complaint(call, name, trouble);
            ran.code = 1;
        } else {
            ran.out += make(name, call.place.disk.read(path).value_or(""));
        }
    }
    return ran;
}

Ran cat(const Call& call) {
    const bool numbered = call.flag('n');
    return overFiles(call, call.operands(), [numbered](const std::string&, const std::string& text) {
        if (!numbered)
            return text;
        std::string out;
        int n = 0;
        for (const auto& line : linesOf(text))
            out += padded(std::to_string(++n), 6, true) + "\t" + line + "\n";
        return out;
    });
}

std::string modeText(const Disk::File& file) {
    std::string out(1, file.folder ? 'd' : '-');
    for (int shift = 6; shift >= 0; shift -= 3)
        for (int bit = 0; bit < 3; ++bit)
            out += file.mode >> shift & (4u >> bit) ? "rwx"[bit] : '-';
    return out;
}

std::string dateText(const Call& call, cluster::Micros at) {
    const auto seconds = static_cast<std::time_t>((call.place.now().epoch() + at) / cluster::second);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%b %e %H:%M", &parts);
    return text.data();
}

std::string listed(const Call& call, const std::string& path, const std::string& name) {
    const Disk::File* file = call.place.disk.find(path);
    if (!call.flag('l'))
        return name + "\n";
    const std::size_t size = file->folder ? 4096 : file->live ? 0 : file->bytes.size();
    return modeText(*file) + (file->folder ? " 2" : " 1") + " root root " +
           padded(std::to_string(size), 8, true) + " " + dateText(call, file->changed) + " " + name + "\n";
}

Ran ls(const Call& call) {
    Ran ran;
    Arguments names = call.operands();
    const bool several = names.size() > 1;
    if (names.empty())
        names.push_back(".");
    for (const auto& name : names) {
        const std::string path = call.path(name);
        const Disk::File* file = call.place.disk.find(path);
        if (!file) {
            ran.err += "ls: cannot access '" + name + "': No such file or directory\n";
            ran.code = 2;
        } else if (!file->folder || call.flag('d')) {
            ran.out += listed(call, path, name);
        } else {
            if (several)
                ran.out += name + ":\n";
            for (const auto& each : call.place.disk.list(path))
                if (each[0] != '.' || call.flag('a') || call.flag('A'))
                    ran.out += listed(call, path == "/" ? path + each : path + "/" + each, each);
            if (several)
                ran.out += "\n";
        }
    }
    return ran;
}

std::size_t countOf(const Call& call, std::size_t usual) {
    const auto given = call.option('n', "lines");
    std::string text = given.value_or("");
    for (std::size_t i = 1; i < call.words.size() && text.empty(); ++i) // head -5
        if (call.words[i].size() > 1 && call.words[i][0] == '-' &&
            call.words[i].find_first_not_of("0123456789", 1) == std::string::npos)
            text = call.words[i].substr(1);
    return text.empty() ? usual
                        : static_cast<std::size_t>(std::max(0L, std::strtol(text.c_str(), nullptr, 10)));
}

Ran head(const Call& call) {
    const std::size_t count = countOf(call, 10);
    const auto bytes = call.option('c');
    return overFiles(call, call.operands("nc"), [&](const std::string&, const std::string& text) {
        if (bytes)
            return text.substr(0, std::strtoul(bytes->c_str(), nullptr, 10));
        std::size_t at = 0;
        for (std::size_t n = 0; n < count && at < text.size(); ++n)
            at = std::min(text.find('\n', at), text.size() - 1) + 1;
        return text.substr(0, at);
    });
}

/// Nothing else writes to these files, so that nothing new comes; it only does not end.
Ran followed(Ran ran) {
    ran.takes = cluster::second;
    ran.next = [] { return followed({}); };
    return ran;
}

Ran tail(const Call& call) {
    const std::size_t count = countOf(call, 10);
    Ran ran = overFiles(call, call.operands("nc"), [count](const std::string&, const std::string& text) {
        std::size_t at = text.size();
        if (at > 0 && text.back() == '\n')
            --at;
        for (std::size_t n = 0; n < count && at != std::string::npos && at > 0; ++n)
            at = text.rfind('\n', at - 1) == std::string::npos ? 0 : text.rfind('\n', at - 1);
        if (count == 0)
            return std::string();
        return text.substr(at > 0 && at < text.size() && text[at] == '\n' ? at + 1 : at);
    });
    if (call.flag('f', "nc"))
        return followed(std::move(ran));
    return ran;
}

Ran sha256sum(const Call& call) {
    return overFiles(call, call.operands(), [](const std::string& name, const std::string& text) {
        const QByteArray bytes = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
        return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString() + "  " +
               name + "\n";
    });
}

Ran eachPath(const Call& call, Trouble (*work)(const Call& call, const std::string& path), const char* verb) {
    Ran ran;
    for (const auto& name : call.operands())
        if (const Trouble trouble = work(call, call.path(name)); trouble != Trouble::None) {
            ran.err += call.words[0] + ": cannot " + verb + " '" + name + "': " + Disk::words(trouble) + "\n";
            ran.code = 1;
        }
    return ran;
}

Trouble makeWithParents(const Call& call, const std::string& path) {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        const std::string part = path.substr(0, slash);
        const Disk::File* there = call.place.disk.find(part);
        if (there && !there->folder)
            return Trouble::NotFolder;
        if (!there)
            if (const Trouble trouble = call.place.disk.makeFolder(part, call.now());
                trouble != Trouble::None)
                return trouble;
        if (slash == std::string::npos)
            return Trouble::None;
    }
}

Ran mkdir(const Call& call) {
    if (call.flag('p'))
        return eachPath(call, makeWithParents, "create directory");
    Ran ran;
    for (const auto& name : call.operands()) {
        const std::string path = call.path(name);
        const bool there = call.place.disk.find(path);
        const Trouble trouble = there ? Trouble::None : call.place.disk.makeFolder(path, call.now());
        if (!there && trouble == Trouble::None)
            continue;
        ran.err += "mkdir: cannot create directory '" + name +
                   "': " + (there ? "File exists" : Disk::words(trouble)) + "\n";
        ran.code = 1;
    }
    return ran;
}

Ran rm(const Call& call) {
    Ran ran;
    const bool all = call.flag('r') || call.flag('R');
    for (const auto& name : call.operands()) {
        const Disk::File* file = call.place.disk.find(call.path(name));
        if (!file && call.flag('f'))
            continue;
        const Trouble trouble =
            file && file->folder && !all ? Trouble::IsFolder : call.place.disk.remove(call.path(name), all);
        if (trouble == Trouble::None)
            continue;
        ran.err += "rm: cannot remove '" + name + "': " + Disk::words(trouble) + "\n";
        ran.code = 1;
    }
    return ran;
}

Ran touch(const Call& call) {
    return eachPath(
        call,
        [](const Call& here, const std::string& path) {
            return here.place.disk.find(path) ? Trouble::None : here.place.disk.write(path, "", here.now());
        },
        "touch");
}

Ran copyOrMove(const Call& call) {
    const Arguments names = call.operands();
    if (names.size() != 2)
        return failed(call.words[0] + ": give one file and where to put it\n");
    const std::string from = call.path(names[0]);
    std::string to = call.path(names[1]);
    if (const Trouble trouble = troubleOf(call.place.disk.find(from)); trouble != Trouble::None)
        return failed(complaint(call, names[0], trouble));
    if (const auto* there = call.place.disk.find(to); there && there->folder)
        to += from.substr(from.rfind('/'));
    const unsigned mode = call.place.disk.find(from)->mode;
    const Trouble trouble =
        call.place.disk.write(to, call.place.disk.read(from).value_or(""), call.now(), mode);
    if (trouble != Trouble::None)
        return failed(complaint(call, names[1], trouble));
    if (call.words[0].ends_with("mv") && from != to)
        call.place.disk.remove(from, false);
    return {};
}

Ran find(const Call& call) {
    Ran ran;
    Arguments starts;
    for (std::size_t i = 1; i < call.words.size() && call.words[i][0] != '-'; ++i)
        starts.push_back(call.words[i]);
    if (starts.empty())
        starts.push_back(".");
    for (const auto& start : starts) {
        const std::string top = call.path(start);
        if (!call.place.disk.find(top)) {
            ran.err += complaint(call, "'" + start + "'", Trouble::Missing);
            ran.code = 1;
        }
        for (const auto& path : call.place.disk.below(top))
            ran.out += (start == "/" ? path : start + path.substr(top == "/" ? 0 : top.size())) + "\n";
    }
    return ran;
}

Ran stat(const Call& call) {
    Ran ran;
    for (const auto& name : call.operands("c")) {
        const auto* file = call.place.disk.find(call.path(name));
        if (!file) {
            ran.err += "stat: cannot statx '" + name + "': No such file or directory\n";
            ran.code = 1;
            continue;
        }
        ran.out += "  File: " + name + "\n  Size: " + std::to_string(file->bytes.size()) + "\t" +
                   (file->folder ? "directory" : "regular file") + "\n";
    }
    return ran;
}

} // namespace

const CommandTable& fileCommands() {
    static const CommandTable table{{"cat", {cat, readsWithoutFiles}},
                                    {"cp", {copyOrMove, never}},
                                    {"find", {find, never}},
                                    {"head", {head, readsWithoutFiles}},
                                    {"ls", {ls, never}},
                                    {"mkdir", {mkdir, never}},
                                    {"mv", {copyOrMove, never}},
                                    {"rm", {rm, never}},
                                    {"sha256sum", {sha256sum, readsWithoutFiles}},
                                    {"stat", {stat, never}},
                                    {"tail", {tail, readsWithoutFiles}},
                                    {"touch", {touch, never}}};
    return table;
}

} // namespace understudy::podshell
