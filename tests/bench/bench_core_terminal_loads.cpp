#include "core/terminal/Session.h"
#include "tests/bench/Loads.h"

#include <chrono>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

// What tests/bench/terminal runs, inside of terminals and beside them:
//   write DIR             writes the four files and, into DIR/ten, the ten loads
//   engine FILE…          the engine alone: MB/s of processor time at 120x40, line ends as a PTY makes them
//   inside [-r] OUT FILE… in a terminal: sends each file and waits until the terminal has answered a question
//                         after it. Appends "name seconds cpu" to OUT, cpu being what the terminal's process
//                         spent above its idling. -r: the terminal is raw, as under full-screen programs
//   latency OUT           in a terminal: 500 questions, the time until each answer
//   bare COMMAND…         runs COMMAND on a terminal that reads, answers the question and does nothing else
//   bare -p COMMAND…      the same through pipes
using namespace understudy;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::string_view Question = "\033[5n";
constexpr std::string_view Answer = "\033[0n";

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string nameOf(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

bool send(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(to, bytes.data(), std::min<std::size_t>(bytes.size(), 65536));
        if (count < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool ask() {
    if (!send(1, Question))
        return false;
    std::string heard;
    while (heard.find(Answer) == std::string::npos) {
        pollfd input{0, POLLIN, 0};
        char bytes[256];
        const ssize_t count = poll(&input, 1, 120'000) > 0 ? ::read(0, bytes, sizeof bytes) : -1;
        if (count <= 0)
            return false;
        heard.append(bytes, static_cast<std::size_t>(count));
    }
    return true;
}

/// Processor seconds of all threads of the process that holds this terminal.
double spentBy(pid_t process) {
    double nanoseconds = 0;
    const std::string folder = "/proc/" + std::to_string(process) + "/task";
    DIR* tasks = opendir(folder.c_str());
    while (const dirent* task = tasks ? readdir(tasks) : nullptr) {
        std::ifstream file(folder + "/" + task->d_name + "/schedstat");
        double own = 0;
        if (file >> own)
            nanoseconds += own;
    }
    if (tasks)
        closedir(tasks);
    return nanoseconds / 1e9;
}

int write(const std::string& folder) {
    const auto put = [](const std::string& path, const std::string& bytes) {
        std::ofstream(path, std::ios::binary) << bytes;
    };
    for (const bench::Load& load : bench::Loads::files())
        put(folder + "/" + load.name, load.bytes);
    for (const bench::Load& load : bench::Loads::ten(40, 120, 4 << 20))
        put(folder + "/ten/" + load.name, load.bytes);
    return 0;
}

std::string asFromPty(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += c == '\n' ? "\r" : "";
        out += c;
    }
    return out;
}

int engine(const std::vector<std::string>& files) {
    for (const std::string& path : files) {
        const std::string bytes = asFromPty(read(path));
        terminal::Session session(120, 40);
        const std::clock_t start = std::clock();
        for (std::size_t at = 0; at < bytes.size(); at += 65536)
            session.feed(std::string_view(bytes).substr(at, 65536));
        const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
        std::printf("%s %.1f\n", nameOf(path).c_str(), double(bytes.size()) / 1e6 / seconds);
    }
    return 0;
}

/// Makes the terminal quiet (and raw), and puts it back.
class Quiet final {
public:
    explicit Quiet(bool raw) {
        tcgetattr(0, &m_before);
        termios now = m_before;
        now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        if (raw)
            now.c_oflag &= ~static_cast<tcflag_t>(OPOST);
        tcsetattr(0, TCSANOW, &now);
    }
    ~Quiet() { tcsetattr(0, TCSANOW, &m_before); }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

private:
    termios m_before{};
};

int inside(bool raw, const std::string& to, const std::vector<std::string>& files) {
    const Quiet quiet(raw);
    const pid_t holder = getppid();
    std::ofstream out(to, std::ios::app);
    winsize size{};
    ioctl(1, TIOCGWINSZ, &size);
    out << "size " << size.ws_col << " " << size.ws_row << "\n";
    if (!ask())
        return 1;
    usleep(1'000'000); // the window is up and drawn
    const double before = spentBy(holder);
    usleep(1'000'000);
    const double idle = spentBy(holder) - before; // in a second
    for (const std::string& path : files) {
        const std::string bytes = read(path);
        const double spent = spentBy(holder);
        const auto start = Clock::now();
        if (!send(1, bytes) || !ask())
            return 1;
        const double seconds = since(start);
        usleep(100'000); // its last picture
        out << nameOf(path) << " " << seconds << " " << spentBy(holder) - spent - idle * (seconds + 0.1)
            << "\n";
        send(1, "\033[0m\033[r\033[H\033[2J");
        usleep(100'000);
    }
    std::ifstream status("/proc/" + std::to_string(holder) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind("VmHWM:", 0) == 0)
            out << "peak " << std::stol(line.substr(6)) / 1024 << "\n";
    return 0;
}

int latency(const std::string& to) {
    const Quiet quiet(true);
    std::vector<double> times;
    ask();
    for (int i = 0; i < 500; ++i) {
        const auto start = Clock::now();
        if (!ask())
            return 1;
        times.push_back(since(start) * 1e3);
        usleep(2000);
    }
    std::sort(times.begin(), times.end());
    std::ofstream(to, std::ios::app) << "answer " << times[250] << " " << times[494] << "\n";
    return 0;
}

/// Reads until the end, answers questions that end a read.
void readOn(int from, int to) {
    static char bytes[65536];
    char tail[4] = {};
    for (ssize_t count; (count = ::read(from, bytes, sizeof bytes)) > 0;) {
        const auto size = static_cast<std::size_t>(count);
        for (std::size_t i = size > 4 ? size - 4 : 0; i < size; ++i) {
            std::memmove(tail, tail + 1, 3);
            tail[3] = bytes[i];
        }
        if (std::string_view(tail, 4) == Question)
            send(to, Answer);
    }
}

int bare(bool pipes, char** command) {
    int in[2] = {-1, -1};
    int out[2] = {-1, -1};
    int terminal = -1;
    winsize size{40, 120, 0, 0};
    if (pipes && (pipe(in) != 0 || pipe(out) != 0))
        return 1;
    const pid_t child = pipes ? fork() : forkpty(&terminal, nullptr, nullptr, &size);
    if (child == 0) {
        if (pipes) {
            dup2(in[0], 0);
            dup2(out[1], 1);
            for (const int each : {in[0], in[1], out[0], out[1]})
                close(each);
        }
        execvp(command[0], command);
        _exit(127);
    }
    if (pipes) {
        close(in[0]);
        close(out[1]);
    }
    pipes ? readOn(out[0], in[1]) : readOn(terminal, terminal);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const std::string what = words.empty() ? "" : words[0];
    const bool flag = words.size() > 1 && (words[1] == "-r" || words[1] == "-p");
    const std::size_t first = flag ? 2 : 1;
    if (words.size() <= first) {
        std::fprintf(stderr, "Run tests/bench/terminal; it uses this program.\n");
        return 2;
    }
    const std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(first) + 1, words.end());
    if (what == "write")
        return write(words[first]);
    if (what == "engine")
        return engine({words.begin() + 1, words.end()});
    if (what == "inside")
        return inside(flag, words[first], rest);
    if (what == "latency")
        return latency(words[first]);
    return what == "bare" ? bare(flag, argv + 1 + first) : 2;
}
