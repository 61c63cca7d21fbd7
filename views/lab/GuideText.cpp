#include "views/lab/GuideText.h"

#include <QRegularExpression>
#include <QStringList>

namespace understudy::lab {

namespace {

/// True when a shell would wait for more after @p text.
bool unfinished(const QString& text) {
    if (text.endsWith(QLatin1Char('\\')))
        return true;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == QLatin1Char('\\') && quote != QLatin1Char('\''))
            ++i;
        else if (!quote.isNull())
            quote = c == quote ? QChar() : quote;
        else if (c == QLatin1Char('\'') || c == QLatin1Char('"'))
            quote = c;
    }
    if (!quote.isNull())
        return true;
    static const QRegularExpression hereDocument(QStringLiteral("<<-?\\s*['\"]?(\\w+)['\"]?"));
    const auto here = hereDocument.match(text);
    if (here.hasMatch())
        return !text.endsWith(QLatin1Char('\n') + here.captured(1));
    static const QRegularExpression opens(QStringLiteral("(?:^|[\\n;&|]\\s*)(?:do|then|case|\\{)(?=\\s|$)")),
        closes(QStringLiteral("(?:^|[\\n;]\\s*)(?:done|fi|esac|\\})(?=[\\s;|&]|$)"));
    return text.count(opens) > text.count(closes) || text.endsWith(QLatin1Char('|'));
}

void addCommands(const QStringList& lines, std::vector<GuidePart>& parts) {
    QString command;
    for (const QString& line : lines) {
        if (command.isEmpty() && (line.trimmed().isEmpty() || line.trimmed().startsWith(QLatin1Char('#'))))
            continue;
        command += (command.isEmpty() ? QString() : QStringLiteral("\n")) + line;
        if (unfinished(command))
            continue;
        parts.push_back({true, command});
        command.clear();
    }
    if (!command.isEmpty())
        parts.push_back({true, command});
}

} // namespace

std::vector<GuidePart> guideParts(const QString& markdown) {
    std::vector<GuidePart> parts;
    QString text;
    QStringList commands;
    QString fence; // of the shell block we are in
    const auto flush = [&] {
        if (!text.trimmed().isEmpty())
            parts.push_back({false, text.trimmed()});
        text.clear();
    };
    static const QRegularExpression opening(QStringLiteral("^ {0,3}(`{3,}|~{3,})\\s*shell\\s*$"));
    for (const QString& line : markdown.split(QLatin1Char('\n'))) {
        if (!fence.isEmpty()) {
            if (line.trimmed().startsWith(fence) && line.trimmed().remove(fence[0]).isEmpty()) {
                addCommands(commands, parts);
                commands.clear();
                fence.clear();
            } else {
                commands << line;
            }
            continue;
        }
        const auto match = opening.match(line);
        if (match.hasMatch()) {
            flush();
            fence = match.captured(1);
        } else {
            text += line + QLatin1Char('\n');
        }
    }
    addCommands(commands, parts); // a fence left open ends with the text
    flush();
    return parts;
}

} // namespace understudy::lab
