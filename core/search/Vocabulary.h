#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace understudy::search {

/// The words that can be found, and in how many places: what a typed word may have been meant to be.
class Vocabulary final {
public:
    struct Word {
        QString text;
        int places = 0; ///< in titles and texts
        int titles = 0; ///< in titles alone
    };
    explicit Vocabulary(std::vector<Word> words = {});

    /// How many places words with this beginning have, counted for each word.
    int placesOf(const QString& beginning) const;
    int titlesOf(const QString& beginning) const;
    bool holds(const QString& word) const;
    /// Known words at most two slips of the finger away (a letter too many, too few, wrong, or two
    /// exchanged), the nearest and most frequent first, at most @p most.
    QStringList near(const QString& typed, int most = 3) const;

private:
    std::pair<std::size_t, std::size_t> range(const QString& beginning) const;

    std::vector<Word> m_words;             ///< sorted by text
    std::vector<int> m_sums, m_titleSums;  ///< of all words before
    QMultiHash<QString, int> m_withoutOne; ///< each word with any one letter left out, and whole
};

/// Slips between two words: Damerau and Levenshtein's distance with exchanged neighbors as one; more than
/// @p limit is told as limit + 1.
int slips(const QString& one, const QString& other, int limit);

} // namespace understudy::search
