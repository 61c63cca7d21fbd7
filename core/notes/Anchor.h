#pragma once

#include "core/notes/PageText.h"

#include <QHash>

#include <optional>
#include <vector>

namespace understudy::notes {

/// A stretch of a page's text.
struct Place {
    int from = 0, length = 0;
    bool exact = true; ///< the words are the same but for case and space
    bool operator==(const Place&) const = default;
};

/// Finds the words that notes were made at, on a page that may have changed since. What stood around them
/// decides between places alike; a place that nothing speaks for is none: a note without its words is better
/// than one at others'.
class Anchor final {
public:
    explicit Anchor(PageText page);
    const PageText& page() const { return m_page; }
    std::optional<Place> place(const Note& note) const;

private:
    struct Word {
        int from = 0, end = 0; ///< in the text
        int id = 0, stem = 0;
    };
    struct Pattern {
        std::vector<Word> words;
        std::vector<int> weights; ///< the rarer on this page, the heavier
        int total = 0;
    };
    struct Likeness {
        double before = -1, after = -1; ///< 0 to 1; -1: nothing to compare
        double best() const { return std::max(before, after); }
        double sum() const { return std::max(before, 0.0) + std::max(after, 0.0); }
    };
    struct Candidate {
        int from = 0, end = 0; ///< in the text
        double same = 1;
        Likeness around;
        double score() const;
    };
    int idOf(const QString& word) const;
    std::vector<Word> wordsOf(const QString& text) const;
    Pattern patternOf(const QString& text) const;
    Likeness around(const Quote& quote, int from, int end) const;
    double likeness(const std::vector<Word>& wanted, std::size_t first, std::size_t last,
                    bool backward) const;
    std::vector<Candidate> verbatim(const Quote& quote) const;
    std::vector<Candidate> similar(const Quote& quote, const Pattern& pattern) const;
    std::optional<Place> unchanged(const Quote& quote) const;
    std::optional<Place> exactPlace(const Note& note) const;
    std::optional<Place> likelyPlace(const Note& note) const;
    Place placeOf(const Quote& quote, int from, int end) const;

    PageText m_page;
    mutable QHash<QString, int> m_ids; ///< words and stems, also those of notes
    std::vector<Word> m_words;
    std::vector<int> m_uses;   ///< how often the page has a word, by id
    QString m_plain;           ///< the text in lower case with single spaces
    std::vector<int> m_origin; ///< of each of its characters
};

} // namespace understudy::notes
