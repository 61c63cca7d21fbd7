#include "core/prose/ReadingEase.h"

#include <QRegularExpression>

#include <algorithm>

namespace understudy::prose {

int syllablesOf(const QString& word) {
    const QString lower = word.toLower();
    int groups = 0;
    bool before = false;
    for (const QChar letter : lower) {
        const bool vowel = QStringLiteral("aeiouy").contains(letter);
        groups += vowel && !before ? 1 : 0;
        before = vowel;
    }
    const bool silent = lower.endsWith(u'e') && !lower.endsWith(QLatin1String("le"));
    const bool past = lower.endsWith(QLatin1String("ed")) && !lower.endsWith(QLatin1String("ted")) &&
                      !lower.endsWith(QLatin1String("ded"));
    return std::max(1, groups - (silent || past ? 1 : 0));
}

Measure measure(const std::vector<Passage>& passages) {
    static const QRegularExpression word(QStringLiteral("\\p{L}[\\p{L}'\u2019]*"));
    static const QRegularExpression end(QStringLiteral("[.!?:;]+(?=\\s|$)"));
    Measure all;
    for (const Passage& passage : passages) {
        if (!passage.sentence)
            continue;
        int words = 0;
        for (auto match = word.globalMatch(passage.text); match.hasNext(); ++words)
            all.syllables += syllablesOf(match.next().captured());
        if (words == 0)
            continue;
        all.words += words;
        all.sentences += std::max(1, static_cast<int>(passage.text.count(end)));
    }
    return all;
}

double Measure::ease() const {
    if (words == 0 || sentences == 0)
        return 100;
    return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words;
}

} // namespace understudy::prose
