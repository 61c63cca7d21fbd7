#pragma once

#include "labs/clock/Time.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace understudy::cluster {

using TagValue = std::variant<std::string, bool, std::int64_t, double>;
using Tags = std::vector<std::pair<std::string, TagValue>>;

struct SpanEvent {
    Micros at = 0;
    Tags fields;
};

/// One piece of work inside a trace. Times are virtual.
struct Span {
    std::string id;     ///< 16 hexadecimal digits
    std::string parent; ///< of the same trace; "" for the first
    std::string service, operation;
    Micros start = 0, duration = 0;
    Tags tags;    ///< error=true on a failed one
    Tags process; ///< of whoever did it: hostname and such
    std::vector<SpanEvent> events;
};

struct Trace {
    std::string id;          ///< 16 or 32 hexadecimal digits
    std::string alias;       ///< another name it can be found by, or ""
    std::vector<Span> spans; ///< the first is the root
};

/// Traces that a part of the model brings itself, such as one a migration.
class TraceSource {
public:
    using Take = std::function<bool(const Trace&)>; ///< false: enough
    virtual ~TraceSource() = default;
    /// Service name to the operations its spans have.
    virtual std::map<std::string, std::vector<std::string>> operations() const = 0;
    /// Those with a span of the service that start in [from, to], latest first, until @p take has enough.
    virtual void each(const std::string& service, Micros from, Micros to, const Take& take) const = 0;
    /// By id or alias, as it is known at @p now.
    virtual std::optional<Trace> find(const std::string& id, Micros now) const = 0;
};

} // namespace understudy::cluster
