#include "core/xapi/Draft.h"
#include "core/xapi/RawJson.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>
#include <string>

using namespace understudy::xapi;
using understudy::fuzz::demand;

// Whatever is taken as a statement comes out again as the same statement, and is taken again.
namespace {

constexpr auto authority =
    R"({"objectType":"Agent","account":{"homePage":"https://understudy.example","name":"dev-1"}})";
std::string freshId() { return "0190a6a0-0000-7000-8000-000000000001"; }

void tryStatement(std::string_view text, const boost::json::value& value, Version version) {
    const auto drafted = draft(text, value, Sender(version, authority), {}, freshId);
    const auto* first = std::get_if<Draft>(&drafted);
    if (!first) {
        demand(!std::get<std::string>(drafted).empty());
        return;
    }
    demand(first->id.size() == 36 && !first->keys.empty());
    const auto kept = first->text(1'762'765'200'000'000);
    std::string reason;
    const auto again = parseJson(kept, reason);
    demand(again && again->is_object() && again->get_object().contains("stored"));
    const auto redrafted = draft(kept, *again, Sender(version, authority), {}, freshId);
    const auto* second = std::get_if<Draft>(&redrafted);
    demand(second && second->id == first->id && second->voids == first->voids);
    demand(sayTheSame(first->meaning, first->meaning, version) &&
           sayTheSame(first->meaning, second->meaning, version));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = trimmed({reinterpret_cast<const char*>(data), size});
    std::string reason;
    const auto value = parseJson(text, reason);
    if (!value) {
        demand(!reason.empty());
        return 0;
    }
    for (const auto version : {Version::V1_0_3, Version::V2_0_0}) {
        if (!value->is_array()) {
            tryStatement(text, *value, version);
            continue;
        }
        const auto texts = rawElements(text);
        demand(texts.size() == value->get_array().size());
        for (std::size_t i = 0; i < texts.size(); ++i)
            tryStatement(texts[i], value->get_array()[i], version);
    }
    return 0;
}
