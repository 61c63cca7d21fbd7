// Any text is parsed, and evaluated over a few series, without a crash or endless work.
#include "labs/promql/PromQl.h"

#include <cstddef>

using namespace understudy::promql;

namespace {

class Few final : public Storage {
public:
    std::vector<SeriesData> select(const std::vector<Matcher>& matchers, std::int64_t from,
                                   std::int64_t to) const override {
        std::vector<SeriesData> found;
        for (const char* le : {"0.1", "1", "+Inf"}) {
            SeriesData series{{{"__name__", "a"}, {"le", le}, {"x", "y"}}, {}};
            if (!matches(matchers, series.labels))
                continue;
            for (std::int64_t ms = 0; ms < 600'000; ms += 15'000)
                if (ms >= from && ms <= to)
                    series.samples.push_back(
                        {ms, ms == 300'000 ? staleMark() : static_cast<double>(ms % 90'000)});
            found.push_back(series);
        }
        return found;
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto parsed = parse(std::string(reinterpret_cast<const char*>(data), size));
    const auto* expr = std::get_if<ExprPtr>(&parsed);
    if (!expr)
        return 0;
    const Few storage;
    (void)evaluate(**expr, storage, 600'000);
    (void)evaluateRange(**expr, storage, 300'000, 600'000, 60'000);
    return 0;
}
