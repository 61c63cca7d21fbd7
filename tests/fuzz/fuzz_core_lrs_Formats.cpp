#include "core/lrs/Formats.h"
#include "core/xapi/Draft.h"
#include "core/xapi/RawJson.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>

using namespace understudy;
using fuzz::demand;

// The first line is an Accept-Language, the rest a statement. Whatever is taken can be given in every format,
// as JSON that names the same statement.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto line = input.substr(0, input.find('\n'));
    const auto text = xapi::trimmed(input.substr(std::min(line.size() + 1, input.size())));
    const lrs::Languages languages(line);
    (void)languages.best({"de", "en-US"});
    std::string reason;
    auto value = xapi::parseJson(text, reason);
    if (!value)
        return 0;
    const xapi::Sender sender(xapi::Version::V1_0_3, R"({"mbox":"mailto:s@b.example"})");
    const auto drafted = xapi::draft(text, std::move(*value), sender, {},
                                     [] { return std::string("0190a6a0-0000-7000-8000-000000000001"); });
    const auto* draft = std::get_if<xapi::Draft>(&drafted);
    if (!draft)
        return 0;
    const auto kept = draft->text(1'762'765'200'000'000);
    lrs::Canonical canonical(languages, [](const std::string& iri) {
        return iri.size() % 2 ? std::string(R"({"name":{"de":"D","en":"E"}})") : std::string();
    });
    for (const auto& given :
         {lrs::exactly(kept, xapi::Version::V2_0_0), lrs::idsOnly(kept), canonical.statement(kept)}) {
        const auto again = xapi::parseJson(given, reason);
        demand(again && again->is_object());
        demand(again->get_object().at("id").get_string() == boost::json::string_view(draft->id));
    }
    return 0;
}
