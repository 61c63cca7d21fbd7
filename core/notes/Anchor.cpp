// How words are found again. First to the letter (but for case and space); where that fails, by words: the
// cheapest way to turn the note's words into a stretch of the page (Sellers, "The theory and computation of
// evolutionary distances", 1980), rare words weighing more than common ones. Either way what stood around the
// words speaks for a place or against it: a page may say the same twice, and one of the two may be gone.
#include "core/notes/Anchor.h"

#include <algorithm>
#include <cmath>

namespace understudy::notes {
namespace {

constexpr double known = 0.6;   // so much of what stood on one side is enough to know a place by
constexpr double sure = 0.8;    // of a few words
constexpr double margin = 0.15; // a place must be better than the next by so much
constexpr int mostVerbatim = 64, mostSimilar = 6;
constexpr int stemLength = 4;

/// Lower case, any space one space; @p origin tells where each character came from.
QString plain(const QString& text, std::vector<int>* origin) {
    QString out;
    out.reserve(text.size());
    bool space = false;
    for (int i = 0; i < text.size(); ++i) {
        if (text[i].isSpace()) {
            space = !out.isEmpty();
            continue;
        }
        if (space) {
            out.push_back(u' ');
            if (origin)
                origin->push_back(i - 1);
        }
        space = false;
        out.push_back(text[i].toLower());
        if (origin)
            origin->push_back(i);
    }
    return out;
}

bool overlap(int from, int end, int otherFrom, int otherEnd) { return from < otherEnd && otherFrom < end; }

} // namespace

double Anchor::Candidate::score() const { return same + 0.4 * around.sum(); }

Anchor::Anchor(PageText page)
    : m_page(std::move(page)) {
    m_plain = plain(m_page.text, &m_origin);
    m_words = wordsOf(m_page.text);
    m_uses.assign(static_cast<std::size_t>(m_ids.size()), 0);
    for (const Word& word : m_words)
        ++m_uses[static_cast<std::size_t>(word.id)];
}

int Anchor::idOf(const QString& word) const {
    const auto found = m_ids.constFind(word);
    return found != m_ids.constEnd() ? *found : *m_ids.insert(word, static_cast<int>(m_ids.size()));
}

std::vector<Anchor::Word> Anchor::wordsOf(const QString& text) const {
    std::vector<Word> out;
    for (int i = 0; i < text.size();) {
        int end = i;
        while (end < text.size() && text[end].isLetterOrNumber())
            ++end;
        if (end > i) {
            const QString word = text.mid(i, end - i).toLower();
            // A stem is not the same as a word of its letters: it has its own name.
            const int stem =
                word.size() > stemLength ? idOf(QStringLiteral("~") + word.left(stemLength)) : -1;
            out.push_back({i, end, idOf(word), stem});
        }
        i = std::max(end, i + 1);
    }
    return out;
}

Anchor::Pattern Anchor::patternOf(const QString& text) const {
    Pattern out;
    out.words = wordsOf(text);
    for (const Word& word : out.words) {
        const auto id = static_cast<std::size_t>(word.id);
        const int uses = id < m_uses.size() ? m_uses[id] : 0;
        out.weights.push_back(uses <= 2 ? 4 : uses <= 6 ? 2 : 1);
        out.total += out.weights.back();
    }
    return out;
}

/// How many of the wanted words stand in that stretch in their order, as a share.
double Anchor::likeness(const std::vector<Word>& wanted, std::size_t first, std::size_t last,
                        bool backward) const {
    if (wanted.empty())
        return -1;
    const std::size_t reach = std::min(last - first, wanted.size() + 3);
    const std::size_t start = backward ? last - reach : first;
    std::vector<int> row(reach + 1, 0);
    for (const Word& word : wanted) {
        int corner = 0;
        for (std::size_t j = 1; j <= reach; ++j) {
            const int above = row[j];
            row[j] = word.id == m_words[start + j - 1].id ? corner + 1 : std::max(row[j], row[j - 1]);
            corner = above;
        }
    }
    return row[reach] / static_cast<double>(wanted.size());
}

Anchor::Likeness Anchor::around(const Quote& quote, int from, int end) const {
    auto before = wordsOf(quote.before), after = wordsOf(quote.after);
    if (quote.before.size() == Quote::context && before.size() > 1)
        before.erase(before.begin()); // cut in the middle, as likely as not
    if (quote.after.size() == Quote::context && after.size() > 1)
        after.pop_back();
    const auto at = [this](int place) {
        return static_cast<std::size_t>(
            std::partition_point(m_words.begin(), m_words.end(),
                                 [&](const Word& word) { return word.end <= place; }) -
            m_words.begin());
    };
    const auto next = [this](int place) {
        return static_cast<std::size_t>(
            std::partition_point(m_words.begin(), m_words.end(),
                                 [&](const Word& word) { return word.from < place; }) -
            m_words.begin());
    };
    return {likeness(before, 0, at(from), true), likeness(after, next(end), m_words.size(), false)};
}

Place Anchor::placeOf(const Quote& quote, int from, int end) const {
    // What is not a word belongs to a quote as well, where the page still has it: a stop, a bracket.
    const QString& words = quote.text;
    int head = 0, tail = static_cast<int>(words.size());
    while (head < words.size() && !words[head].isLetterOrNumber())
        ++head;
    while (tail > head && !words[tail - 1].isLetterOrNumber())
        --tail;
    const auto lead = QStringView(words).left(head), trail = QStringView(words).mid(tail);
    const QStringView text(m_page.text);
    if (!lead.isEmpty() && from >= head && text.mid(from - head, head) == lead)
        from -= head;
    if (!trail.isEmpty() && text.mid(end, trail.size()) == trail)
        end += static_cast<int>(trail.size());
    return {from, end - from, false};
}

/// The page is as it was, as far as one can see from here.
std::optional<Place> Anchor::unchanged(const Quote& quote) const {
    const auto length = static_cast<int>(quote.text.size());
    const QString whole = quote.before + quote.text + quote.after;
    const int start = quote.from - static_cast<int>(quote.before.size());
    if (length == 0 || start < 0 || QStringView(m_page.text).mid(start, whole.size()) != whole)
        return std::nullopt;
    return Place{quote.from, length, true};
}

std::vector<Anchor::Candidate> Anchor::verbatim(const Quote& quote) const {
    std::vector<Candidate> out;
    const QString wanted = plain(quote.text, nullptr);
    if (wanted.isEmpty())
        return out;
    for (auto at = m_plain.indexOf(wanted); at >= 0 && out.size() < mostVerbatim;
         at = m_plain.indexOf(wanted, at + 1)) {
        const int from = m_origin[static_cast<std::size_t>(at)];
        const int end = m_origin[static_cast<std::size_t>(at + wanted.size() - 1)] + 1;
        // "ring" in "string" is another word, unless it was chosen so.
        const auto joins = [](QStringView text, qsizetype here) {
            return here > 0 && here < text.size() && text[here - 1].isLetterOrNumber() &&
                   text[here].isLetterOrNumber();
        };
        const bool cutBefore = joins(quote.before + quote.text, quote.before.size());
        const bool cutAfter = joins(quote.text + quote.after, quote.text.size());
        if (joins(m_page.text, from) == cutBefore && joins(m_page.text, end) == cutAfter)
            out.push_back({from, end, 1, around(quote, from, end)});
    }
    return out;
}

std::optional<Place> Anchor::exactPlace(const Note& note) const {
    auto found = verbatim(note.quote);
    if (found.empty())
        return std::nullopt;
    std::sort(found.begin(), found.end(),
              [](const Candidate& one, const Candidate& other) { return one.score() > other.score(); });
    const Candidate& best = found.front();
    const Place place{best.from, best.end - best.from, true};
    const auto* section = m_page.sectionAt(best.from);
    const bool sameSection = (section ? section->id : QString()) == note.heading;
    if (found.size() > 1 && best.score() - found[1].score() < margin)
        return std::nullopt;
    const auto words = static_cast<int>(wordsOf(note.quote.text).size());
    // A few words are said in many places: both sides must speak for them.
    const bool told =
        words < 4 ? best.around.best() >= sure && best.around.sum() >= 1.4 : best.around.best() >= known;
    if (told)
        return place;
    // Nothing around it is as it was: the words must speak for themselves.
    if (found.size() == 1 && (words >= 14 || (words >= 7 && sameSection)))
        return place;
    return std::nullopt;
}

std::vector<Anchor::Candidate> Anchor::similar(const Quote& quote, const Pattern& pattern) const {
    const std::size_t rows = pattern.words.size();
    std::vector<int> cost(rows + 1), start(rows + 1);
    for (std::size_t i = 1; i <= rows; ++i)
        cost[i] = cost[i - 1] + pattern.weights[i - 1];
    struct End {
        int cost;
        std::size_t first, last;
    };
    std::vector<End> ends;
    for (std::size_t j = 0; j < m_words.size(); ++j) {
        int cornerCost = 0, cornerStart = static_cast<int>(j);
        start[0] = static_cast<int>(j) + 1;
        for (std::size_t i = 1; i <= rows; ++i) {
            const Word &wanted = pattern.words[i - 1], &here = m_words[j];
            const int weight = pattern.weights[i - 1];
            const int exchange = wanted.id == here.id                           ? 0
                                 : wanted.stem >= 0 && wanted.stem == here.stem ? weight / 2
                                                                                : weight;
            const int oldCost = cost[i], oldStart = start[i];
            int best = cornerCost + exchange, from = cornerStart;
            if (cost[i - 1] + weight < best)
                best = cost[i - 1] + weight, from = start[i - 1];
            if (oldCost + 1 < best)
                best = oldCost + 1, from = oldStart;
            cost[i] = best, start[i] = from;
            cornerCost = oldCost, cornerStart = oldStart;
        }
        if (cost[rows] < pattern.total && start[rows] <= static_cast<int>(j))
            ends.push_back({cost[rows], static_cast<std::size_t>(start[rows]), j});
    }
    std::stable_sort(ends.begin(), ends.end(),
                     [](const End& one, const End& other) { return one.cost < other.cost; });
    std::vector<Candidate> out;
    for (const End& end : ends) {
        const int from = m_words[end.first].from, to = m_words[end.last].end;
        if (std::any_of(out.begin(), out.end(),
                        [&](const Candidate& one) { return overlap(from, to, one.from, one.end); }))
            continue;
        out.push_back({from, to, 1 - end.cost / static_cast<double>(pattern.total), around(quote, from, to)});
        if (out.size() == mostSimilar)
            break;
    }
    return out;
}

std::optional<Place> Anchor::likelyPlace(const Note& note) const {
    const Pattern pattern = patternOf(note.quote.text);
    if (pattern.words.empty())
        return std::nullopt;
    auto found = similar(note.quote, pattern);
    if (found.empty())
        return std::nullopt;
    std::sort(found.begin(), found.end(),
              [](const Candidate& one, const Candidate& other) { return one.score() > other.score(); });
    const Candidate& best = found.front();
    if (found.size() > 1 && best.score() - found[1].score() < margin)
        return std::nullopt;
    const double matched = best.same * pattern.total;
    const bool both = best.around.before >= known && best.around.after >= known;
    const bool speaks =
        (best.same >= 0.75 && matched >= 64) ||
        (best.same >= 0.6 && matched >= 8 && best.around.best() >= known && best.around.sum() >= 1) ||
        (best.same >= 0.35 && both);
    if (!speaks)
        return std::nullopt;
    return placeOf(note.quote, best.from, best.end);
}

std::optional<Place> Anchor::place(const Note& note) const {
    if (note.mark == Mark::Bookmark && !note.heading.isEmpty())
        if (const auto* section = m_page.section(note.heading))
            return Place{section->from, section->length, true};
    if (const auto same = unchanged(note.quote))
        return same;
    if (const auto exact = exactPlace(note))
        return exact;
    return likelyPlace(note);
}

} // namespace understudy::notes
