#include "core/authoring/GiftText.h"

#include <QRegularExpression>

namespace understudy::authoring {
namespace {

constexpr qsizetype longestItem = 60'000; // no question that people read is longer

/// Whether a backslash at this place escapes what follows it.
bool escapes(const QString& text, qsizetype i) {
    return text[i] == u'\\' && i + 1 < text.size() && QStringLiteral("~=#{}:n\\").contains(text[i + 1]);
}

/// Words and answers of a question, taken apart at the braces.
void takeApart(GiftItem& item, QString body) {
    if (body.startsWith(QLatin1String("::"))) {
        const qsizetype end = findGift(body, QStringLiteral("::"), 2);
        if (end >= 0) {
            item.name = unescapedGift(body.mid(2, end - 2)).simplified();
            body = body.mid(end + 2).trimmed();
        }
    }
    item.format = takeFormat(body, GiftFormat::Moodle);
    const qsizetype open = findGift(body, QStringLiteral("{"));
    const qsizetype close = findLastGift(body, QStringLiteral("}"));
    if (open < 0 && close < 0) {
        item.text = body.trimmed();
        return;
    }
    if (open < 0 || close < open) {
        item.trouble = open < 0 ? QStringLiteral("A } stands here without its {.")
                                : QStringLiteral("The answers have no }. A blank line ends a question.");
        return;
    }
    item.asks = true;
    const QString before = body.left(open).trimmed(), after = body.mid(close + 1).trimmed();
    item.text = after.isEmpty() ? before : before + QStringLiteral(" _____ ") + after;
    item.answers = body.mid(open + 1, close - open - 1).trimmed();
    if (const qsizetype general = findLastGift(item.answers, QStringLiteral("####")); general >= 0) {
        item.feedback = item.answers.mid(general + 4).trimmed();
        item.answers = item.answers.left(general).trimmed();
    }
}

QStringList tagsIn(const QString& comment) {
    static const QRegularExpression tag(QStringLiteral("\\[tag:((?:\\\\[\\]\\\\]|[^\\]\\\\])+)\\]"));
    QStringList out;
    for (auto it = tag.globalMatch(comment); it.hasNext();) {
        QString text = it.next().captured(1);
        out << text.replace(QStringLiteral("\\]"), QStringLiteral("]"))
                   .replace(QStringLiteral("\\\\"), QStringLiteral("\\"));
    }
    return out;
}

/// Gathers lines until a blank one.
class Cutter final {
public:
    void line(int number, const QString& raw) {
        const QString trimmed = raw.trimmed();
        if (trimmed.startsWith(QLatin1String("//"))) {
            m_item.tags += tagsIn(trimmed);
        } else if (trimmed.isEmpty()) {
            flush();
        } else if (m_body.isEmpty() && trimmed.startsWith(QLatin1String("$CATEGORY:"))) {
            m_category = trimmed.mid(10).trimmed();
            m_item = {};
        } else {
            if (m_body.isEmpty())
                m_item.line = number;
            m_body += raw + u'\n';
        }
    }
    std::vector<GiftItem> done() {
        flush();
        return std::move(m_items);
    }

private:
    void flush() {
        if (m_body.isEmpty())
            return; // comments before a blank line still speak of the next question
        m_item.category = m_category;
        if (m_body.size() > longestItem)
            m_item.trouble = QStringLiteral("The question is longer than 60,000 characters.");
        else
            takeApart(m_item, m_body.trimmed());
        m_items.push_back(std::move(m_item));
        m_item = {};
        m_body.clear();
    }

    std::vector<GiftItem> m_items;
    GiftItem m_item;
    QString m_body, m_category;
};

} // namespace

qsizetype findGift(const QString& text, const QString& mark, qsizetype from) {
    for (qsizetype i = from; i < text.size(); ++i) {
        if (QStringView(text).mid(i).startsWith(mark))
            return i;
        if (escapes(text, i))
            ++i;
    }
    return -1;
}

qsizetype findLastGift(const QString& text, const QString& mark) {
    qsizetype found = -1;
    for (qsizetype i = findGift(text, mark); i >= 0; i = findGift(text, mark, i + mark.size()))
        found = i;
    return found;
}

QString unescapedGift(const QString& text) {
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!escapes(text, i)) {
            out += text[i];
        } else {
            ++i;
            out += text[i] == u'n' ? QChar(u'\n') : text[i];
        }
    }
    return out.trimmed();
}

QString escapedGift(const QString& text) {
    QString out;
    for (const QChar c : text.trimmed()) {
        if (c == u'\n')
            out += QStringLiteral("\\n");
        else if (QStringLiteral("~=#{}:\\").contains(c))
            out += QStringLiteral("\\") + c;
        else
            out += c;
    }
    return out;
}

GiftFormat takeFormat(QString& text, GiftFormat otherwise) {
    static const std::pair<QLatin1String, GiftFormat> formats[] = {
        {QLatin1String("[html]"), GiftFormat::Html},
        {QLatin1String("[moodle]"), GiftFormat::Moodle},
        {QLatin1String("[plain]"), GiftFormat::Plain},
        {QLatin1String("[markdown]"), GiftFormat::Markdown}};
    const QString start = text.trimmed();
    for (const auto& [name, format] : formats) {
        if (start.startsWith(name)) {
            text = start.mid(name.size()).trimmed();
            return format;
        }
    }
    return otherwise;
}

std::vector<GiftAnswer> giftAnswers(const QString& block, bool weighedEquals) {
    static const QRegularExpression weight(QStringLiteral("^\\s*%(-?[0-9]{1,3}(?:\\.[0-9]{1,8})?)%"));
    std::vector<GiftAnswer> out;
    const auto add = [&](QChar mark, const QString& raw) {
        GiftAnswer answer{mark == u'=', {}, raw, {}};
        const auto match = answer.equals && !weighedEquals ? QRegularExpressionMatch() : weight.match(raw);
        if (match.hasMatch()) {
            answer.weight = match.captured(1).toDouble();
            answer.text = raw.mid(match.capturedEnd());
        }
        if (const qsizetype cut = findGift(answer.text, QStringLiteral("#")); cut >= 0) {
            answer.feedback = answer.text.mid(cut + 1).trimmed();
            answer.text = answer.text.left(cut);
        }
        answer.text = answer.text.trimmed();
        out.push_back(answer);
    };
    QChar mark;
    qsizetype from = 0;
    for (qsizetype i = 0; i <= block.size(); ++i) {
        const bool ends = i == block.size() || block[i] == u'=' || block[i] == u'~';
        if (ends && !mark.isNull())
            add(mark, block.mid(from, i - from));
        if (i == block.size())
            break;
        if (ends) {
            mark = block[i];
            from = i + 1;
        } else if (escapes(block, i)) {
            ++i;
        }
    }
    return out;
}

std::vector<GiftItem> giftItems(const QString& file) {
    Cutter cutter;
    int number = 0;
    QString text = file;
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    if (text.startsWith(QChar(0xfeff)))
        text.remove(0, 1);
    for (const QString& line : text.split(u'\n'))
        cutter.line(++number, line);
    return cutter.done();
}

} // namespace understudy::authoring
