#pragma once

#include <QString>

#include <chrono>

namespace understudy::terminal {

/// A length of time in its two largest parts: "9 s", "2 min 10 s", "3 h 5 min", "2 days 4 h".
QString gapWords(std::chrono::milliseconds gap);

} // namespace understudy::terminal
