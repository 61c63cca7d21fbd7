#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

// Moodle's GIFT, as docs.moodle.org/en/GIFT_format tells it: the texts and marks it is made of.
namespace understudy::authoring {

enum class GiftFormat { Moodle, Html, Markdown, Plain };

/// Where a mark stands that no backslash escapes; -1 for nowhere.
qsizetype findGift(const QString& text, const QString& mark, qsizetype from = 0);
/// The last such place.
qsizetype findLastGift(const QString& text, const QString& mark);
/// "\=" to "=", "\n" to a line end, and so on.
QString unescapedGift(const QString& text);
/// The other way round.
QString escapedGift(const QString& text);
/// Takes "[markdown]" off the beginning of a text, unless there is none.
GiftFormat takeFormat(QString& text, GiftFormat otherwise);

/// One answer between the braces: "=%50%text#feedback".
struct GiftAnswer {
    bool equals = false;          ///< marked "=", not "~"
    std::optional<double> weight; ///< percent, where written
    QString text;                 ///< raw, without weight and feedback
    QString feedback;             ///< raw
};
/// The answers of a block; @p weighedEquals says whether "=%50%…" has a weight there (not in a choice).
std::vector<GiftAnswer> giftAnswers(const QString& block, bool weighedEquals);

/// One question as it stands in the file, not yet understood.
struct GiftItem {
    int line = 0; ///< of its first line, from 1
    QString name;
    QStringList tags;
    QString category; ///< "$course$/top/One/Two"
    GiftFormat format = GiftFormat::Moodle;
    QString text;      ///< raw; the place of answers inside a sentence is "_____"
    bool asks = false; ///< has braces; otherwise it is a description
    QString answers;   ///< raw, between the braces, without the general feedback
    QString feedback;  ///< raw, the general one
    QString trouble;   ///< why it cannot be read; empty: it can
};

/// Cuts a file into questions, at its blank lines.
std::vector<GiftItem> giftItems(const QString& file);

} // namespace understudy::authoring
