#include "core/vt/Replies.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <utility>

namespace understudy::vt {

void Replies::add(std::string_view answer) {
    if (m_bytes.size() + answer.size() > Most) {
        return;
    }
    if (!m_eightBit) {
        m_bytes += answer;
        return;
    }
    for (std::size_t i = 0; i < answer.size(); ++i) {
        const bool control = answer[i] == '\x1b' && i + 1 < answer.size();
        m_bytes += control ? static_cast<char>(answer[++i] + 0x40) : answer[i];
    }
}

int Replies::print(char* out, std::size_t size, const char* pattern, ...) {
    std::va_list numbers;
    va_start(numbers, pattern);
    const int length = std::vsnprintf(out, size, pattern, numbers);
    va_end(numbers);
    return std::clamp(length, 0, static_cast<int>(size) - 1);
}

std::string Replies::take() { return std::exchange(m_bytes, {}); }

} // namespace understudy::vt
