#pragma once

#include "tests/bench/Words.h"

#include <vector>

namespace understudy::bench {

/// Bytes for a terminal to digest.
struct Load {
    std::string name;
    std::string bytes;
};

/// Four files as people send them through `cat`, lines ended by a line feed; and ten loads as programs write
/// them to a raw terminal of the given size. The same every time.
class Loads final : private Words {
public:
    static std::vector<Load> files() {
        Loads made(24, 80);
        return {{"seq", made.numbers()},
                {"base64", made.base64()},
                {"colors", made.coloredWords(20'200'000, "\n")},
                {"wide", made.foreign(15'100'000, "\n")}};
    }
    /// A log whose lines differ from each other, of at least @p bytes.
    static std::string growingLog(std::size_t bytes) { return Loads(40, 120).log(bytes); }
    /// Each is at least @p bytes long.
    static std::vector<Load> ten(int rows, int columns, std::size_t bytes) {
        Loads made(rows, columns);
        std::vector<Load> loads = {
            {"log", made.log(bytes)},       {"words", made.coloredWords(bytes, "\r\n")},
            {"cells", made.coloredCells()}, {"truecolor", made.gradient()},
            {"light", made.oneLetter()},    {"frames", made.frames()},
            {"cursor", made.jumps(bytes)},  {"scroll", many("y\r\n", bytes)},
            {"region", made.region(bytes)}, {"unicode", made.foreign(bytes, "\r\n")}};
        for (Load& load : loads)
            load.bytes = many(load.bytes, bytes);
        return loads;
    }

private:
    Loads(int rows, int columns)
        : m_rows(rows)
        , m_columns(columns) {}

    std::string coloredCells() {
        std::string out;
        for (int turn = 0; turn < 4; ++turn) {
            out += "\033[H";
            for (int y = 0; y < m_rows; ++y)
                for (int x = 0; x < m_columns; ++x)
                    out += sequence("\033[1;4;38;5;%d;48;5;%dm%c", (x + y + turn) % 216 + 16,
                                    231 - (x * 3 + y) % 216, 'a' + (x + turn) % 26);
        }
        return out + "\033[0m";
    }
    std::string gradient() {
        std::string out;
        for (int turn = 0; turn < 4; ++turn) {
            out += "\033[H";
            for (int y = 0; y < m_rows; ++y)
                for (int x = 0; x < m_columns; ++x)
                    out += sequence("\033[48;2;%d;%d;%dm ", (x * 2) % 256, (y * 6) % 256, turn * 60);
        }
        return out + "\033[0m";
    }
    std::string oneLetter() {
        std::string out;
        for (char letter = 'a'; letter <= 'z'; ++letter)
            out += "\033[H" + std::string(static_cast<std::size_t>(m_rows * m_columns), letter);
        return out;
    }
    /// What a full-screen monitor sends each second.
    std::string frames() {
        static constexpr const char* looks[] = {"0", "1;36", "7", "38;5;214"};
        std::string out;
        for (int frame = 0; frame < 30; ++frame) {
            out += "\033[?2026h";
            for (int y = 1; y <= m_rows; ++y) {
                std::string text = sequence("%7d %3d.%d%% ", 1 + upTo(99'999), upTo(100), upTo(10));
                while (text.size() + 9 < static_cast<std::size_t>(m_columns))
                    text += std::string(word()) + ' ';
                text.resize(std::min(text.size(), static_cast<std::size_t>(m_columns)));
                out += sequence("\033[%d;1H\033[", y) + looks[upTo(4)] + 'm' + text + "\033[K";
            }
            out += "\033[?2026l";
        }
        return out;
    }
    std::string jumps(std::size_t bytes) {
        std::string out;
        while (out.size() < bytes)
            out += sequence("\033[%d;%dH%c", 1 + upTo(m_rows), 1 + upTo(m_columns), 33 + upTo(90));
        return out;
    }
    std::string region(std::size_t bytes) {
        return sequence("\033[3;%dr\033[%d;1H", m_rows - 2, m_rows - 2) + many("y\r\n", bytes) + "\033[r";
    }

    int m_rows;
    int m_columns;
};

} // namespace understudy::bench
