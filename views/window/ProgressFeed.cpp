#include "views/window/ProgressFeed.h"

#include "core/base/Log.h"

#include <QTimer>

namespace understudy::window {

ProgressFeed::ProgressFeed(journal::Journal& journal, QObject* parent)
    : QObject(parent)
    , m_journal(journal) {
    m_journal.changed = [this] {
        if (std::exchange(m_pending, true))
            return;
        QTimer::singleShot(0, this, &ProgressFeed::refresh);
    };
    refresh();
}

void ProgressFeed::refresh() {
    m_pending = false;
    const auto entries = m_journal.after(m_progress.lastSeq());
    if (!entries) {
        qCWarning(logJournal, "progress is not up to date: %s", qPrintable(entries.error().detail));
        return;
    }
    if (entries->empty())
        return;
    m_progress.apply(*entries);
    m_deck.apply(*entries);
    m_notes.apply(*entries);
    Q_EMIT changed();
}

} // namespace understudy::window
