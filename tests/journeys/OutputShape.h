#pragma once

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace understudy::journeys {

/// The lines of a text, spaces between words as one.
inline QStringList wordsByLine(const QString& text) {
    QStringList out;
    for (const QString& line : text.split(u'\n'))
        if (const QString words = line.simplified(); !words.isEmpty())
            out << words;
    return out;
}

/// Whether a number is of the size that a page shows as an example: within twice of it, or as small.
inline bool sameSize(const QString& claimed, const QString& seen) {
    if (claimed.count(u'.') > 1 || seen.count(u'.') > 1)
        return true; // an address or a version
    const double want = claimed.toDouble(), have = seen.toDouble();
    return std::abs(want - have) <= 3 || (have >= want / 2 && have <= want * 2);
}

/// Whether a line is of the kind that a page shows: the same words, numbers of the same size, and anything
/// where the page has "…"; digits beside it are only a part of a number.
inline bool isOfKind(const QString& claimed, const QString& seen) {
    static const QRegularExpression token(QStringLiteral("[0-9.]*\u2026[0-9.]*|[0-9]+(?:[.][0-9]+)*"));
    QString shape;
    QStringList numbers;
    qsizetype at = 0;
    for (auto each = token.globalMatch(claimed); each.hasNext();) {
        const auto match = each.next();
        shape += QRegularExpression::escape(claimed.mid(at, match.capturedStart() - at));
        const bool part = match.captured().contains(QChar(0x2026));
        shape += part ? QStringLiteral(".*") : QStringLiteral("([0-9]+(?:[.][0-9]+)*)");
        if (!part)
            numbers << match.captured();
        at = match.capturedEnd();
    }
    shape += QRegularExpression::escape(claimed.mid(at));
    const auto found = QRegularExpression(QRegularExpression::anchoredPattern(shape)).match(seen);
    if (!found.hasMatch())
        return false;
    for (qsizetype i = 0; i < numbers.size(); ++i)
        if (!sameSize(numbers[i], found.captured(static_cast<int>(i) + 1)))
            return false;
    return true;
}

/// What a page claims that a command prints, against what it printed: there is a line of the kind of each of
/// its lines. The first line that has none; empty when all have.
inline QString missingLine(const QString& claimed, const QString& printed) {
    QStringList seen = wordsByLine(printed);
    for (const QString& line : wordsByLine(claimed)) {
        if (line == QStringLiteral("\u2026"))
            continue;
        const auto found =
            std::find_if(seen.begin(), seen.end(), [&](const QString& one) { return isOfKind(line, one); });
        if (found == seen.end())
            return line;
        seen.erase(found);
    }
    return {};
}

} // namespace understudy::journeys
