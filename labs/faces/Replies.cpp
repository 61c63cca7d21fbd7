#include "labs/faces/Replies.h"

#include "core/http/Utf8.h"

namespace understudy::faces {

namespace json = boost::json;

void replyJson(const Exchange& exchange, int status, const json::value& body) {
    exchange->reply({status, {{"Content-Type", "application/json"}}, http::asUtf8(json::serialize(body))});
}

void replyText(const Exchange& exchange, int status, std::string text) {
    exchange->reply({status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)});
}

void succeed(const Exchange& exchange, json::value data) {
    replyJson(exchange, 200, json::object{{"status", "success"}, {"data", std::move(data)}});
}

void refuse(const Exchange& exchange, const char* type, const std::string& words) {
    const std::string_view kind = type;
    const int status = kind == "execution" ? 422 : kind == "timeout" ? 503 : kind == "not_found" ? 404 : 400;
    replyJson(exchange, status, json::object{{"status", "error"}, {"errorType", type}, {"error", words}});
}

std::string field(const http::Pairs& form, std::string_view name) {
    for (const auto& [key, value] : form)
        if (key == name)
            return value;
    return {};
}

std::vector<std::string> fields(const http::Pairs& form, std::string_view name) {
    std::vector<std::string> found;
    for (const auto& [key, value] : form)
        if (key == name)
            found.push_back(value);
    return found;
}

http::Pairs formOf(const http::Request& request) {
    http::Pairs form = request.query;
    if (request.method == "POST")
        for (auto& pair : request.form())
            form.push_back(std::move(pair));
    return form;
}

} // namespace understudy::faces
