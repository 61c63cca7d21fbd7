#pragma once

#include <cstdio>
#include <random>
#include <string>

namespace understudy::bench {

/// Text as programs print it, line after line. The same every time.
class Words {
public:
    static std::string many(const std::string& part, std::size_t bytes) {
        std::string out;
        while (out.size() < bytes)
            out += part;
        return out;
    }
    int upTo(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
    const char* word() {
        static constexpr const char* words[] = {"acp",   "quorum", "lease", "node-7", "GET",     "timeout",
                                                "retry", "200",    "503",   "/v1/vm", "p95=212", "migrated"};
        return words[upTo(12)];
    }
    std::string sequence(const char* pattern, int a, int b = 0, int c = 0) {
        char out[64];
        std::snprintf(out, sizeof out, pattern, a, b, c);
        return out;
    }
    std::string numbers() {
        std::string out;
        for (int i = 1; i <= 1'000'000; ++i)
            out += std::to_string(i) + '\n';
        return out;
    }
    std::string base64() {
        static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::string out;
        while (out.size() < 20'200'000) {
            for (int i = 0; i < 76; ++i)
                out += digits[upTo(64)];
            out += '\n';
        }
        return out;
    }
    std::string log(std::size_t bytes) {
        std::string out;
        while (out.size() < bytes) {
            out += sequence("2025-11-%02dT%02d:%02d:", 1 + upTo(28), upTo(24), upTo(60));
            out += sequence("%02d.%03dZ INFO ", upTo(60), upTo(1000));
            for (int words = 4 + upTo(9); words > 0; --words)
                out += std::string(word()) + ' ';
            out += "\r\n";
        }
        return out;
    }
    std::string coloredWords(std::size_t bytes, const char* end) {
        std::string out;
        for (int i = 1; out.size() < bytes; ++i)
            out += sequence("\033[38;5;%dm", upTo(256)) + word() + (i % 12 ? "\033[0m " : end);
        return out;
    }
    std::string foreign(std::size_t bytes, const char* end) {
        static constexpr const char* words[] = {"終端の試験", "Überprüfung", "한글",  "🚀",    "🔥🧯",
                                                "Ωμέγα",      "└──┬─",       "naïve", "测试", "e\u0301"};
        std::string out;
        for (int i = 1; out.size() < bytes; ++i)
            out += std::string(words[upTo(10)]) + (i % 8 ? " " : end);
        return out;
    }

private:
    std::mt19937 m_random{2025};
};

} // namespace understudy::bench
