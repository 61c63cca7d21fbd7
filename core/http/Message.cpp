#include "core/http/Message.h"

#include "core/http/Target.h"

#include <algorithm>
#include <ctime>

namespace understudy::http {

namespace {

std::string_view reasonOf(int status) {
    switch (status) {
    case 100:
        return "Continue";
    case 101:
        return "Switching Protocols";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 301:
        return "Moved Permanently";
    case 303:
        return "See Other";
    case 302:
        return "Found";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 507:
        return "Insufficient Storage";
    default:
        return "Status";
    }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

const std::string& dateNow() {
    // One thread, one text a second: formatting a date for each of thousands of answers costs more than
    // parsing them.
    thread_local std::time_t made = -1;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != made) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        char rest[40];
        std::strftime(rest, sizeof rest, " %Y %H:%M:%S GMT", &utc);
        char day[8];
        std::strftime(day, sizeof day, ", %d ", &utc);
        text = std::string(days[utc.tm_wday]) + day + months[utc.tm_mon] + rest;
        made = now;
    }
    return text;
}

void addHeader(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    for (const char c : value) {
        if (c != '\r' && c != '\n' && c != '\0')
            head.push_back(c);
    }
    head += "\r\n";
}

bool isOurs(std::string_view name) {
    return equalsIgnoringCase(name, "content-length") || equalsIgnoringCase(name, "transfer-encoding") ||
           equalsIgnoringCase(name, "date");
}

std::string firstOf(const Pairs& pairs, std::string_view name) {
    for (const auto& [key, value] : pairs) {
        if (key == name)
            return value;
    }
    return {};
}

} // namespace

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool isBodiless(int status) { return status < 200 || status == 204 || status == 304; }

std::string headOf(const Response& response, Framing framing, bool keepAlive) {
    std::string head = "HTTP/1.1 " + std::to_string(std::clamp(response.status, 100, 599)) + ' ';
    head += reasonOf(response.status);
    head += "\r\n";
    for (const auto& [name, value] : response.headers) {
        if (!isOurs(name))
            addHeader(head, name, value);
    }
    if (response.status != 101) {
        addHeader(head, "Date", dateNow());
        addHeader(head, "Connection", keepAlive ? "keep-alive" : "close");
    }
    if (framing == Framing::Length)
        addHeader(head, "Content-Length", std::to_string(response.body.size()));
    else if (framing == Framing::Chunked)
        addHeader(head, "Transfer-Encoding", "chunked");
    head += "\r\n";
    return head;
}

std::string chunkOf(std::string_view bytes) {
    if (bytes.empty())
        return {};
    static constexpr char digits[] = "0123456789abcdef";
    std::string size;
    for (std::size_t rest = bytes.size(); rest > 0; rest >>= 4)
        size.insert(size.begin(), digits[rest & 15]);
    std::string chunk;
    chunk.reserve(size.size() + bytes.size() + 4);
    chunk.append(size).append("\r\n").append(bytes).append("\r\n");
    return chunk;
}

Response plainAnswer(int status) {
    Response answer{
        status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(reasonOf(status)) + "\n"};
    if (status == 503)
        answer.headers.emplace_back("Retry-After", "5");
    return answer;
}

std::string Request::header(std::string_view name) const { return firstOf(headers, name); }

std::string Request::parameter(std::string_view name) const { return firstOf(query, name); }

bool Request::hasParameter(std::string_view name) const {
    return std::any_of(query.begin(), query.end(), [&](const auto& pair) { return pair.first == name; });
}

Pairs Request::form() const { return parseForm(body).value_or(Pairs{}); }

} // namespace understudy::http
