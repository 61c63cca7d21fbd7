#include "core/lrs/Multipart.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>

using namespace understudy;
using fuzz::demand;

// The first line is a Content-Type, the rest a body. Parts lie inside the body, one behind the other; what
// they hold can be written and is read again as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.substr(0, text.find('\n'));
    const std::string body(text.substr(std::min(line.size() + 1, text.size())));
    const auto boundary = lrs::boundaryOf(line);
    (void)lrs::mediaOf(line);
    demand(boundary.size() <= 70);
    const auto read = lrs::readParts(body, boundary);
    const auto* parts = std::get_if<std::vector<lrs::Part>>(&read);
    if (!parts) {
        demand(!std::get<std::string>(read).empty());
        return 0;
    }
    std::vector<xapi::Attachment> files;
    const char* from = body.data();
    for (const auto& part : *parts) {
        if (!part.content.empty()) {
            demand(part.content.data() >= from &&
                   part.content.data() + part.content.size() <= body.data() + body.size());
            from = part.content.data() + part.content.size();
        }
        files.push_back({std::string(64, 'a'), part.header("content-type"), std::string(part.content)});
    }
    if (files.size() >= 1000)
        return 0;
    const auto fresh = lrs::freshBoundary();
    const auto written = lrs::writeParts(fresh, "{}", files);
    const auto again = lrs::readParts(written, lrs::boundaryOf("multipart/mixed; boundary=" + fresh));
    const auto* same = std::get_if<std::vector<lrs::Part>>(&again);
    demand(same && same->size() == files.size() + 1);
    for (std::size_t i = 0; i < files.size(); ++i)
        demand((*same)[i + 1].content == files[i].content);
    return 0;
}
