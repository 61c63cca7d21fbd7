#include "views/terminal/FindBar.h"
#include "views/terminal/TerminalView.h"

#include <QScrollBar>

namespace understudy::terminal {

void TerminalView::find() {
    m_find->show();
    placeFindBar();
    const QString selected = selectedText();
    m_find->begin(selected.contains(QLatin1Char('\n')) ? QString() : selected);
    search();
}

void TerminalView::placeFindBar() {
    m_find->adjustSize();
    m_find->move(std::max(0, viewport()->width() - m_find->width() - 12), 8);
    m_find->raise();
}

void TerminalView::search() {
    m_matches = m_transcript.find(m_find->needle().toStdString());
    m_match = static_cast<int>(m_matches.size());
    if (m_matches.empty()) {
        m_match = -1;
        m_find->setCount(0, m_find->needle().isEmpty() ? -1 : 0);
        viewport()->update();
    } else {
        step(-1); // the newest first
    }
}

void TerminalView::step(int by) {
    const int count = static_cast<int>(m_matches.size());
    if (count == 0) {
        return;
    }
    m_match = (m_match + by + count) % count;
    m_find->setCount(m_match + 1, count);
    const Range& match = m_matches[static_cast<std::size_t>(m_match)];
    select(match);
    const auto rows = static_cast<std::uint64_t>(m_session.screen().rows());
    if (match.from.line < m_top || match.to.line >= m_top + rows) {
        const std::uint64_t wanted = match.from.line > m_session.firstLine() + rows / 2
                                         ? match.from.line - rows / 2
                                         : m_session.firstLine();
        m_top = std::min(wanted, m_session.topLine());
        m_following = m_top == m_session.topLine();
        scheduleFrame();
    }
    viewport()->update();
}

} // namespace understudy::terminal
