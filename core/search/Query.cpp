#include "core/search/Query.h"

#include <QRegularExpression>

#include <algorithm>

namespace understudy::search {
namespace {

/// A beginning with more places than this is not looked for in texts: the answer would be everything.
constexpr int common = 1500;
constexpr int mostWords = 8;

QStringList wordsOf(const QString& typed) {
    static const QRegularExpression other(QStringLiteral("[^\\p{L}\\p{N}]+"));
    return typed.toLower().split(other, Qt::SkipEmptyParts).mid(0, mostWords);
}

/// "deploying" is looked for as "deploy", too.
QStringList stems(const QString& word) {
    for (const char* ending : {"ing", "ed", "es", "s"})
        if (const QLatin1String end(ending); word.size() >= end.size() + 4 && word.endsWith(end))
            return {word.chopped(end.size())};
    return {};
}

QStringList apart(const QString& word, const Vocabulary& vocabulary) {
    for (qsizetype at = 3; at + 3 <= word.size(); ++at)
        if (vocabulary.holds(word.left(at)) && vocabulary.holds(word.mid(at)))
            return {word.left(at) + u' ' + word.mid(at)};
    return {};
}

std::string beginning(const QString& word) { return '"' + word.toStdString() + "\"*"; }

} // namespace

Query::Query(const QString& typed, const Vocabulary& vocabulary)
    : m_typed(typed.simplified().toLower()) {
    const QStringList words = wordsOf(typed);
    for (const QString& word : words) {
        m_words.push_back(understood(word, vocabulary));
        m_beginnings += m_words.back().forms;
        m_beginnings += m_words.back().phrases;
    }
    for (qsizetype i = 0; i + 1 < words.size(); ++i)
        if (const QString both = words[i] + words[i + 1]; vocabulary.placesOf(both) > 0)
            m_together << both;
    m_beginnings += m_together;
}

Query::Word Query::understood(const QString& typed, const Vocabulary& vocabulary) const {
    Word word{typed, {typed}, apart(typed, vocabulary), false, false};
    for (const QString& stem : stems(typed))
        if (vocabulary.placesOf(stem) > 0)
            word.forms << stem;
    const int places = vocabulary.placesOf(typed);
    if (places == 0 && word.phrases.isEmpty())
        word.forms += vocabulary.near(typed);
    int all = 0, titles = 0;
    for (const QString& form : word.forms) {
        all += vocabulary.placesOf(form);
        titles += vocabulary.titlesOf(form);
    }
    word.common = all > common;
    word.commonInTitles = titles > common;
    return word;
}

std::string Query::match(bool rareOnly) const {
    std::string all;
    for (const Word& word : m_words) {
        if (rareOnly && word.common)
            continue;
        std::string any;
        for (const QString& form : word.forms)
            any += (any.empty() ? "" : " OR ") + beginning(form);
        for (const QString& phrase : word.phrases)
            any += " OR \"" + phrase.toStdString() + '"';
        all += (all.empty() ? "(" : " AND (") + any + ')';
    }
    if (all.empty())
        return {};
    // Two words that stand together in the text stand for both.
    if (m_words.size() == 2)
        for (const QString& both : m_together)
            all = '(' + all + ") OR " + beginning(both);
    return all;
}

std::string Query::inTexts() const { return match(true); }

std::string Query::inTitles() const { return match(false); }

bool Query::isVague() const {
    return std::all_of(m_words.begin(), m_words.end(), [](const Word& word) { return word.commonInTitles; });
}

int Query::fit(const QString& title) const {
    const QString lower = title.simplified().toLower();
    if (lower == m_typed)
        return 3;
    if (lower.startsWith(m_typed))
        return 2;
    const QStringList words = wordsOf(lower);
    const bool all = std::all_of(m_words.begin(), m_words.end(), [&](const Word& word) {
        return std::any_of(words.begin(), words.end(), [&](const QString& one) {
            return std::any_of(word.forms.begin(), word.forms.end(),
                               [&](const QString& form) { return one.startsWith(form); });
        });
    });
    return all ? 1 : 0;
}

} // namespace understudy::search
