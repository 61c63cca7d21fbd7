#pragma once

#include "core/prose/Passages.h"

namespace understudy::prose {

/// How much text there is, in the units that Flesch's formula takes.
struct Measure {
    int words = 0, sentences = 0, syllables = 0;
    /// Flesch reading ease (R. Flesch, "A new readability yardstick", 1948): 0 hard to 100 easy; 60 is plain
    /// English. 100 when there is nothing to read.
    double ease() const;
};

Measure measure(const std::vector<Passage>& passages);
/// Syllables of an English word by its groups of vowels; at least 1.
int syllablesOf(const QString& word);

} // namespace understudy::prose
