#pragma once

#include "core/journal/Journal.h"
#include "core/progress/Progress.h"

#include <QObject>

namespace understudy::window {

/// Progress kept up to date with the journal: what is new is applied once the event loop comes round.
class ProgressFeed final : public QObject {
    Q_OBJECT
public:
    explicit ProgressFeed(journal::Journal& journal, QObject* parent = nullptr);

    const progress::Progress& progress() const { return m_progress; }
    /// Reads what other connections (sync) have added as well.
    void refresh();

Q_SIGNALS:
    void changed();

private:
    journal::Journal& m_journal;
    progress::Progress m_progress;
    bool m_pending = false;
};

} // namespace understudy::window
