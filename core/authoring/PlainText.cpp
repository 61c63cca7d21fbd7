#include "core/authoring/PlainText.h"

#include <QHash>
#include <QRegularExpression>

namespace understudy::authoring {
namespace {

/// What would make a mark of this character; the start of a line is looked at apart.
bool isMark(const QString& line, qsizetype i) {
    const QChar c = line[i];
    if (QStringLiteral("\\`*<[]~").contains(c))
        return true;
    if (c == u'_') {
        const QChar before = i > 0 ? line[i - 1] : QChar(u' ');
        const QChar after = i + 1 < line.size() ? line[i + 1] : QChar(u' ');
        const auto isBlank = [](QChar x) { return x == u'_' || x == u' '; };
        return !(isBlank(before) && isBlank(after)) &&
               !(before.isLetterOrNumber() && after.isLetterOrNumber());
    }
    static const QRegularExpression entity(
        QStringLiteral("\\G&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);"));
    return c == u'&' &&
           entity
               .match(line, i, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption)
               .hasMatch();
}

/// A list's number or any other mark that counts only where a line begins.
QString withoutStart(const QString& line) {
    static const QRegularExpression numbered(QStringLiteral("^([0-9]{1,9})([.)])"));
    if (const auto match = numbered.match(line); match.hasMatch())
        return match.captured(1) + u'\\' + line.mid(match.capturedLength(1));
    const bool marked = !line.isEmpty() && QStringLiteral("#>-+=|:_").contains(line[0]);
    return marked ? u'\\' + line : line;
}

QString escapedLine(const QString& line) {
    QString out;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (isMark(line, i))
            out += u'\\';
        out += line[i];
    }
    return withoutStart(out);
}

QString entityText(const QString& name) {
    static const QHash<QString, QString> known{
        {QStringLiteral("amp"), QStringLiteral("&")},       {QStringLiteral("lt"), QStringLiteral("<")},
        {QStringLiteral("gt"), QStringLiteral(">")},        {QStringLiteral("quot"), QStringLiteral("\"")},
        {QStringLiteral("apos"), QStringLiteral("'")},      {QStringLiteral("nbsp"), QStringLiteral(" ")},
        {QStringLiteral("ndash"), QString(QChar(0x2013))},  {QStringLiteral("mdash"), QString(QChar(0x2014))},
        {QStringLiteral("hellip"), QString(QChar(0x2026))}, {QStringLiteral("deg"), QString(QChar(0xb0))},
        {QStringLiteral("times"), QString(QChar(0xd7))},    {QStringLiteral("le"), QString(QChar(0x2264))},
        {QStringLiteral("ge"), QString(QChar(0x2265))},     {QStringLiteral("micro"), QString(QChar(0xb5))}};
    if (known.contains(name))
        return known.value(name);
    bool ok = false;
    const uint code = name.startsWith(QLatin1String("#x"), Qt::CaseInsensitive) ? name.mid(2).toUInt(&ok, 16)
                      : name.startsWith(u'#')                                   ? name.mid(1).toUInt(&ok)
                                                                                : 0;
    const bool sane = ok && code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    const auto point = static_cast<char32_t>(code);
    return sane ? QString::fromUcs4(&point, 1) : QString();
}

QString decoded(const QString& text) {
    static const QRegularExpression entity(
        QStringLiteral("&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});"));
    QString out;
    qsizetype from = 0;
    for (auto it = entity.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const QString meant = entityText(match.captured(1));
        out += text.mid(from, match.capturedStart() - from) + (meant.isEmpty() ? match.captured() : meant);
        from = match.capturedEnd();
    }
    return out + text.mid(from);
}

/// Puts the Markdown of tags and the words between them together.
class HtmlText final {
public:
    explicit HtmlText(QStringList& dropped)
        : m_dropped(dropped) {}

    void words(const QString& raw) {
        const QString text = decoded(raw);
        if (m_code)
            m_out += text;
        else if (!text.simplified().isEmpty())
            m_out += (text[0].isSpace() ? QStringLiteral(" ") : QString()) +
                     escapedMarkdown(text.simplified()) +
                     (text.back().isSpace() ? QStringLiteral(" ") : QString());
        else if (!text.isEmpty())
            m_out += u' ';
    }

    void tag(const QString& name, bool closing, const QString& attributes) {
        static const QHash<QString, QString> same{
            {QStringLiteral("b"), QStringLiteral("**")},   {QStringLiteral("strong"), QStringLiteral("**")},
            {QStringLiteral("i"), QStringLiteral("*")},    {QStringLiteral("em"), QStringLiteral("*")},
            {QStringLiteral("del"), QStringLiteral("~~")}, {QStringLiteral("s"), QStringLiteral("~~")}};
        static const QStringList silent{QStringLiteral("span"), QStringLiteral("html"),
                                        QStringLiteral("body")};
        static const QStringList blocks{QStringLiteral("p"), QStringLiteral("div"), QStringLiteral("ul"),
                                        QStringLiteral("ol")};
        if (same.contains(name))
            m_out += same.value(name);
        else if (name == QLatin1String("code") || name == QLatin1String("tt") || name == QLatin1String("kbd"))
            m_out += u'`', m_code = !closing;
        else if (name == QLatin1String("br"))
            m_out += QStringLiteral("\n");
        else if (blocks.contains(name))
            m_out += QStringLiteral("\n\n");
        else if (name == QLatin1String("li"))
            m_out += closing ? QStringLiteral("\n") : QStringLiteral("\n- ");
        else if (name == QLatin1String("a"))
            link(closing, attributes);
        else if (!silent.contains(name) && !closing && !m_dropped.contains(name))
            m_dropped << name;
    }

    QString text() const {
        QStringList out;
        for (const QString& line : m_out.split(u'\n'))
            out << line.trimmed();
        QString joined = out.join(u'\n').trimmed();
        static const QRegularExpression gap(QStringLiteral("\n{3,}"));
        return joined.replace(gap, QStringLiteral("\n\n"));
    }

private:
    void link(bool closing, const QString& attributes) {
        static const QRegularExpression address(
            QStringLiteral("href\\s*=\\s*[\"']?(https?://[^\"'\\s<>()]+)"),
            QRegularExpression::CaseInsensitiveOption);
        if (!closing) {
            m_link = address.match(attributes).captured(1);
            m_out += m_link.isEmpty() ? QString() : QStringLiteral("[");
        } else if (!m_link.isEmpty()) {
            m_out += QStringLiteral("](%1)").arg(m_link);
            m_link.clear();
        }
    }

    QStringList& m_dropped;
    QString m_out, m_link;
    bool m_code = false;
};

} // namespace

QString escapedMarkdown(const QString& text) {
    QStringList out;
    for (const QString& line : text.split(u'\n'))
        out << escapedLine(line.trimmed());
    return out.join(u'\n');
}

QString markdownOfHtml(const QString& html, QStringList& dropped) {
    static const QRegularExpression tag(QStringLiteral("<!--.*?-->|<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>"),
                                        QRegularExpression::DotMatchesEverythingOption);
    HtmlText out(dropped);
    qsizetype from = 0;
    for (auto it = tag.globalMatch(html); it.hasNext();) {
        const auto match = it.next();
        out.words(html.mid(from, match.capturedStart() - from));
        if (match.capturedLength(2) > 0)
            out.tag(match.captured(2).toLower(), match.capturedLength(1) > 0, match.captured(3));
        from = match.capturedEnd();
    }
    out.words(html.mid(from));
    return out.text();
}

} // namespace understudy::authoring
