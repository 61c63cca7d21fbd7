#include "core/xapi/Base64.h"
#include "core/xapi/RawJson.h"
#include "core/xapi/Signature.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>

using namespace understudy::xapi;
using understudy::fuzz::demand;

namespace {

const std::string plain =
    R"({"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example"}})";

boost::json::object statement() {
    std::string reason;
    return parseJson(plain, reason)->get_object();
}

} // namespace

// A JWS as it comes; and one whose header and payload are the text up to the first zero and behind it. With a
// certificate in it only the owner of its key can have signed, so none of these passes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const auto meant = statement();
    for (const auto version : {Version::V1_0_3, Version::V2_0_0}) {
        (void)checkSignature(text, meant, version);
        const auto head = text.substr(0, text.find('\0'));
        const auto payload = text.substr(std::min(head.size() + 1, text.size()));
        (void)checkSignature(toBase64Url(head) + '.' + toBase64Url(payload) + ".c2ln", meant, version);
        const auto wrong =
            checkSignature(toBase64Url(head) + '.' + toBase64Url(plain) + ".c2ln", meant, version);
        std::string ignored;
        const auto header = parseJson(head, ignored);
        demand(!wrong.empty() || (header && header->is_object() && !header->get_object().contains("x5c")));
    }
    return 0;
}
