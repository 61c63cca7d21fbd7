#pragma once

#include "core/journal/Journal.h"

#include <QSet>

#include <map>

namespace understudy::session {

/// What the journal's facts say about one attempt at a lab.
struct LabRecord {
    QString lab;
    Id attempt; ///< empty: never started
    Instant started{};
    bool finished = false, passed = false;
    int seconds = 0; ///< worked on it, without pauses; known when finished
    QSet<QString> greenChecks;
    std::map<QString, int> hints;         ///< shown, by step
    std::map<QString, QString> responses; ///< the last answer, by check

    bool operator==(const LabRecord&) const = default;
};

/// A lab's standing for the list of labs.
struct LabStanding {
    enum class Word { New, Underway, Done };
    Word word = Word::New;
    int greenChecks = 0; ///< of the attempt that is underway, else of the best
};

/// The attempt to go on with: this device's last one at @p lab that is not finished. Its attempt is empty
/// when there is none.
Result<LabRecord> openAttempt(const journal::Journal& journal, const QString& lab);
/// All labs ever started, on any device.
Result<std::map<QString, LabStanding>> standings(const journal::Journal& journal);

} // namespace understudy::session
