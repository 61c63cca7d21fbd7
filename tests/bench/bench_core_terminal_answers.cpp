#include "core/terminal/Parser.h"
#include "core/terminal/Screen.h"

#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

// bench_core_terminal_answers [COLUMNS ROWS] <CASES: what the engine answers, to compare with what another
// terminal answers to the same bytes. A line is one case for a fresh screen (80x25 unless said): parts in
// hexadecimal digits, separated by spaces. The answer to each part is printed likewise, a dash for none.
using namespace understudy::terminal;

namespace {

std::string bytesOf(const std::string& digits) {
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        out += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return out;
}

} // namespace

int main(int argc, char** argv) {
    for (std::string line; std::getline(std::cin, line);) {
        Screen screen(argc > 2 ? std::stoi(argv[1]) : 80, argc > 2 ? std::stoi(argv[2]) : 25);
        screen.setAllowed({true, true, true});
        Palette black;
        black.background = 0xFFFFFF;
        screen.setPalette(black);
        Parser parser(screen);
        std::istringstream parts(line);
        for (std::string part; parts >> part;) {
            parser.feed(bytesOf(part));
            const std::string answer = screen.takeReplies();
            std::printf("%s", answer.empty() ? "-" : "");
            for (const char c : answer) {
                std::printf("%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            }
            std::printf(" ");
        }
        std::printf("\n");
    }
}
