#include "core/terminal/Session.h"

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

// bench_core_terminal_parse [FILE...]: how fast the engine alone digests bytes at 200x50, in MB/s of
// processor time and as a ratio to what is asked of it, in chunks of 64 KiB with 10,000 lines of history;
// then what history costs. Without files it makes its own loads: the four of the terminal's table of speeds,
// and ten in vtebench's manner.
using namespace understudy::terminal;

namespace {

constexpr int Columns = 200;
constexpr int Rows = 50;
constexpr double Asked = 150; ///< MB/s on any text
/// Ten times what libvterm 0.1.4 does when all it gets is line ends (0.5 and 0.7 MiB/s).
constexpr double AskedOfLineEnds = 7.3;

struct Load {
    std::string name;
    std::string bytes;
    double asked = Asked;
};

/// About 4 MB of what @p part gives for 0, 1, 2...
std::string made(const std::function<std::string(int)>& part) {
    std::string out;
    for (int i = 0; out.size() < 4'000'000; ++i) {
        out += part(i);
    }
    return out;
}

std::string logLine(int i) {
    static std::mt19937 random(1);
    return "2025-11-10T09:" + std::to_string(i % 60) + ":12.114Z INFO acp: joined consensus group g-" +
           std::to_string(random()) + ", view 118, leader node-" + std::to_string(random() % 13) + "\r\n";
}

std::string base64Line(std::mt19937& random) {
    static constexpr char Digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (int i = 0; i < 76; ++i) {
        out += Digits[random() % 64];
    }
    return out + "\r\n";
}

std::string cells(const std::function<std::string(int, int)>& cell) {
    std::string out = "\033[H";
    for (int y = 0; y < Rows; ++y) {
        for (int x = 0; x < Columns; ++x) {
            out += cell(x, y);
        }
    }
    return out + "\033[0m";
}

std::string frame(int i) {
    std::string out = "\033[?2026h\033[H";
    for (int y = 1; y <= Rows; ++y) {
        out += "\033[" + std::to_string(y) + ";1H\033[" + (y % 3 == 0 ? "1;32" : "0") + "m pod-" +
               std::to_string(i + y) + "  Running  " + std::to_string(i % 7) + "  12d  10.0.3." +
               std::to_string(y) + "\033[K";
    }
    return out + "\033[?2026l";
}

std::vector<Load> tableLoads() {
    std::mt19937 random(2);
    static const std::vector<std::string> Wide{"日本語の文字", "한국어",     "🚀🔥",
                                               "漢字",         "終端の試験", "e\u0301té"};
    return {{"seq", made([](int i) { return std::to_string(i + 1) + "\r\n"; })},
            {"base64 lines", made([&random](int) { return base64Line(random); })},
            {"256-color words", made([&random](int i) {
                 return "\033[38;5;" + std::to_string(random() % 256) + "mword" +
                        std::to_string(random() % 9999) + "\033[0m" + (i % 12 == 11 ? "\r\n" : " ");
             })},
            {"wide and emoji",
             made([&random](int i) { return Wide[random() % Wide.size()] + (i % 9 == 8 ? "\r\n" : " "); })}};
}

std::vector<Load> manyLoads() {
    std::mt19937 random(3);
    const auto number = [&random](unsigned most) { return std::to_string(random() % most); };
    const auto y = [](int) { return std::string("y\r\n"); };
    return {{"log", made(logLine)},
            {"ansi", made([&number](int i) {
                 return "\033[3" + number(8) + "mcheckout-7f9c\033[0m" + (i % 9 == 8 ? "\r\n" : " ");
             })},
            {"dense", made([](int i) {
                 return cells([i](int x, int row) {
                     return "\033[38;5;" + std::to_string((x + row + i) % 156 + 100) + ";48;5;" +
                            std::to_string(255 - (x + row) % 156) + ";1;3;4m" + char('A' + i % 26);
                 });
             })},
            {"truecolor", made([](int i) {
                 return cells([i](int x, int row) {
                     return "\033[38;2;" + std::to_string(x) + ";" + std::to_string(row * 5) + ";" +
                            std::to_string(i % 3 * 80) + "m▀";
                 });
             })},
            {"light", made([](int i) {
                 return "\033[H" + std::string(std::size_t(Columns * Rows), char('A' + i % 26));
             })},
            {"frames", made(frame)},
            {"cursor", made([&number](int i) {
                 return "\033[" + number(Rows) + ";" + number(Columns) + "H" + char('!' + i % 90);
             })},
            {"y flood", made(y), AskedOfLineEnds},
            {"region scroll", "\033[2;49r\033[49;1H" + made(y), AskedOfLineEnds},
            {"side margins", "\033[?69h\033[10;150s\033[2;49r\033[49;10H" + made(y), 0},
            {"clear and draw", made([](int) {
                 return std::string("\033[H\033[2J\033[1;1Hload 0.4\033[7;3H\033[7m PID USER \033[0m\033[K");
             })}};
}

double seconds(const std::function<void()>& work) {
    const std::clock_t start = std::clock();
    work();
    return double(std::clock() - start) / CLOCKS_PER_SEC;
}

void measure(const Load& load) {
    Session session(Columns, Rows);
    double spent = 0;
    std::size_t done = 0;
    while (spent < 0.5) {
        spent += seconds([&load, &session] {
            for (std::size_t at = 0; at < load.bytes.size(); at += 65536) {
                session.feed(std::string_view(load.bytes).substr(at, 65536));
            }
        });
        done += load.bytes.size();
    }
    const double speed = double(done) / 1e6 / spent;
    std::printf("%-18s %8.1f MB/s", load.name.c_str(), speed);
    if (load.asked > 0) {
        std::printf("   %6.2f of the %.1f asked", speed / load.asked, load.asked);
    }
    std::printf("\n");
}

void measureHistory(int lines, bool spill) {
    Session session(Columns, Rows, 100'000);
    if (spill && !session.screen().keepAllHistory(std::filesystem::temp_directory_path())) {
        std::printf("There is no room for a file in the temporary folder.\n");
        return;
    }
    const double fed = seconds([&session, lines] {
        for (int i = 0; i < lines; ++i) {
            session.feed(logLine(i));
        }
    });
    const History& history = session.screen().history();
    const std::size_t kept = history.size();
    const double bytes = double(history.bytes());
    const double wrapped = seconds([&session] { session.resize(120, 40); });
    std::printf(
        "%9d lines%s: %7zu kept, %5.1f MB in memory (%.2f of the 64 asked), %.2f s; a new width %.0f ms\n",
        lines, spill ? ", all kept" : "", kept, bytes / 1e6, bytes / 1e6 / 64, fed, wrapped * 1000);
}

} // namespace

int main(int argc, char** argv) {
    std::vector<Load> loads;
    for (int i = 1; i < argc; ++i) {
        std::ifstream file(argv[i], std::ios::binary);
        std::stringstream bytes;
        bytes << file.rdbuf();
        loads.push_back({argv[i], bytes.str()});
        if (loads.back().bytes.empty()) {
            std::fprintf(stderr, "%s can't be read or is empty.\n", argv[i]);
            return 2;
        }
    }
    for (const Load& load : loads.empty() ? tableLoads() : loads) {
        measure(load);
    }
    if (loads.empty()) {
        for (const Load& load : manyLoads()) {
            measure(load);
        }
        measureHistory(100'000, false);
        measureHistory(1'000'000, true);
    }
}
