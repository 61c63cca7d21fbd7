#include "core/traces/JaegerJson.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>

using namespace understudy;
using fuzz::demand;

// What a tracing server or a file may say: traces in order, or a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    if (const auto names = traces::namesFrom(bytes); !names.ok())
        demand(!names.error().sentence.isEmpty());
    const auto read = traces::tracesFrom(bytes);
    if (!read.ok()) {
        demand(!read.error().sentence.isEmpty());
        return 0;
    }
    for (const traces::Trace& trace : *read) {
        demand(!trace.spans.empty());
        for (std::size_t i = 0; i < trace.spans.size(); ++i) {
            const traces::Span& span = trace.spans[i];
            demand(span.parent < int(i) && span.duration >= 0 && span.below >= 0);
            demand(i + std::size_t(span.below) < trace.spans.size());
        }
        qint64 until = 0;
        for (const traces::Stretch& stretch : traces::criticalPath(trace)) {
            demand(stretch.from < stretch.to && stretch.from >= until);
            until = stretch.to;
        }
    }
    return 0;
}
