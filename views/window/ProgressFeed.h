#pragma once

#include "core/journal/Journal.h"
#include "core/notes/NoteBook.h"
#include "core/progress/Progress.h"
#include "core/review/Deck.h"

#include <QObject>

namespace understudy::window {

/// Progress, what is to be reviewed, and notes, kept up to date with the journal: what is new is applied once
/// the event loop comes round.
class ProgressFeed final : public QObject {
    Q_OBJECT
public:
    explicit ProgressFeed(journal::Journal& journal, QObject* parent = nullptr);

    const progress::Progress& progress() const { return m_progress; }
    const review::Deck& deck() const { return m_deck; }
    const notes::NoteBook& notes() const { return m_notes; }
    /// Reads what other connections (sync) have added as well.
    void refresh();

Q_SIGNALS:
    void changed();

private:
    journal::Journal& m_journal;
    progress::Progress m_progress;
    review::Deck m_deck;
    notes::NoteBook m_notes;
    bool m_pending = false;
};

} // namespace understudy::window
