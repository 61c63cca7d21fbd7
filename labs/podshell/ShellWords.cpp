// How the shell reads lines, makes words of them, and the commands that are the shell itself.
#include "labs/podshell/Shell.h"

#include <algorithm>
#include <fnmatch.h>

namespace understudy::podshell {

namespace {

constexpr std::size_t longestValue = 4 * 1024 * 1024;
constexpr std::size_t mostWords = 20'000;
constexpr std::size_t mostFrames = 20;

bool isOneOf(const std::string& word, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&word](const char* name) { return word == name; });
}

} // namespace

std::string Shell::valueOf(const std::string& name) const {
    if (name == "?")
        return std::to_string(m_code);
    if (name == "$")
        return "37"; // the process number every shell here has; kill knows it
    const Arguments* arguments = nullptr;
    for (const auto& frame : m_frames)
        if (!frame.arguments.empty())
            arguments = &frame.arguments;
    if (name == "#")
        return std::to_string(arguments ? arguments->size() - 1 : 0);
    if (name == "@" || name == "*") {
        std::string all;
        for (std::size_t i = 1; arguments && i < arguments->size(); ++i)
            all += (i > 1 ? " " : "") + (*arguments)[i];
        return all;
    }
    if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') {
        const auto at = static_cast<std::size_t>(name[0] - '0');
        return arguments && at < arguments->size() ? (*arguments)[at] : "";
    }
    const auto colon = name.find(":-");
    const auto found = m_variables.find(name.substr(0, colon));
    if (found != m_variables.end() && (colon == std::string::npos || !found->second.empty()))
        return found->second;
    return name == "PWD" ? m_folder : colon == std::string::npos ? "" : name.substr(colon + 2);
}

std::string Shell::substitute(const std::string& script) {
    if (m_depth >= static_cast<int>(mostFrames))
        return {};
    Prepared inner;
    inner.words = {"sh", "-c", script};
    Ran ran = whole(inner, "");
    m_err += ran.err;
    m_code = ran.code;
    ran.out.resize(std::min(ran.out.size(), longestValue));
    while (ran.out.ends_with('\n'))
        ran.out.pop_back();
    return ran.out;
}

std::vector<std::string> Shell::globbed(const std::string& word) const {
    if (word.find_first_of("*?[") == std::string::npos)
        return {word};
    const auto slash = word.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : word.substr(0, slash + 1);
    const std::string pattern = slash == std::string::npos ? word : word.substr(slash + 1);
    std::vector<std::string> found;
    for (const auto& name : m_place.disk.list(Disk::absolute(m_folder, folder.empty() ? "." : folder)))
        if (fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0)
            found.push_back(folder + name);
    return found.empty() ? std::vector<std::string>{word} : found;
}

std::vector<std::string> Shell::expand(const Word& word) {
    std::vector<std::string> words{""};
    bool something = false, globs = false;
    for (const auto& part : word) {
        const std::string value = part.kind == Part::Kind::Text       ? part.text
                                  : part.kind == Part::Kind::Variable ? valueOf(part.text)
                                                                      : substitute(part.text);
        something = something || part.quoted || (part.kind == Part::Kind::Text && !value.empty());
        if (part.quoted || part.kind == Part::Kind::Text) {
            words.back() += value;
            globs = globs || (!part.quoted && value.find_first_of("*?[") != std::string::npos);
            continue;
        }
        for (std::size_t from = 0; from < value.size() && words.size() < mostWords;) {
            const auto start = value.find_first_not_of(" \t\n", from);
            if (start == std::string::npos) {
                words.push_back("");
                break;
            }
            if (start > from && !words.back().empty())
                words.push_back("");
            const auto end = std::min(value.find_first_of(" \t\n", start), value.size());
            words.back() += value.substr(start, end - start);
            something = true;
            from = end;
        }
    }
    while (words.size() > 1 && words.back().empty())
        words.pop_back();
    if (!something)
        return {};
    return globs && words.size() == 1 ? globbed(words[0]) : words;
}

std::string Shell::joined(const Word& word) {
    std::string out;
    for (const auto& part : word) {
        out += part.kind == Part::Kind::Text       ? part.text
               : part.kind == Part::Kind::Variable ? valueOf(part.text)
                                                   : substitute(part.text);
        out.resize(std::min(out.size(), longestValue));
    }
    return out;
}

Prepared Shell::prepare(const Simple& simple) {
    Prepared out;
    for (const auto& word : simple.words)
        for (auto& each : expand(word))
            if (out.words.size() < mostWords)
                out.words.push_back(std::move(each));
    for (const auto& [name, value] : simple.assignments) {
        m_variables[name] = joined(value);
        m_cost += static_cast<long>(m_variables[name].size() / 4096);
    }
    for (const auto& redirect : simple.redirects) {
        const std::string target = joined(redirect.target);
        Target& stream = redirect.from == 2 ? out.err : out.out;
        if (redirect.kind == Redirect::Kind::Same) {
            // 2>&1 takes what is there now, 1>&2 likewise.
            const Target other = redirect.from == 2 ? out.out : out.err;
            stream = other;
            if (other.path.empty() && !other.nothing)
                stream.toOther = (target == "1") == (redirect.from == 2);
            continue;
        }
        const std::string path = Disk::absolute(m_folder, target);
        if (redirect.kind == Redirect::Kind::In) {
            out.input = m_place.disk.read(path);
            if (!out.input)
                out.trouble = "sh: 1: cannot open " + target + ": No such file\n";
            continue;
        }
        Disk::Trouble trouble = Disk::Trouble::None;
        if (path != "/dev/null" && (redirect.kind == Redirect::Kind::Out || !m_place.disk.find(path)))
            trouble = m_place.disk.write(path, "", m_place.now().now());
        if (trouble != Disk::Trouble::None)
            out.trouble = "sh: 1: cannot create " + target + ": " + Disk::words(trouble) + "\n";
        stream = {path == "/dev/null" ? "" : path, true, false, path == "/dev/null"};
        if (redirect.from == 3)
            out.err = stream;
    }
    return out;
}

bool Shell::startShell(const Prepared& prepared) {
    const std::string name = prepared.words[0].substr(prepared.words[0].rfind('/') + 1);
    if (!isOneOf(name, {"sh", "bash", "ash", "dash"}) || !prepared.out.path.empty() || prepared.out.nothing ||
        !prepared.err.path.empty() || prepared.err.nothing || prepared.input)
        return false;
    if (m_frames.size() >= mostFrames) {
        m_err += "sh: 1: Cannot fork\n";
        finish(2);
        return true;
    }
    Frame frame;
    frame.arguments = {name};
    std::size_t at = 1;
    bool script = false;
    for (; at < prepared.words.size() && prepared.words[at].starts_with('-'); ++at)
        script = script ||
                 (!prepared.words[at].starts_with("--") && prepared.words[at].find('c') != std::string::npos);
    frame.interactive = !script && at >= prepared.words.size();
    if (!frame.interactive) {
        const std::string first = at < prepared.words.size() ? prepared.words[at] : "";
        const auto text = script ? std::optional(first) : m_place.disk.read(Disk::absolute(m_folder, first));
        if (!text || at >= prepared.words.size()) {
            m_err += script ? name + ": -c requires an argument\n"
                            : name + ": 0: cannot open " + first + ": No such file\n";
            finish(script ? 2 : 127);
            return true;
        }
        frame.script = Script::parse(*text);
        // $0 is the script's name; after -c it is the word behind it.
        const auto rest = prepared.words.begin() + static_cast<std::ptrdiff_t>(at) + 1;
        if (!script || rest != prepared.words.end())
            frame.arguments = script ? Arguments() : Arguments{first};
        frame.arguments.insert(frame.arguments.end(), rest, prepared.words.end());
        if (!frame.script.trouble.empty()) {
            m_err += frame.script.trouble + "\n";
            finish(2);
            return true;
        }
    }
    m_code = 0;
    m_frames.push_back(std::move(frame));
    return true;
}

void Shell::changeFolder(const Prepared& prepared) {
    const std::string to = prepared.words.size() > 1 ? prepared.words[1] : "/root";
    const std::string path = Disk::absolute(m_folder, to);
    const auto* file = m_place.disk.find(path);
    if (!file || !file->folder) {
        m_err += "sh: 1: cd: can't cd to " + to + "\n";
        return finish(2);
    }
    m_folder = path;
    finish(0);
}

void Shell::exportAll(const Prepared& prepared) {
    for (std::size_t i = 1; i < prepared.words.size(); ++i) {
        const auto equals = prepared.words[i].find('=');
        if (prepared.words[0] == "unset")
            m_variables.erase(prepared.words[i]);
        else if (equals != std::string::npos)
            m_variables[prepared.words[i].substr(0, equals)] = prepared.words[i].substr(equals + 1);
    }
    finish(0);
}

bool Shell::builtIn(const Prepared& prepared) {
    const std::string& name = prepared.words[0];
    if (name == "cd") {
        changeFolder(prepared);
    } else if (isOneOf(name, {"export", "unset", "set", "local", "readonly"})) {
        exportAll(prepared);
    } else if (isOneOf(name, {":", "wait", "trap", "umask"})) {
        finish(0);
    } else if (name == "pwd") {
        write(prepared.out, 1, m_folder + "\n");
        finish(0);
    } else if (name == "exit") {
        m_code = prepared.words.size() > 1
                     ? static_cast<int>(std::strtol(prepared.words[1].c_str(), nullptr, 10)) & 255
                     : m_code;
        popFrame();
        m_negate = false;
    } else if (isOneOf(name, {"command", "type", "which"})) {
        const std::string wanted = prepared.words.back();
        const bool known =
            prepared.words.size() > 1 && (findCommand(wanted) || wanted == "sh" || wanted == "bash");
        write(prepared.out, 1, known ? "/bin/" + wanted + "\n" : "");
        finish(known ? 0 : 127);
    } else if (isOneOf(name, {"exec", "eval"}) && prepared.words.size() > 1 && m_frames.size() < mostFrames) {
        Prepared inner = prepared;
        inner.words.erase(inner.words.begin());
        std::string text;
        for (const auto& word : inner.words)
            text += word + " ";
        inner.words = {"sh", "-c", text};
        return startShell(inner);
    } else {
        return false;
    }
    return true;
}

// An interactive shell, or one that reads its script from the input, takes it line by line.
bool Shell::readLine() {
    Frame& frame = m_frames.back();
    if (m_io.terminal && !m_prompted) {
        m_out += m_pendingLine.empty()
                     ? (frame.arguments[0] == "bash" ? "root@" + m_place.pod + ":" + m_folder + "# "
                                                     : m_folder + " # ")
                     : "> ";
        m_prompted = true;
    }
    const auto end = m_input.find('\n');
    if (end == std::string::npos && !m_inputEnded)
        return false;
    if (end == std::string::npos && m_input.empty()) {
        if (m_io.terminal)
            m_out += "exit\n";
        if (!m_pendingLine.empty())
            m_err += Script::parse(m_pendingLine).trouble + "\n", m_code = 2;
        popFrame();
        return true;
    }
    m_pendingLine += m_input.substr(0, std::min(end, m_input.size())) + "\n";
    if (lineRead)
        lineRead(m_input.substr(0, std::min(end, m_input.size())));
    m_input.erase(0, end == std::string::npos ? end : end + 1);
    m_prompted = false;
    Script script = Script::parse(m_pendingLine);
    if (script.unfinished && !(m_inputEnded && m_input.empty()))
        return true;
    m_pendingLine.clear();
    if (!script.trouble.empty()) {
        m_err += script.trouble + "\n";
        m_code = 2;
        return true;
    }
    frame.script = std::move(script);
    frame.at = 0;
    frame.loops.clear();
    return true;
}

} // namespace understudy::podshell
