// ps, top and the others that tell how the container is.
#include "labs/podshell/Command.h"

#include "labs/kubernetes/Pods.h"
#include "labs/podweb/Vitals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

namespace understudy::podshell {

using namespace cluster;

namespace {

constexpr int ownNumber = 37; ///< what $$ says

std::int64_t memoryLimit(const Pod& pod) {
    const auto found = pod.spec.containers.at(0).limits.find("memory");
    return found == pod.spec.containers[0].limits.end() ? 0 : bytesOf(found->second);
}

std::string dateText(const Call& call, const char* format) {
    const auto seconds = static_cast<std::time_t>((call.place.now().epoch() + call.now()) / second);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 256> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::string clockText(Micros span) {
    const auto seconds = static_cast<std::int64_t>(span / second);
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

std::string mainProgram(const Pod& pod) {
    return podweb::isGoService(pod)
               ? "/app/" + podweb::appOf(pod)
               : pod.spec.containers.at(0).image.substr(0, pod.spec.containers[0].image.find(':'));
}

double coresUsed(const Call& call, const Pod& pod) {
    const auto usage = call.place.now().usage(pod);
    return usage ? usage->first : 0;
}

double bytesUsed(const Call& call, const Pod& pod) {
    const auto usage = call.place.now().usage(pod);
    return usage ? usage->second : 0;
}

Ran ps(const Call& call) {
    const auto pod = call.place.here();
    if (!pod)
        return {};
    const bool wide = call.flag('e') || call.flag('f') || (call.words.size() > 1 && call.words[1] == "aux");
    const Micros up = call.now() - call.place.started();
    const auto cpu = static_cast<Micros>(coresUsed(call, *pod) * static_cast<double>(up));
    std::string out = wide ? "UID          PID    PPID  C STIME TTY          TIME CMD\n"
                           : "    PID TTY          TIME CMD\n";
    const auto row = [&](int number, int parent, const std::string& terminal, Micros time,
                         const std::string& what) {
        if (wide)
            out += "root     " + padded(std::to_string(number), 7, true) +
                   padded(std::to_string(parent), 8, true) + "  0 " + dateText(call, "%H:%M") + " " +
                   padded(terminal, 8) + " " + padded(clockText(time), 8, true) + " " + what + "\n";
        else
            out += padded(std::to_string(number), 7, true) + " " + padded(terminal, 8) + " " +
                   padded(clockText(time), 8, true) + " " + what.substr(what.rfind('/') + 1) + "\n";
    };
    row(1, 0, "?", cpu, mainProgram(*pod));
    row(ownNumber, 0, call.terminal ? "pts/0" : "?", 0, "sh");
    row(ownNumber + 7, ownNumber, call.terminal ? "pts/0" : "?", 0, "ps");
    return said(out);
}

std::string topScreen(const Call& call) {
    const auto pod = call.place.here();
    if (!pod)
        return {};
    const double cores = coresUsed(call, *pod), bytes = bytesUsed(call, *pod);
    const double total = std::max(1.0, static_cast<double>(memoryLimit(*pod)));
    const Micros up = call.now() - call.place.started();
    const auto mebi = [](double value) { return fixed(value / 1048576, 1); };
    std::string out =
        "top - " + dateText(call, "%H:%M:%S") + " up 41 days,  load average: 2.31, 2.20, 2.11\n" +
        "Tasks:   2 total,   1 running,   1 sleeping,   0 stopped,   0 zombie\n" +
        "MiB Mem : " + padded(mebi(total), 9, true) + " total, " +
        padded(mebi(std::max(0.0, total - bytes)), 9, true) + " free, " + padded(mebi(bytes), 9, true) +
        " used\n\n" + "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n";
    out += "      1 root      20   0 " + padded(mebi(bytes * 1.2) + "m", 7, true) + " " +
           padded(mebi(bytes) + "m", 7, true) + "   9.8m S " + padded(fixed(cores * 100, 1), 5, true) + " " +
           padded(fixed(100 * bytes / total, 1), 5, true) + " " +
           padded(clockText(static_cast<Micros>(cores * static_cast<double>(up))), 9, true) + " " +
           mainProgram(*pod).substr(mainProgram(*pod).rfind('/') + 1) + "\n";
    return out + "     37 root      20   0    2.5m    1.1m   0.9m R   0.0   0.0   0:00:00 top\n";
}

Ran topAgain(const Call& call, int left) {
    Ran ran;
    ran.out = (call.terminal ? "\033[H\033[J" : "") + topScreen(call);
    ran.keys = call.terminal;
    if (left != 1) {
        ran.takes = 3 * second;
        ran.next = [call, left] { return topAgain(call, left > 0 ? left - 1 : 0); };
    }
    return ran;
}

Ran top(const Call& call) {
    const auto times = call.option('n');
    if (!call.terminal && !call.flag('b', "nd"))
        return failed("top: failed tty get\n");
    return topAgain(call, times ? std::max(1, std::atoi(times->c_str())) : 0);
}

Ran df(const Call& call) {
    const bool human = call.flag('h');
    const auto size = [human](double kilobytes) {
        return human ? fixed(kilobytes / 1048576, 0) + "G" : fixed(kilobytes, 0);
    };
    const double used = 38.2e6 + static_cast<double>(call.place.disk.used()) / 1024;
    std::string out = std::string("Filesystem     ") +
                      (human ? " Size  Used Avail" : "1K-blocks      Used Available") + " Use% Mounted on\n";
    const auto row = [&](const char* name, double total, double taken, const char* where) {
        const std::size_t wide = human ? 5 : 9;
        out += padded(name, 15) + padded(size(total), wide, true) + " " + padded(size(taken), wide, true) +
               " " + padded(size(total - taken), wide, true) + " " +
               padded(fixed(std::ceil(100 * taken / total), 0) + "%", 4, true) + " " + where + "\n";
    };
    row("overlay", 103.1e6, used, "/");
    row("tmpfs", 65536, 0, "/dev");
    row("/dev/nvme0n1p1", 103.1e6, used, "/etc/hosts");
    return said(out);
}

Ran freeMemory(const Call& call) {
    const auto pod = call.place.here();
    const auto node = pod ? call.place.now().store().find<Node>("", pod->node) : nullptr;
    const double total = node ? static_cast<double>(node->memoryBytes) : 0;
    const double unit = call.flag('m') ? 1048576 : call.flag('g') ? 1073741824 : 1024;
    const auto cell = [unit](double bytes) { return padded(fixed(bytes / unit, 0), 12, true); };
    return said("               total        used        free      shared  buff/cache   available\nMem:   " +
                cell(total) + cell(total * 0.6) + cell(total * 0.11) + cell(total * 0.002) +
                cell(total * 0.29) + cell(total * 0.38) + "\nSwap:  " + cell(0) + cell(0) + cell(0) + "\n");
}

Ran uptime(const Call& call) {
    return said(" " + dateText(call, "%H:%M:%S") +
                " up 41 days,  0 users,  load average: 2.31, 2.20, 2.11\n");
}

Ran date(const Call& call) {
    const auto words = call.operands("d");
    const std::string format =
        !words.empty() && words[0].starts_with('+') ? words[0].substr(1) : "%a %b %e %H:%M:%S UTC %Y";
    return said(dateText(call, format.c_str()) + "\n");
}

Ran environment(const Call& call) {
    if (call.words[0] == "printenv" && call.words.size() > 1) {
        const auto found = call.environment.find(call.words[1]);
        return found == call.environment.end() ? said("", 1) : said(found->second + "\n");
    }
    std::string out;
    for (const auto& [name, value] : call.environment)
        out += name + "=" + value + "\n";
    return said(out);
}

int signalOf(const std::string& word) {
    static const std::map<std::string, int> names{
        {"HUP", 1}, {"INT", 2}, {"QUIT", 3}, {"KILL", 9}, {"TERM", 15}};
    const std::string name = word.starts_with("SIG") ? word.substr(3) : word;
    const auto found = names.find(name);
    const int number = found != names.end() ? found->second : std::atoi(name.c_str());
    return number >= 0 && number <= 64 ? number : 0;
}

Ran kill(const Call& call) {
    int signal = 15;
    Ran ran;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const std::string& word = call.words[i];
        if (word.starts_with('-') && word.size() > 1) {
            const bool next = word == "-s" && i + 1 < call.words.size();
            signal = signalOf(next ? call.words[++i] : word.substr(1));
        } else if (word == "1") {
            // The kernel keeps KILL and STOP away from process 1 of its own container.
            if (signal != 9 && signal != 19 && signal != 0 && call.place.signalFirst)
                call.place.signalFirst(signal);
        } else if (std::atoi(word.c_str()) == ownNumber) {
            ran.shellEnds = signal != 0;
            ran.code = signal != 0 ? 128 + signal : 0;
        } else {
            ran.err += "sh: 1: kill: No such process\n";
            ran.code = 1;
        }
    }
    return call.words.size() < 2 ? failed("sh: 1: kill: Usage: kill [-s sigspec | -signum] [pid]...\n", 2)
                                 : ran;
}

Ran sleep(const Call& call) {
    double seconds = 0;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto span = parseDuration(call.words[i].find_first_not_of("0123456789") == std::string::npos
                                            ? call.words[i] + "s"
                                            : call.words[i]);
        char* end = nullptr;
        const double plain = std::strtod(call.words[i].c_str(), &end);
        if (!span && (*end || plain < 0))
            return failed("sleep: invalid time interval '" + call.words[i] + "'\n");
        seconds += span ? static_cast<double>(*span) / 1e6 : plain;
    }
    if (call.words.size() < 2)
        return failed("sleep: missing operand\n");
    Ran ran;
    ran.takes = static_cast<Micros>(std::min(seconds, 1e9) * 1e6);
    return ran;
}

Ran hostname(const Call& call) {
    const auto pod = call.place.here();
    return said((call.flag('i') && pod ? pod->ip : call.place.pod) + "\n");
}

} // namespace

const CommandTable& systemCommands() {
    static const CommandTable table{
        {"date", {date}},
        {"df", {df}},
        {"env", {environment}},
        {"free", {freeMemory}},
        {"hostname", {hostname}},
        {"id", {[](const Call&) { return said("uid=0(root) gid=0(root) groups=0(root)\n"); }}},
        {"kill", {kill}},
        {"nproc", {[](const Call&) { return said("16\n"); }}},
        {"printenv", {environment}},
        {"ps", {ps}},
        {"sleep", {sleep}},
        {"top", {top}},
        {"uname", {[](const Call& call) {
             return said(call.flag('a')
                             ? "Linux " + call.place.pod + " 6.1.0-18-amd64 #1 SMP x86_64 GNU/Linux\n"
                         : call.flag('r') ? "6.1.0-18-amd64\n"
                         : call.flag('m') ? "x86_64\n"
                         : call.flag('n') ? call.place.pod + "\n"
                                          : "Linux\n");
         }}},
        {"uptime", {uptime}},
        {"whoami", {[](const Call&) { return said("root\n"); }}}};
    return table;
}

} // namespace understudy::podshell
