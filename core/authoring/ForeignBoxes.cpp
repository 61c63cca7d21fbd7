// Boxes and tabs: a marked line, and what is indented below it.
#include "core/authoring/ForeignLines.h"

#include <QHash>
#include <QRegularExpression>

namespace understudy::authoring {
namespace {

constexpr int deepest = 6;

QString markerOf(const QString& type) {
    static const QHash<QString, QString> markers{{QStringLiteral("tip"), QStringLiteral("TIP")},
                                                 {QStringLiteral("hint"), QStringLiteral("TIP")},
                                                 {QStringLiteral("success"), QStringLiteral("TIP")},
                                                 {QStringLiteral("check"), QStringLiteral("TIP")},
                                                 {QStringLiteral("done"), QStringLiteral("TIP")},
                                                 {QStringLiteral("important"), QStringLiteral("IMPORTANT")},
                                                 {QStringLiteral("warning"), QStringLiteral("WARNING")},
                                                 {QStringLiteral("attention"), QStringLiteral("WARNING")},
                                                 {QStringLiteral("failure"), QStringLiteral("WARNING")},
                                                 {QStringLiteral("bug"), QStringLiteral("WARNING")},
                                                 {QStringLiteral("danger"), QStringLiteral("CAUTION")},
                                                 {QStringLiteral("error"), QStringLiteral("CAUTION")},
                                                 {QStringLiteral("caution"), QStringLiteral("CAUTION")}};
    return markers.value(type.toLower(), QStringLiteral("NOTE"));
}

qsizetype indentOf(const QString& line) {
    qsizetype n = 0;
    while (n < line.size() && line[n] == u' ')
        ++n;
    return n;
}

/// A box as its first line says.
struct Opening {
    QString mark, type, title;
    qsizetype indent = 0;
};

std::optional<Opening> openingOf(const QString& line) {
    static const QRegularExpression shape(QStringLiteral(
        "^( *)(!!!|\\?\\?\\?\\+?|===[!+]?) *([A-Za-z][A-Za-z0-9 _-]*)?(?:\"((?:[^\"\\\\]|\\\\.)*)\")? *$"));
    const auto match = shape.match(line);
    if (!match.hasMatch() || (match.capturedLength(3) == 0 && match.capturedLength(4) == 0))
        return std::nullopt;
    QString title = match.captured(4);
    title.replace(QStringLiteral("\\\""), QStringLiteral("\""));
    return Opening{match.captured(2), match.captured(3).section(u' ', 0, 0), title.simplified(),
                   match.capturedLength(1)};
}

/// The lines that belong to an opening at @p at; moves it behind them.
ForeignLines bodyOf(const ForeignLines& lines, std::size_t& at, qsizetype indent) {
    ForeignLines out;
    for (; at < lines.size(); ++at) {
        const QString& text = lines[at].text;
        const bool blank = text.trimmed().isEmpty();
        if (!blank && indentOf(text) < indent + 4)
            break;
        out.push_back({blank ? QString() : text.mid(indent + 4), lines[at].number});
    }
    while (!out.empty() && out.back().text.isEmpty()) {
        out.pop_back();
        --at; // the blank line stays behind the box
    }
    return out;
}

void put(ForeignLines& out, const QString& prefix, const QString& text, int number) {
    out.push_back({text.isEmpty() ? prefix.trimmed() : prefix + text, number});
}

/// A tab: its title, and what is in it as running text.
void putTab(ForeignLines& out, const Opening& opening, const ForeignLines& body, int number) {
    const QString margin(opening.indent, u' ');
    put(out, margin, QStringLiteral("**%1**").arg(opening.title), number);
    out.push_back({{}, number});
    for (const auto& line : body)
        put(out, margin, line.text, line.number);
}

void putBox(ForeignLines& out, const Opening& opening, const ForeignLines& body, int number) {
    const QString margin(opening.indent, u' ');
    const bool asks = opening.mark.startsWith(u'?') && opening.type == QLatin1String("question");
    if (asks) {
        put(out, margin, QStringLiteral("**What would you do?** ") + opening.title, number);
        out.push_back({{}, number});
    } else {
        put(out, margin + QStringLiteral("> "), QStringLiteral("[!%1]").arg(markerOf(opening.type)), number);
        if (!opening.title.isEmpty()) {
            put(out, margin + QStringLiteral("> "), QStringLiteral("**%1**").arg(opening.title), number);
            put(out, margin + QStringLiteral("> "), {}, number);
        }
    }
    for (const auto& line : body)
        put(out, margin + QStringLiteral("> "), line.text, line.number);
}

} // namespace

bool Fences::isCode(const QString& line) {
    static const QRegularExpression fence(
        QStringLiteral("^[ >]*(?:(?:[-*+]|[0-9]{1,9}[.)]) +)*(`{3,}|~{3,})([^`]*)$"));
    m_opens = false;
    const auto match = fence.match(line.left(400));
    if (m_fence.isEmpty()) {
        if (match.hasMatch())
            m_fence = match.captured(1), m_opens = true;
        return match.hasMatch();
    }
    const bool closes =
        match.hasMatch() && match.captured(1)[0] == m_fence[0] && match.capturedLength(1) >= m_fence.size() &&
        (match.captured(2).trimmed().isEmpty() || match.captured(2).startsWith(QLatin1String("{{")));
    if (closes)
        m_fence.clear();
    return true;
}

ForeignLines withoutBoxes(const ForeignLines& lines, const ForeignRules& rules, course::Problems& left,
                          int depth) {
    ForeignLines out;
    Fences fences;
    for (std::size_t i = 0; i < lines.size();) {
        const auto& line = lines[i];
        const auto opening =
            fences.isCode(line.text) || depth >= deepest ? std::nullopt : openingOf(line.text);
        ++i;
        if (!opening) {
            out.push_back(line);
            continue;
        }
        const ForeignLines body = withoutBoxes(bodyOf(lines, i, opening->indent), rules, left, depth + 1);
        if (opening->mark.startsWith(u'=')) {
            putTab(out, *opening, body, line.number);
            left.add(rules.file, line.number, 1, QStringLiteral("A tab became a title with its text below."));
        } else if (body.empty()) {
            left.add(rules.file, line.number, 1, QStringLiteral("An empty box was left out."));
        } else {
            putBox(out, *opening, body, line.number);
        }
        out.push_back({{}, line.number});
    }
    return out;
}

} // namespace understudy::authoring
