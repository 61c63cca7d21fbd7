#include "core/http/Target.h"
#include "core/lrs/Parameters.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// The query of a GET over statements, and the statement that is cut down to ids.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const auto version : {xapi::Version::V1_0_3, xapi::Version::V2_0_0}) {
        const auto form = http::parseForm(text);
        if (!form)
            break;
        store::Query query;
        const auto refusal = lrs::readParameters(*form, version, query);
        if (refusal.empty() && query.limit < 0)
            std::abort();
        (void)lrs::formatOf(*form);
        (void)lrs::checkOne(*form, version);
    }
    return 0;
}
