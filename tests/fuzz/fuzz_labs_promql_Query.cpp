// Any text is parsed, and evaluated over a few series, without a crash or endless work.
#include "labs/promql/PromQl.h"

#include <cstddef>
#include <cstdlib>

using namespace understudy::promql;

namespace {

class Few final : public Storage {
public:
    void each(const std::vector<Matcher>& matchers, std::int64_t from, std::int64_t to,
              const Take& take) const override {
        for (const char* le : {"0.1", "1", "+Inf"}) {
            SeriesData series{{{"__name__", "a"}, {"le", le}, {"x", "y"}}, {}};
            if (!matches(matchers, series.labels))
                continue;
            for (std::int64_t ms = 0; ms < 600'000; ms += 15'000)
                if (ms >= from && ms <= to)
                    series.samples.push_back(
                        {ms, ms == 300'000 ? staleMark() : static_cast<double>(ms % 90'000)});
            take(series);
        }
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto parsed = parse(std::string(reinterpret_cast<const char*>(data), size));
    const auto* expr = std::get_if<ExprPtr>(&parsed);
    if (!expr)
        return 0;
    const std::string printed = print(**expr);
    const auto again = parse(printed);
    if (printed.size() < 8000 && !std::holds_alternative<ExprPtr>(again))
        std::abort(); // what was understood can be understood again
    const Few storage;
    Limits limits;
    limits.samples = 1'000'000;
    limits.looks = 10'000'000;
    (void)evaluate(**expr, storage, 600'000, limits);
    (void)evaluateRange(**expr, storage, 300'000, 600'000, 60'000, limits);
    return 0;
}
