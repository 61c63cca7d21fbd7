#pragma once

#include "core/base/Result.h"
#include "core/metrics/Series.h"

#include <QByteArray>

namespace understudy::metrics {

/// One line of an answer: its labels and its values (one for an instant query).
struct LabelledSeries {
    Labels labels;
    Series series;

    bool operator==(const LabelledSeries&) const = default;
};

/// What a Prometheus-compatible server said to a query.
struct Answer {
    enum class Kind { Vector, Matrix, Scalar };
    Kind kind = Kind::Vector;
    std::vector<LabelledSeries> series; ///< Scalar: one, without labels

    bool operator==(const Answer&) const = default;
};

/// Reads the JSON of /api/v1/query and /api/v1/query_range. Values come as strings ("0.41", "NaN", "+Inf");
/// null and what is not a number become a gap. An answer of another form is refused with a sentence; it never
/// half counts. https://prometheus.io/docs/prometheus/latest/querying/api/
Result<Answer> answerFrom(const QByteArray& json);

/// "1.5", "NaN", "+Inf", "-Inf", "1e3" of the exposition and query formats; nothing for other text.
std::optional<double> numberFrom(const QString& text);

} // namespace understudy::metrics
