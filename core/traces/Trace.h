#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace understudy::traces {

/// A name and what it was, as text ("http.status_code", "500").
struct Tag {
    QString key, value;

    bool operator==(const Tag&) const = default;
};

/// Something that was noted inside a span.
struct Note {
    qint64 at = 0; ///< microseconds since 1970, UTC
    std::vector<Tag> fields;

    bool operator==(const Note&) const = default;
};

/// One piece of work of one service. Times are microseconds, since 1970 in UTC.
struct Span {
    QString id, operation, service;
    qint64 start = 0, duration = 0;
    std::vector<Tag> tags, process; ///< process: of the service that did it
    std::vector<Note> notes;
    QStringList warnings;
    bool error = false; ///< its tag error is true, or its status is ERROR
    int parent = -1;    ///< index of the span that caused it; -1: none, or one that is not in the trace
    int depth = 0;      ///< how many spans lie above it
    int below = 0;      ///< how many spans lie below it: they follow it in the trace

    qint64 end() const { return start + duration; }
    bool operator==(const Span&) const = default;
};

/// One request through all services. Spans are in the order of a waterfall: each before those it caused, and
/// those by their start.
struct Trace {
    QString id;
    std::vector<Span> spans; ///< at least one

    qint64 start() const; ///< of the earliest span
    qint64 end() const;   ///< of the latest
    qint64 duration() const { return end() - start(); }
    /// "checkout-service: POST /checkout", of the first span.
    QString title() const;
    int errors() const;
    QStringList services() const; ///< sorted, each once

    bool operator==(const Trace&) const = default;
};

/// A stretch of time during which the end of the trace waited for this span.
struct Stretch {
    int span = 0; ///< index
    qint64 from = 0, to = 0;

    bool operator==(const Stretch&) const = default;
};

/// What the duration of the trace is made of: from its end backwards, always the span that ended last.
/// Stretches are in order of time and do not overlap; together they fill the first root span.
std::vector<Stretch> criticalPath(const Trace& trace);

/// "29.4 s", "120 ms", "85 µs", "1 min 25 s".
QString durationText(qint64 microseconds);

} // namespace understudy::traces
