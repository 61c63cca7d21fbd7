#include "core/terminal/Session.h"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

// bench_core_terminal_parse [FILE...]: how fast the engine alone digests bytes at 200x50, in MB/s of wall
// time, in chunks of 64 KiB with 10,000 lines of history. Without files it makes its own loads.
using namespace understudy::terminal;

namespace {

struct Load {
    std::string name;
    std::string bytes;
};

std::string logLines() {
    std::mt19937 random(1);
    std::string out;
    while (out.size() < 4'000'000) {
        out += "2025-11-10T09:" + std::to_string(random() % 60) +
               ":12.114Z INFO acp: joined consensus group g-" + std::to_string(random()) +
               ", view 118, leader node-" + std::to_string(random() % 13) + "\r\n";
    }
    return out;
}

std::string repeated(const std::string& part) {
    std::string out;
    while (out.size() < 4'000'000) {
        out += part;
    }
    return out;
}

std::string colors(bool everyCell) {
    std::mt19937 random(2);
    std::string out;
    for (int word = 0; out.size() < 4'000'000; ++word) {
        out += "\033[38;5;" + std::to_string(random() % 256) + "m" +
               (everyCell ? "x" : "word" + std::to_string(random() % 9999) + " ");
        out += word % 20 == 19 ? "\r\n" : "";
    }
    return out;
}

std::vector<Load> ownLoads() {
    return {
        {"log", logLines()},
        {"seq",
         [] {
             std::string out;
             for (int i = 0; out.size() < 4'000'000; ++i) {
                 out += std::to_string(i) + "\r\n";
             }
             return out;
         }()},
        {"256-color words", colors(false)},
        {"color a cell", colors(true)},
        {"wide and emoji",
         repeated("終端の試験 \xF0\x9F\x98\x80 \xF0\x9F\x9A\x80 e\xCC\x81t\xC3\xA9 終わり\r\n")},
        {"y flood", repeated("y\r\n")},
        {"region scroll", "\033[5;40r\033[40;1H" + repeated("y\r\n")},
        {"frames",
         repeated(
             "\033[H\033[2J\033[1;1Hload 0.4\033[7;3H\033[7m PID USER \033[0m\033[8;1H 812 dwcp 3.1\033[K")}};
}

void measure(const Load& load) {
    Session session(200, 50);
    const std::clock_t start = std::clock();
    double seconds = 0;
    std::size_t done = 0;
    while (seconds < 0.7) {
        for (std::size_t at = 0; at < load.bytes.size(); at += 65536) {
            session.feed(std::string_view(load.bytes).substr(at, 65536));
        }
        done += load.bytes.size();
        seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
    }
    std::printf("%-20s %8.1f MB/s   history %zu lines in %.1f MB\n", load.name.c_str(),
                double(done) / 1e6 / seconds, session.screen().history().size(),
                double(session.screen().history().bytes()) / 1e6);
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
    for (const Load& load : loads.empty() ? ownLoads() : loads) {
        measure(load);
    }
}
