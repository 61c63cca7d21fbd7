#include "core/lrs/Alternate.h"

#include "core/http/Target.h"
#include "core/xapi/RawJson.h"
#include "core/xapi/Values.h"

#include <algorithm>
#include <iterator>

namespace understudy::lrs {

namespace {

constexpr std::string_view headerFields[] = {
    "authorization", "x-experience-api-version", "content-type", "content-length", "if-match",
    "if-none-match", "accept-language"};

void setHeader(http::Pairs& headers, const std::string& name, const std::string& value) {
    std::erase_if(headers, [&](const auto& header) { return header.first == name; });
    if (name != "content-length") // of the form's author; the real length is known
        headers.emplace_back(name, value);
}

} // namespace

bool isAlternate(const http::Request& request) {
    return request.method == "POST" && request.hasParameter("method");
}

std::variant<http::Request, std::string> meantBy(const http::Request& request) {
    const auto type = xapi::lowered(request.header("content-type"));
    if (request.query.size() != 1)
        return std::string("With \"method\" no other parameter may stand in the address.");
    if (xapi::trimmed(std::string_view(type).substr(0, type.find(';'))) !=
        "application/x-www-form-urlencoded")
        return std::string("With \"method\" the body must be a form (application/x-www-form-urlencoded).");
    auto form = http::parseForm(request.body);
    if (!form)
        return std::string("The form cannot be read.");
    http::Request meant = request;
    meant.method = request.parameter("method");
    if (meant.method != "GET" && meant.method != "PUT" && meant.method != "POST" && meant.method != "DELETE")
        return std::string("method must be GET, PUT, POST or DELETE.");
    meant.query.clear();
    meant.body.clear();
    setHeader(meant.headers, "content-type", "application/json");
    bool content = false;
    for (auto& [name, value] : *form) {
        const auto header = xapi::lowered(name);
        if (std::find(std::begin(headerFields), std::end(headerFields), header) != std::end(headerFields)) {
            setHeader(meant.headers, header, value);
        } else if (name == "content") {
            content = true;
            meant.body = std::move(value);
        } else {
            meant.query.emplace_back(std::move(name), std::move(value));
        }
    }
    if (!content && (meant.method == "PUT" || meant.method == "POST"))
        return std::string("The form has no field \"content\".");
    return meant;
}

} // namespace understudy::lrs
