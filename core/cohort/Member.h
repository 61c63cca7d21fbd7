#pragma once

#include <QDate>
#include <QString>

#include <cstdint>

namespace understudy::cohort {

/// Somebody of the roster: what the coordinator has written down about a person.
struct Member {
    std::int64_t person = 0; ///< of the table of people
    QString name;            ///< the short one, for commands and files
    QString fullName;
    QString account; ///< which the statements carry
    QString cohort;  ///< "2025-11"
    QString team;
    QString track;  ///< id of the course's track: "new-hire"
    QDate start;    ///< first day of the track
    QString mentor; ///< short name of the person who mentors; may be empty

    bool operator==(const Member&) const = default;
};

} // namespace understudy::cohort
