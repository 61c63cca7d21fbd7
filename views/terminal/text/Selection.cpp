#include "views/terminal/text/Selection.h"

#include "views/terminal/text/Search.h"

#include <algorithm>

namespace understudy::terminal {

void Selection::begin(Spot spot, Unit unit, bool block) {
    m_unit = unit;
    m_block = block;
    m_anchor = unit == Unit::Word   ? m_transcript.word(spot)
               : unit == Unit::Line ? m_transcript.line(spot)
                                    : Range{spot, spot};
    m_range = unit == Unit::Character ? std::nullopt : std::optional(m_anchor);
}

void Selection::extend(Spot spot) {
    Range range;
    if (m_unit == Unit::Character) {
        range = spot < m_anchor.from ? Range{spot, m_anchor.from} : Range{m_anchor.from, spot};
    } else {
        const Range here = m_unit == Unit::Word ? m_transcript.word(spot) : m_transcript.line(spot);
        range = {std::min(m_anchor.from, here.from), std::max(m_anchor.to, here.to)};
    }
    const bool nothing = m_block ? range.from.x == range.to.x : range.from == range.to;
    m_range = nothing ? std::nullopt : std::optional(range);
}

void Selection::set(const Range& range) {
    m_unit = Unit::Character;
    m_block = false;
    m_anchor = {range.from, range.from};
    m_range = range;
}

std::pair<int, int> Selection::columnsOn(std::uint64_t line, int columns) const {
    if (!m_range) {
        return {0, 0};
    }
    if (!m_block) {
        return terminal::columnsOn(*m_range, line, columns);
    }
    if (line < m_range->from.line || line > m_range->to.line) {
        return {0, 0};
    }
    return {std::min(m_range->from.x, m_range->to.x),
            std::min(std::max(m_range->from.x, m_range->to.x), columns)};
}

std::vector<Range> Selection::pieces() const {
    if (!m_range) {
        return {};
    }
    if (!m_block) {
        return {*m_range};
    }
    std::vector<Range> rows;
    for (std::uint64_t line = std::max(m_range->from.line, m_session.firstLine());
         line <= m_range->to.line && line < m_session.endLine(); ++line) {
        const auto [from, to] = columnsOn(line, Screen::MostColumns);
        rows.push_back({{line, from}, {line, to}});
    }
    return rows;
}

QString Selection::text() const {
    QStringList rows;
    for (const Range& piece : pieces()) {
        QString row = QString::fromStdString(m_transcript.text(piece));
        while (m_block && row.endsWith(QLatin1Char(' '))) {
            row.chop(1);
        }
        rows << row;
    }
    return rows.join(QLatin1Char('\n'));
}

void Selection::appendHtml(QString& out, const Range& piece, const Colors& colors) const {
    const Symbols& symbols = m_session.screen().symbols();
    for (std::uint64_t line = std::max(piece.from.line, m_session.firstLine());
         line <= piece.to.line && line < m_session.endLine(); ++line) {
        const Row row = m_session.line(line);
        const auto [from, to] = terminal::columnsOn(piece, line, row.used);
        for (int x = from; x < to;) {
            const Cell& first = row.cells[static_cast<std::size_t>(x)];
            std::string words;
            while (x < to) {
                const Cell& cell = row.cells[static_cast<std::size_t>(x)];
                if (cell.fg != first.fg || cell.bg != first.bg ||
                    (cell.attributes ^ first.attributes) & (Bold | Italic | Faint | Reverse | Invisible)) {
                    break;
                }
                symbols.append(words, cell);
                ++x;
            }
            const Ink ink = colors.ink(first, false);
            out += QStringLiteral("<span style=\"color:%1;background:%2%3%4\">%5</span>")
                       .arg(ink.text.name(), ink.ground.name(),
                            first.attributes & Bold ? QStringLiteral(";font-weight:bold") : QString(),
                            first.attributes & Italic ? QStringLiteral(";font-style:italic") : QString(),
                            QString::fromStdString(words).toHtmlEscaped());
        }
        if (!row.wrapped && line != piece.to.line) {
            out += QLatin1Char('\n');
        }
    }
}

QString Selection::html(const Colors& colors) const {
    const Ink own = colors.ink(Cell{}, false);
    QString out = QStringLiteral("<pre style=\"font-family:monospace;color:%1;background:%2\">")
                      .arg(own.text.name(), own.ground.name());
    bool first = true;
    for (const Range& piece : pieces()) {
        out += first ? QString() : QStringLiteral("\n");
        first = false;
        appendHtml(out, piece, colors);
    }
    return out + QStringLiteral("</pre>");
}

} // namespace understudy::terminal
