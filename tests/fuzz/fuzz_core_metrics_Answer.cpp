#include "core/metrics/Answer.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// What any Prometheus-compatible server may say: an answer is whole or refused with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    (void)metrics::numberFrom(QString::fromUtf8(bytes));
    const auto answer = metrics::answerFrom(bytes);
    if (!answer.ok()) {
        if (answer.error().sentence.isEmpty())
            std::abort();
        return 0;
    }
    if (answer->kind == metrics::Answer::Kind::Scalar && answer->series.size() != 1)
        std::abort();
    return 0;
}
