#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace understudy::metrics {

/// Something that happened, marked in all charts: a release, an alert that fired, a fault, a note.
struct Annotation {
    enum class Kind { Deployment, Alert, Fault, Note };
    qint64 at = 0; ///< milliseconds since 1970, UTC
    Kind kind = Kind::Note;
    QString text;
    std::optional<qint64> until; ///< still going on when empty and the kind is Alert

    bool operator==(const Annotation&) const = default;
};

/// Reads {"annotations": [{"at", "kind", "text", "until"}]}: `at` and `until` as RFC 3339 text or as
/// milliseconds, an unknown kind as a note. In order of time.
Result<std::vector<Annotation>> annotationsFrom(const QByteArray& json);

} // namespace understudy::metrics
