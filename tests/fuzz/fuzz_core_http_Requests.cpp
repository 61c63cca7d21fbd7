#include "core/http/RequestReader.h"
#include "core/http/Target.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace understudy::http;

// The first byte chooses how the rest is cut into pieces: however it is cut, the same requests must come out.
namespace {

std::string digest(std::string_view bytes, std::size_t piece) {
    RequestReader reader(4096, 4096);
    std::string in;
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        in.append(bytes.substr(at, piece));
        for (;;) {
            const auto state = reader.read(in);
            if (state == RequestReader::State::NeedsMore)
                break;
            if (state == RequestReader::State::Expects)
                continue;
            if (state == RequestReader::State::Refused)
                return out; // a partial request may be found out early or late, a whole one only whole
            const Request request = reader.take();
            if (request.path.empty() || request.path.front() != '/' || request.body.size() > 4096)
                std::abort();
            out += request.method + ' ' + request.path + ' ' + request.body + '\n';
            request.form();
        }
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto form = parseForm(bytes);
    for (const auto& [name, value] : form.value_or(Pairs{})) {
        const auto again = parseForm(percentEncode(name) + '=' + percentEncode(value));
        if (!(name.empty() && value.empty()) && (!again || again->front().second != value))
            std::abort();
    }
    parseTarget(bytes);
    if (digest(bytes, bytes.size()) != digest(bytes, 1u + data[0]))
        std::abort();
    return 0;
}
