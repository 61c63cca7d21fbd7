#include "core/review/Memory.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace understudy::review {
namespace {

/// Default weights of FSRS-5, w0 to w18.
constexpr std::array<double, 19> w{0.40255, 1.18385, 3.173,  15.69105, 7.1949, 0.5345, 1.4604,
                                   0.0046,  1.54575, 0.1192, 1.01925,  1.9395, 0.11,   0.29605,
                                   2.2698,  0.2315,  2.9898, 0.51655,  0.6621};
constexpr double decay = -0.5;
constexpr double factor = 19.0 / 81.0; // so that recall(stability) is 0.9
constexpr double leastStability = 0.01;

int number(Grade grade) { return static_cast<int>(grade); }

double firstDifficulty(Grade grade) {
    return std::clamp(w[4] - std::exp(w[5] * (number(grade) - 1)) + 1, 1.0, 10.0);
}

double nextDifficulty(double difficulty, Grade grade) {
    const double change = -w[6] * (number(grade) - 3);
    const double damped = difficulty + change * (10 - difficulty) / 9;
    return std::clamp(w[7] * firstDifficulty(Grade::Easy) + (1 - w[7]) * damped, 1.0, 10.0);
}

double sameDay(double stability, Grade grade) {
    return stability * std::exp(w[17] * (number(grade) - 3 + w[18]));
}

double forgotten(const Memory& memory, double chance) {
    const double left = w[11] * std::pow(memory.difficulty, -w[12]) *
                        (std::pow(memory.stability + 1, w[13]) - 1) * std::exp(w[14] * (1 - chance));
    return std::min(left, memory.stability / std::exp(w[17] * w[18]));
}

double recalled(const Memory& memory, double chance, Grade grade) {
    const double hard = grade == Grade::Hard ? w[15] : 1;
    const double easy = grade == Grade::Easy ? w[16] : 1;
    return memory.stability *
           (1 + std::exp(w[8]) * (11 - memory.difficulty) * std::pow(memory.stability, -w[9]) *
                    (std::exp(w[10] * (1 - chance)) - 1) * hard * easy);
}

} // namespace

Memory begun(Grade grade) { return {w[static_cast<std::size_t>(number(grade) - 1)], firstDifficulty(grade)}; }

Memory after(const Memory& memory, double days, Grade grade) {
    const double chance = recall(memory, days);
    const double stability = days < 1                ? sameDay(memory.stability, grade)
                             : grade == Grade::Again ? forgotten(memory, chance)
                                                     : recalled(memory, chance, grade);
    return {std::max(stability, leastStability), nextDifficulty(memory.difficulty, grade)};
}

double recall(const Memory& memory, double days) {
    return std::pow(1 + factor * std::max(days, 0.0) / memory.stability, decay);
}

double interval(const Memory& memory, double wanted) {
    return memory.stability / factor * (std::pow(wanted, 1 / decay) - 1);
}

} // namespace understudy::review
