#include "core/search/Vocabulary.h"

#include <QSet>

#include <algorithm>
#include <tuple>

namespace understudy::search {
namespace {

constexpr int longestCompared = 24;

QStringList withoutOne(const QString& word) {
    QStringList out{word};
    for (qsizetype i = 0; i < word.size(); ++i)
        out << word.left(i) + word.mid(i + 1);
    return out;
}

/// Short words are too close to each other to guess.
int allowed(const QString& typed) { return typed.size() < 4 ? 0 : typed.size() < 8 ? 1 : 2; }

} // namespace

int slips(const QString& one, const QString& other, int limit) {
    if (std::abs(one.size() - other.size()) > limit)
        return limit + 1;
    const auto width = static_cast<std::size_t>(other.size()) + 1;
    std::vector<int> before(width), row(width), above(width);
    for (std::size_t j = 0; j < width; ++j)
        row[j] = static_cast<int>(j);
    for (qsizetype i = 1; i <= one.size(); ++i) {
        std::swap(before, above);
        std::swap(above, row);
        row[0] = static_cast<int>(i);
        int least = row[0];
        for (qsizetype j = 1; j <= other.size(); ++j) {
            const auto at = static_cast<std::size_t>(j);
            const bool same = one[i - 1] == other[j - 1];
            row[at] = std::min({above[at] + 1, row[at - 1] + 1, above[at - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                row[at] = std::min(row[at], before[at - 2] + 1);
            least = std::min(least, row[at]);
        }
        if (least > limit)
            return limit + 1;
    }
    return std::min(row.back(), limit + 1);
}

Vocabulary::Vocabulary(std::vector<Word> words)
    : m_words(std::move(words)) {
    std::sort(m_words.begin(), m_words.end(),
              [](const Word& left, const Word& right) { return left.text < right.text; });
    m_sums.reserve(m_words.size() + 1);
    m_sums.push_back(0);
    m_titleSums.push_back(0);
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        m_sums.push_back(m_sums.back() + m_words[i].places);
        m_titleSums.push_back(m_titleSums.back() + m_words[i].titles);
        if (m_words[i].text.size() > 2 && m_words[i].text.size() <= longestCompared)
            for (const QString& form : withoutOne(m_words[i].text))
                m_withoutOne.insert(form, static_cast<int>(i));
    }
}

std::pair<std::size_t, std::size_t> Vocabulary::range(const QString& beginning) const {
    const auto before = [](const Word& word, const QString& text) { return word.text < text; };
    const auto from = std::lower_bound(m_words.begin(), m_words.end(), beginning, before);
    const auto to = std::lower_bound(from, m_words.end(), beginning + QChar(0xFFFF), before);
    return {static_cast<std::size_t>(from - m_words.begin()), static_cast<std::size_t>(to - m_words.begin())};
}

int Vocabulary::placesOf(const QString& beginning) const {
    const auto [from, to] = range(beginning);
    return m_sums[to] - m_sums[from];
}

int Vocabulary::titlesOf(const QString& beginning) const {
    const auto [from, to] = range(beginning);
    return m_titleSums[to] - m_titleSums[from];
}

bool Vocabulary::holds(const QString& word) const {
    const auto found = std::lower_bound(m_words.begin(), m_words.end(), word,
                                        [](const Word& one, const QString& text) { return one.text < text; });
    return found != m_words.end() && found->text == word;
}

QStringList Vocabulary::near(const QString& typed, int most) const {
    const int limit = allowed(typed);
    if (limit == 0 || typed.size() > longestCompared)
        return {};
    QSet<int> candidates;
    for (const QString& form : withoutOne(typed)) {
        const auto [from, to] = m_withoutOne.equal_range(form);
        for (auto each = from; each != to; ++each)
            candidates.insert(*each);
    }
    std::vector<std::tuple<int, int, QString>> found; // slips, -places, word
    for (const int index : candidates) {
        const Word& word = m_words[static_cast<std::size_t>(index)];
        if (const int away = slips(typed, word.text, limit); away > 0 && away <= limit)
            found.emplace_back(away, -word.places, word.text);
    }
    std::sort(found.begin(), found.end());
    QStringList out;
    for (const auto& [away, places, word] : found)
        if (out.size() < most)
            out << word;
    return out;
}

} // namespace understudy::search
