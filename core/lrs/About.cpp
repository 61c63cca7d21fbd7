#include "core/lrs/About.h"

namespace understudy::lrs {

void about(const http::Request& request, Answer answer) {
    if (!request.query.empty())
        return answer.refuse(400, "About takes no parameters.");
    // 1.0.3 lets the list have nothing but 1.0.x and older (XAPI-00316): who asks in it reads no other.
    const bool old = request.header("x-experience-api-version").starts_with("1.0");
    answer.json(200, std::string("{\"version\":[\"1.0.3\"") + (old ? "" : ",\"2.0.0\"") +
                         "],\"extensions\":{\"https://understudy.example/xapi/ext/server\":{\"name\":"
                         "\"Understudy\",\"version\":\"" UNDERSTUDY_VERSION "\"}}}");
}

} // namespace understudy::lrs
