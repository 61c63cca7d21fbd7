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
    Id cluster;          ///< of a company's profile; empty: the lab on this computer
    QString clusterName; ///< as it was called then
    bool finished = false, passed = false;
    int unchecked = 0; ///< checks that could not be decided there; known when finished
    int seconds = 0;   ///< worked on it, without pauses; known when finished
    QSet<QString> greenChecks;
    std::map<QString, int> hints;         ///< shown, by step
    std::map<QString, QString> responses; ///< the last answer, by check

    bool operator==(const LabRecord&) const = default;
};

/// A lab's standing for the list of labs.
struct LabStanding {
    enum class Word { New, Underway, Done };
    Word word = Word::New;
    int greenChecks = 0;   ///< of the attempt that is underway, else of the best
    Id cluster{};          ///< of a company's profile, where that attempt is; empty: on this computer
    QString clusterName{}; ///< of the attempt that is underway, else of a pass with unchecked points
    int unchecked = 0;     ///< points that no pass has checked; 0 when one has checked all
};

/// The attempt to go on with: this device's last one at @p lab on @p cluster (empty: on this computer),
/// unless it is finished. Its attempt is empty when there is none.
Result<LabRecord> openAttempt(const journal::Journal& journal, const QString& lab, const Id& cluster = {});
/// All labs ever started, on any device.
Result<std::map<QString, LabStanding>> standings(const journal::Journal& journal);

} // namespace understudy::session
