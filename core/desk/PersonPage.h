#pragma once

#include "core/cohort/Board.h"
#include "core/desk/Frame.h"

namespace understudy::desk {

/// One thing a trainee did, in words.
struct Deed {
    std::int64_t seq = 0;
    QDateTime local;  ///< on the clock of the workstation
    Instant at{};     ///< the same moment, as the workstation claims it
    Instant stored{}; ///< when the server got it
    QString did;      ///< "Read", "Answered", "Passed"; as the next three, never long
    QString what;     ///< "Graceful degradation"
    QString result;   ///< "right", "17 of 20"; often ""
    QString device;   ///< the first characters of its id
    bool operator==(const Deed&) const = default;
};

Deed deedOf(const Record& record, const course::Course& course);

/// A trainee's timeline: what they did, day by day, the newest first.
class PersonPage final {
public:
    static constexpr int deedsOfPage = 200;

    PersonPage(const course::Course& course, const Clock& clock, const Visitor& visitor)
        : m_course(course)
        , m_clock(clock)
        , m_visitor(visitor) {}

    QString make(const Trainee& trainee, const Records::Page& page, bool newest) const;
    /// A header and a line for each record.
    QByteArray csv(const Trainee& trainee, const std::vector<Record>& records, bool header) const;

private:
    QString facts(const Trainee& trainee) const;
    QString line(const Deed& deed) const;

    const course::Course& m_course;
    const Clock& m_clock;
    const Visitor& m_visitor;
};

} // namespace understudy::desk
