#pragma once

namespace understudy::review {

/// How an answer came: not known, known with effort, known, known at once.
enum class Grade { Again = 1, Hard = 2, Good = 3, Easy = 4 };

/// What is left of something learned, as FSRS-5 models it (Free Spaced Repetition Scheduler, version 5, with
/// its published default weights; Ye et al., "A Stochastic Shortest Path Algorithm for Optimizing Spaced
/// Repetition Scheduling", 2022, and the project's description of the algorithm).
struct Memory {
    double stability = 0;  ///< days after which it is recalled with 90 %
    double difficulty = 0; ///< 1 easy to 10 hard

    bool operator==(const Memory&) const = default;
};

/// After the first answer.
Memory begun(Grade grade);
/// After an answer @p days (0 or more) after the one before. Less than a day counts as the same sitting.
Memory after(const Memory& memory, double days, Grade grade);
/// Chance, 0 to 1, that it is still known @p days after the last answer.
double recall(const Memory& memory, double days);
/// Days until the chance has fallen to @p wanted (0 to 1, both excluded).
double interval(const Memory& memory, double wanted);

} // namespace understudy::review
