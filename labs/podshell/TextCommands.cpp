// echo, grep, test and the like.
#include "labs/podshell/Command.h"

#include <algorithm>
#include <regex.h>

namespace understudy::podshell {

namespace {

std::string unescaped(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char next = text[++i];
        const auto at = std::string_view("ntr\\ae0").find(next);
        if (at == std::string_view::npos)
            out += std::string("\\") + next;
        else
            out += "\n\t\r\\\a\033\0"[at];
    }
    return out;
}

Ran echo(const Call& call) {
    std::size_t from = 1;
    bool line = true, escapes = false;
    for (; from < call.words.size(); ++from) {
        const std::string& word = call.words[from];
        if (word == "-n")
            line = false;
        else if (word == "-e" || word == "-ne" || word == "-en")
            escapes = true, line = line && word == "-e";
        else
            break;
    }
    std::string out;
    for (std::size_t i = from; i < call.words.size(); ++i)
        out += (i > from ? " " : "") + call.words[i];
    return said((escapes ? unescaped(out) : out) + (line ? "\n" : ""));
}

Ran printf(const Call& call) {
    if (call.words.size() < 2)
        return failed("printf: usage: printf format [arguments]\n", 2);
    const std::string format = unescaped(call.words[1]);
    std::string out;
    std::size_t argument = 2;
    do {
        for (std::size_t i = 0; i < format.size(); ++i) {
            if (format[i] != '%') {
                out += format[i];
                continue;
            }
            const std::size_t end = format.find_first_not_of("-0123456789.", i + 1);
            if (end == std::string::npos)
                break;
            const std::string spec = format.substr(i + 1, end - i - 1);
            i = end;
            if (format[end] == '%') {
                out += '%';
                continue;
            }
            std::string word = argument < call.words.size() ? call.words[argument] : "";
            ++argument;
            if (format[end] == 'd')
                word = std::to_string(std::strtoll(word.c_str(), nullptr, 10));
            const bool left = spec.starts_with('-');
            out += padded(
                word,
                static_cast<std::size_t>(std::min(500L, std::abs(std::strtol(spec.c_str(), nullptr, 10)))),
                !left);
        }
    } while (argument < call.words.size() && argument > 2 && out.size() < 1'000'000);
    return said(out);
}

/// What grep looks for: a POSIX expression, or the text itself with -F.
class Pattern {
public:
    Pattern(const std::string& text, const Call& call)
        : m_text(text)
        , m_plain(call.flag('F', "emABC")) {
        // Nested counts make an automaton of any size.
        const bool safe = text.size() <= 256 && std::count(text.begin(), text.end(), '{') <= 1;
        const int flags = REG_NOSUB | (call.flag('E', "emABC") ? REG_EXTENDED : 0) |
                          (call.flag('i', "emABC") ? REG_ICASE : 0);
        m_made = !m_plain && safe && regcomp(&m_regex, text.c_str(), flags) == 0;
    }
    ~Pattern() {
        if (m_made)
            regfree(&m_regex);
    }
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    bool good() const { return m_plain || m_made; }
    bool in(const std::string& line) const {
        return m_plain ? line.find(m_text) != std::string::npos
                       : regexec(&m_regex, line.substr(0, 16384).c_str(), 0, nullptr, 0) == 0;
    }

private:
    std::string m_text;
    bool m_plain = false, m_made = false;
    regex_t m_regex{};
};

Ran grep(const Call& call) {
    Arguments rest = call.operands("emABC");
    std::string pattern = call.option('e').value_or("");
    if (pattern.empty()) {
        if (rest.empty())
            return failed("Usage: grep [OPTION]... PATTERNS [FILE]...\n", 2);
        pattern = rest.front();
        rest.erase(rest.begin());
    }
    const Pattern wanted(pattern, call);
    if (!wanted.good())
        return failed("grep: Invalid regular expression\n", 2);
    Ran ran;
    std::size_t found = 0;
    const bool invert = call.flag('v', "emABC"), numbers = call.flag('n', "emABC");
    const auto search = [&](const std::string& text, const std::string& label) {
        std::size_t n = 0, here = 0;
        for (const auto& line : linesOf(text)) {
            ++n;
            if (wanted.in(line) == invert)
                continue;
            ++here;
            if (!call.flag('c', "emABC") && !call.flag('q', "emABC"))
                ran.out += label + (numbers ? std::to_string(n) + ":" : "") + line + "\n";
        }
        found += here;
        if (call.flag('c', "emABC"))
            ran.out += label + std::to_string(here) + "\n";
    };
    if (rest.empty())
        search(call.input, "");
    for (const auto& name : rest) {
        const auto text = call.place.disk.read(call.path(name));
        if (text)
            search(*text, rest.size() > 1 ? name + ":" : "");
        else
            ran.err += "grep: " + name + ": No such file or directory\n";
    }
    ran.code = !ran.err.empty() ? 2 : found > 0 ? 0 : 1;
    return ran;
}

bool grepReads(const Call& call) { return call.operands("emABC").size() < (call.option('e') ? 1u : 2u); }

Ran wc(const Call& call) {
    const Arguments names = call.operands();
    Ran ran;
    const auto count = [&](const std::string& text, const std::string& name) {
        const auto lines = std::count(text.begin(), text.end(), '\n');
        std::size_t words = 0;
        bool inside = false;
        for (const char c : text) {
            const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            words += !blank && !inside;
            inside = !blank;
        }
        const bool l = call.flag('l'), w = call.flag('w'), c = call.flag('c'), all = !l && !w && !c;
        std::string row;
        const auto add = [&](bool wanted, std::size_t value) {
            if (wanted || all)
                row += (row.empty() ? "" : " ") +
                       (all ? padded(std::to_string(value), 7, true) : std::to_string(value));
        };
        add(l, static_cast<std::size_t>(lines));
        add(w, words);
        add(c, text.size());
        ran.out += row + (name.empty() ? "" : " " + name) + "\n";
    };
    if (names.empty())
        count(call.input, "");
    for (const auto& name : names) {
        if (const auto text = call.place.disk.read(call.path(name)))
            count(*text, name);
        else
            ran = failed("wc: " + name + ": No such file or directory\n");
    }
    return ran;
}

Ran seqFrom(std::int64_t from, std::int64_t step, std::int64_t to) {
    Ran ran;
    for (; (step > 0 ? from <= to : from >= to) && ran.out.size() < 64 * 1024; from += step)
        ran.out += std::to_string(from) + "\n";
    if (step > 0 ? from <= to : from >= to)
        ran.next = [from, step, to] { return seqFrom(from, step, to); };
    return ran;
}

Ran seq(const Call& call) {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        char* end = nullptr;
        numbers.push_back(std::strtoll(call.words[i].c_str(), &end, 10));
        if (*end)
            return failed("seq: invalid floating point argument: '" + call.words[i] + "'\n");
    }
    if (numbers.empty() || numbers.size() > 3)
        return failed("seq: missing operand\n");
    const std::int64_t step = numbers.size() == 3 ? numbers[1] : 1;
    if (step == 0)
        return failed("seq: invalid Zero increment value: '0'\n");
    static constexpr std::int64_t most = 1'000'000'000'000;
    const auto within = [](std::int64_t n) { return std::clamp(n, -most, most); };
    return seqFrom(numbers.size() > 1 ? within(numbers[0]) : 1, within(step), within(numbers.back()));
}

bool testOne(const Call& call, const Arguments& w) {
    if (w.size() == 1)
        return !w[0].empty();
    if (w.size() == 2) {
        const auto* file = call.place.disk.find(call.path(w[1]));
        if (w[0] == "-z" || w[0] == "-n")
            return w[1].empty() == (w[0] == "-z");
        if (w[0] == "!")
            return w[1].empty();
        return file && (w[0] == "-e" || w[0] == "-r" || w[0] == "-w" || (w[0] == "-d" && file->folder) ||
                        (w[0] == "-f" && !file->folder) || (w[0] == "-x" && file->mode & 0111) ||
                        (w[0] == "-s" && !file->bytes.empty()));
    }
    if (w.size() != 3)
        return false;
    const auto a = std::strtoll(w[0].c_str(), nullptr, 10), b = std::strtoll(w[2].c_str(), nullptr, 10);
    const std::string& op = w[1];
    return op == "=" || op == "==" ? w[0] == w[2]
           : op == "!="            ? w[0] != w[2]
           : op == "-eq"           ? a == b
           : op == "-ne"           ? a != b
           : op == "-lt"           ? a < b
           : op == "-le"           ? a <= b
           : op == "-gt"           ? a > b
           : op == "-ge"           ? a >= b
                                   : false;
}

Ran test(const Call& call) {
    Arguments words(call.words.begin() + 1, call.words.end());
    if (call.words[0] == "[") {
        if (words.empty() || words.back() != "]")
            return failed("sh: [: missing ]\n", 2);
        words.pop_back();
    }
    const bool negated = words.size() > 1 && words[0] == "!";
    if (negated)
        words.erase(words.begin());
    return said("", testOne(call, words) != negated ? 0 : 1);
}

Ran sorted(const Call& call) {
    std::string text = call.input;
    for (const auto& name : call.operands("kt"))
        text += call.place.disk.read(call.path(name)).value_or("");
    auto lines = linesOf(text);
    const bool numbers = call.flag('n', "kt");
    std::stable_sort(lines.begin(), lines.end(), [numbers](const auto& a, const auto& b) {
        return numbers ? std::strtod(a.c_str(), nullptr) < std::strtod(b.c_str(), nullptr) : a < b;
    });
    if (call.flag('r', "kt"))
        std::reverse(lines.begin(), lines.end());
    if (call.flag('u', "kt"))
        lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    Ran ran;
    for (const auto& line : lines)
        ran.out += line + "\n";
    return ran;
}

Ran uniq(const Call& call) {
    Ran ran;
    const auto lines = linesOf(call.input);
    for (std::size_t i = 0; i < lines.size();) {
        std::size_t same = i;
        while (same < lines.size() && lines[same] == lines[i])
            ++same;
        ran.out += (call.flag('c') ? padded(std::to_string(same - i), 7, true) + " " : "") + lines[i] + "\n";
        i = same;
    }
    return ran;
}

Ran tee(const Call& call) {
    Ran ran = said(call.input);
    for (const auto& name : call.operands()) {
        const std::string path = call.path(name);
        const auto trouble = call.flag('a') ? call.place.disk.append(path, call.input, call.now())
                                            : call.place.disk.write(path, call.input, call.now());
        if (trouble != Disk::Trouble::None)
            ran.err += "tee: " + name + ": " + Disk::words(trouble) + "\n", ran.code = 1;
    }
    return ran;
}

} // namespace

const CommandTable& textCommands() {
    static const auto always = [](const Call&) { return true; };
    static const auto wcReads = [](const Call& call) { return call.operands().empty(); };
    static const CommandTable table{
        {"[", {test, nullptr}},
        {"echo", {echo, nullptr}},
        {"false", {[](const Call&) { return said("", 1); }, nullptr}},
        {"grep", {grep, grepReads}},
        {"printf", {printf, nullptr}},
        {"seq", {seq, nullptr}},
        {"sort", {sorted, [](const Call& call) { return call.operands("kt").empty(); }}},
        {"tee", {tee, always}},
        {"test", {test, nullptr}},
        {"true", {[](const Call&) { return said(""); }, nullptr}},
        {"uniq", {uniq, always}},
        {"wc", {wc, wcReads}}};
    return table;
}

} // namespace understudy::podshell
