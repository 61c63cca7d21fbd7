#include "core/authoring/Draft.h"
#include "core/authoring/ForeignLines.h"
#include "core/authoring/PlainText.h"

#include <QHash>
#include <QRegularExpression>
#include <QUrl>

namespace understudy::authoring {
namespace {

constexpr qsizetype longestLine = 20'000;
constexpr int deepestLink = 3; // a picture in a link in a link

/// The end of the code that a run of backquotes at @p from begins; -1 when nothing closes it.
qsizetype codeEnd(const QString& text, qsizetype from) {
    qsizetype run = 0;
    while (from + run < text.size() && text[from + run] == u'`')
        ++run;
    for (qsizetype i = from + run; i < text.size();) {
        qsizetype length = 0;
        while (i + length < text.size() && text[i + length] == u'`')
            ++length;
        if (length == run)
            return i + length;
        i += std::max<qsizetype>(1, length);
    }
    return -1;
}

QString attribute(const QString& attributes, const char* name) {
    const QRegularExpression shape(
        QStringLiteral("\\b%1\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))").arg(QLatin1String(name)),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = shape.match(attributes);
    return match.captured(1) + match.captured(2) + match.captured(3);
}

} // namespace

QString ForeignWords::line(const ForeignLine& source) {
    m_number = source.number;
    QString text = source.text;
    if (text.size() > longestLine) {
        note(QStringLiteral("The line is longer than 20,000 characters; the rest of it was left out."));
        text.truncate(longestLine);
    }
    static const QRegularExpression attributes(
        QStringLiteral("\\s*\\{(?::[^{}]*|\\s*[.#][\\w-]+[^{}]*)\\}\\s*$"));
    static const QRegularExpression heading(
        QStringLiteral("^(#{1,6} .*?)\\s*\\{[^{}]*?#([a-zA-Z0-9_-]+)[^{}]*\\}\\s*$"));
    if (const auto match = heading.match(text); match.hasMatch()) {
        const QString id = idOf(match.captured(2), {});
        return outsideComments(match.captured(1)) +
               (id.isEmpty() ? QString() : QStringLiteral(" {#%1}").arg(id));
    }
    text.remove(attributes);
    static const QRegularExpression macro(QStringLiteral("\\{%.*%\\}|--8<--|\\{\\{[^{}]*\\}\\}"));
    if (const auto match = macro.match(text); match.hasMatch() && !m_rules.runs)
        note(QStringLiteral("\"%1\" is filled in by another program; here it stands as it is.")
                 .arg(match.captured().left(60)));
    return outsideComments(definition(text));
}

/// HTML comments may go over many lines; nothing in them is shown.
QString ForeignWords::outsideComments(const QString& text) {
    QString out;
    for (qsizetype i = 0; i < text.size();) {
        if (m_comment) {
            const qsizetype end = text.indexOf(QLatin1String("-->"), i);
            m_comment = end < 0;
            i = end < 0 ? text.size() : end + 3;
            continue;
        }
        const qsizetype start = text.indexOf(QLatin1String("<!--"), i);
        out += text.mid(i, start < 0 ? -1 : start - i);
        m_comment = start >= 0;
        i = start < 0 ? text.size() : start + 4;
    }
    return outsideCode(out);
}

QString ForeignWords::outsideCode(const QString& text) {
    // Code is put aside, a letter of its own for each, so that links around it are still seen.
    constexpr char16_t firstLetter = 0xe000, lastLetter = 0xf8ff;
    QStringList codes;
    QString words;
    for (qsizetype i = 0; i < text.size();) {
        const char16_t c = text[i].unicode();
        const qsizetype end = c == u'`' && codes.size() < lastLetter - firstLetter ? codeEnd(text, i) : -1;
        if (end >= 0) {
            words += QChar(static_cast<char16_t>(firstLetter + codes.size()));
            codes << text.mid(i, end - i);
            i = end;
        } else if (c == u'\\' && i + 1 < text.size()) {
            words += text.mid(i, 2);
            i += 2;
        } else {
            if (c < firstLetter || c > lastLetter)
                words += text[i];
            ++i;
        }
    }
    QString out;
    for (const QChar c : withoutHtml(withLinks(words))) {
        const int code = c.unicode() - firstLetter;
        out += code >= 0 && code < codes.size() ? codes[code] : QString(c);
    }
    return out;
}

QString ForeignWords::tag(const QString& name, bool closing, const QString& attributes) {
    if (name == QLatin1String("br"))
        return QStringLiteral(" ");
    if (name == QLatin1String("kbd") || name == QLatin1String("code"))
        return QStringLiteral("`");
    if (name == QLatin1String("b") || name == QLatin1String("strong"))
        return QStringLiteral("**");
    if (name == QLatin1String("i") || name == QLatin1String("em"))
        return QStringLiteral("*");
    if (name == QLatin1String("img")) {
        const QString target = m_rules.link({attribute(attributes, "src"), true, m_number});
        const QString words = escapedMarkdown(attribute(attributes, "alt").simplified());
        return target.isEmpty() ? words
                                : QStringLiteral("![%1](%2)")
                                      .arg(words.isEmpty() ? QStringLiteral("Picture") : words, target);
    }
    if (!closing)
        note(QStringLiteral("HTML is not drawn: the tag <%1> was left out, the words in it stay.").arg(name));
    return {};
}

QString ForeignWords::withoutHtml(const QString& text) {
    static const QRegularExpression shape(
        QStringLiteral("(?<!\\\\)<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\\s[^<>]*)?/?)>|<([^\\s<>@]+@[^\\s<>@]+)>"
                       "|(?<![\\w./`+-])([\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+)"));
    QString out;
    qsizetype from = 0;
    for (auto it = shape.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        out += text.mid(from, match.capturedStart() - from);
        const QString mail = match.captured(4) + match.captured(5);
        out += mail.isEmpty()
                   ? tag(match.captured(2).toLower(), match.capturedLength(1) > 0, match.captured(3))
                   : u'`' + mail + u'`';
        from = match.capturedEnd();
    }
    return out + text.mid(from);
}

QString ForeignWords::withLinks(const QString& text, int depth) {
    static const QRegularExpression shape(
        QStringLiteral("(?<!\\\\)(!?)\\[((?:[^\\[\\]\\\\]|\\\\.|\\[[^\\[\\]]*+\\](?:\\([^()]*+\\))?)*+)\\]\\("
                       "\\s*+(<[^<>]*+>|[^()\\s]*+(?:\\([^()\\s]*+\\)[^()\\s]*+)*+)"
                       "(\\s++(?:\"[^\"]*+\"|'[^']*+'))?+\\s*+\\)(\\{[^{}]*+\\})?+"));
    QString out;
    qsizetype from = 0;
    for (auto it = shape.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        out += text.mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        const bool picture = match.capturedLength(1) > 0;
        QString target = match.captured(3);
        if (target.startsWith(u'<'))
            target = target.mid(1, target.size() - 2);
        QString words =
            depth < deepestLink && !picture ? withLinks(match.captured(2), depth + 1) : match.captured(2);
        const QString inside = m_rules.link({target, picture, m_number});
        QString title = match.captured(4).trimmed();
        if (title.startsWith(u'\''))
            title = u'"' + title.mid(1, title.size() - 2).remove(u'"') + u'"';
        if (picture && words.simplified().isEmpty() && !inside.isEmpty()) {
            words = QUrl(target).fileName().section(u'.', 0, 0).replace(u'-', u' ').replace(u'_', u' ');
            note(QStringLiteral(
                     "The picture %1 has no words for those who cannot see it. Write what it shows.")
                     .arg(target.left(80)));
        }
        const QString link =
            QStringLiteral("%1[%2](%3%4)")
                .arg(match.captured(1), words, inside, title.isEmpty() ? QString() : u' ' + title);
        out += inside.isEmpty() ? words : link;
    }
    return out + text.mid(from);
}

/// "[name]: target" of links that stand elsewhere on the page.
QString ForeignWords::definition(const QString& text) {
    static const QRegularExpression shape(
        QStringLiteral("^( {0,3}\\[[^\\]^][^\\]]*\\]:\\s*)<?([^\\s<>]+)>?(.*)$"));
    const auto match = shape.match(text);
    if (!match.hasMatch())
        return text;
    const QString target = m_rules.link({match.captured(2), false, m_number});
    return target.isEmpty() ? QString() : match.captured(1) + target + match.captured(3);
}

QString packLanguage(const QString& info, bool& known, bool& shell) {
    static const QHash<QString, QString> names{{QStringLiteral("yml"), QStringLiteral("yaml")},
                                               {QStringLiteral("yaml"), QStringLiteral("yaml")},
                                               {QStringLiteral("json"), QStringLiteral("json")},
                                               {QStringLiteral("sql"), QStringLiteral("sql")},
                                               {QStringLiteral("promql"), QStringLiteral("promql")},
                                               {QStringLiteral("go"), QStringLiteral("go")},
                                               {QStringLiteral("golang"), QStringLiteral("go")},
                                               {QStringLiteral("python"), QStringLiteral("python")},
                                               {QStringLiteral("py"), QStringLiteral("python")},
                                               {QStringLiteral("python3"), QStringLiteral("python")},
                                               {QStringLiteral("http"), QStringLiteral("http")},
                                               {QStringLiteral("ini"), QStringLiteral("ini")},
                                               {QStringLiteral("toml"), QStringLiteral("ini")},
                                               {QStringLiteral("conf"), QStringLiteral("ini")},
                                               {QStringLiteral("diff"), QStringLiteral("diff")},
                                               {QStringLiteral("dockerfile"), QStringLiteral("dockerfile")},
                                               {QStringLiteral("docker"), QStringLiteral("dockerfile")},
                                               {QStringLiteral("text"), QStringLiteral("text")},
                                               {QStringLiteral("txt"), QStringLiteral("text")},
                                               {QStringLiteral("plain"), QStringLiteral("text")},
                                               {QStringLiteral("output"), QStringLiteral("text")},
                                               {QString(), QStringLiteral("text")}};
    static const QStringList shells{QStringLiteral("sh"),      QStringLiteral("bash"),
                                    QStringLiteral("shell"),   QStringLiteral("zsh"),
                                    QStringLiteral("console"), QStringLiteral("shell-session"),
                                    QStringLiteral("terminal")};
    QString name = info.simplified().toLower();
    name.remove(u'{').remove(u'}');
    name = name.simplified().section(u' ', 0, 0).section(u',', 0, 0);
    if (name.startsWith(u'.'))
        name.remove(0, 1);
    shell = shells.contains(name);
    known = shell || names.contains(name);
    return names.value(name, QStringLiteral("text"));
}

} // namespace understudy::authoring
