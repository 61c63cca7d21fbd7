#include "labs/faces/OtlpFace.h"

#include "labs/tracing/TraceBook.h"

#include <algorithm>
#include <charconv>
#include <zlib.h>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;

namespace {

constexpr std::size_t largest = 2 * 1024 * 1024;
constexpr std::size_t mostOfAll = 64 * 1024 * 1024;
constexpr std::size_t longestText = 4096;

/// What is packed in gzip; nothing when it is broken or too much.
std::optional<std::string> unpacked(const std::string& body) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        return std::nullopt;
    std::string out(largest + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream.avail_in = static_cast<uInt>(body.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int end = inflate(&stream, Z_FINISH);
    const std::size_t size = stream.total_out;
    inflateEnd(&stream);
    if (end != Z_STREAM_END || size > largest)
        return std::nullopt;
    out.resize(size);
    return out;
}

const json::array* listAt(const json::value& value, const char* key) {
    const auto* object = value.if_object();
    const auto* found = object ? object->if_contains(key) : nullptr;
    return found ? found->if_array() : nullptr;
}

std::string textAt(const json::value& value, const char* key) {
    const auto* object = value.if_object();
    const auto* found = object ? object->if_contains(key) : nullptr;
    if (!found || !found->is_string())
        return {};
    return std::string(found->as_string()).substr(0, longestText);
}

/// A 64 bit number, which JSON may have as a text.
std::optional<std::int64_t> wholeAt(const json::value& value, const char* key) {
    const auto* object = value.if_object();
    const auto* found = object ? object->if_contains(key) : nullptr;
    if (!found)
        return std::nullopt;
    if (found->is_int64())
        return found->as_int64();
    if (!found->is_string())
        return std::nullopt;
    const auto& text = found->as_string();
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    return wrong == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

TagValue valueOf(const json::value& any) {
    const auto* object = any.if_object();
    if (object)
        for (const auto& [kind, value] : *object) {
            if (kind == "boolValue" && value.is_bool())
                return value.as_bool();
            if (kind == "doubleValue" && value.is_number())
                return value.to_number<double>();
            if (kind == "stringValue")
                return textAt(any, "stringValue");
            if (kind == "intValue")
                return wholeAt(any, "intValue").value_or(0);
            return json::serialize(value).substr(0, longestText);
        }
    return std::string();
}

Tags tagsAt(const json::value& value, const char* key) {
    Tags tags;
    if (const auto* list = listAt(value, key))
        for (const auto& each : *list) {
            const auto* object = each.if_object();
            const auto* held = object ? object->if_contains("value") : nullptr;
            if (held && tags.size() < 128)
                tags.emplace_back(textAt(each, "key"), valueOf(*held));
        }
    return tags;
}

bool isId(const std::string& text, std::size_t digits) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos &&
           text.find_first_not_of('0') != std::string::npos;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// One span of a request; nothing when it has no ids or times. @p shift: from the sender's time to the lab's.
std::optional<ReceivedTraces::Sent> spanOf(const json::value& value, const std::string& service,
                                           const Tags& process, std::int64_t shift) {
    ReceivedTraces::Sent sent;
    const std::string parent = textAt(value, "parentSpanId");
    const auto start = wholeAt(value, "startTimeUnixNano"), end = wholeAt(value, "endTimeUnixNano");
    sent.trace = lower(textAt(value, "traceId"));
    sent.span.id = lower(textAt(value, "spanId"));
    if (!isId(sent.trace, 32) || !isId(sent.span.id, 16) || !start || !end || *start <= 0 || *end < *start)
        return std::nullopt;
    sent.span.parent = isId(parent, 16) ? lower(parent) : "";
    sent.span.service = service;
    sent.span.operation = textAt(value, "name");
    sent.span.start = *start / 1000 + shift;
    sent.span.duration = (*end - *start) / 1000;
    sent.span.tags = tagsAt(value, "attributes");
    sent.span.process = process;
    static constexpr const char* kinds[] = {"", "internal", "server", "client", "producer", "consumer"};
    if (const auto kind = wholeAt(value, "kind"); kind && *kind >= 1 && *kind <= 5)
        sent.span.tags.emplace_back("span.kind", std::string(kinds[*kind]));
    const auto* object = value.if_object();
    if (const auto* status = object ? object->if_contains("status") : nullptr; status) {
        if (wholeAt(*status, "code") == 2)
            sent.span.tags.emplace_back("error", true);
        if (const std::string words = textAt(*status, "message"); !words.empty())
            sent.span.tags.emplace_back("otel.status_description", words);
    }
    if (const auto* events = listAt(value, "events"))
        for (const auto& each : *events) {
            SpanEvent event{wholeAt(each, "timeUnixNano").value_or(*start) / 1000 + shift,
                            tagsAt(each, "attributes")};
            event.fields.insert(event.fields.begin(), {"event", textAt(each, "name")});
            if (sent.span.events.size() < 128)
                sent.span.events.push_back(std::move(event));
        }
    return sent;
}

Outcome performed(World& world, const Action& action) {
    boost::system::error_code problem;
    const json::value body = json::parse(action.body, problem);
    const auto* resources = problem ? nullptr : listAt(body, "resourceSpans");
    if (!resources)
        return {
            400,
            R"({"code":3,"message":"resourceSpans is missing: send an ExportTraceServiceRequest as JSON"})",
            "application/json"};
    const auto question = action.path.find("?shift=");
    const std::int64_t shift =
        (question == std::string::npos ? 0 : std::strtoll(action.path.c_str() + question + 7, nullptr, 10)) -
        world.epoch();
    std::vector<ReceivedTraces::Sent> spans;
    std::size_t refused = 0;
    for (const auto& resource : *resources) {
        const auto* object = resource.if_object();
        const auto* about = object ? object->if_contains("resource") : nullptr;
        Tags process = about ? tagsAt(*about, "attributes") : Tags();
        std::string service = "unknown_service";
        std::erase_if(process, [&](const auto& tag) {
            const auto* text = tag.first == "service.name" ? std::get_if<std::string>(&tag.second) : nullptr;
            if (text && !text->empty())
                service = *text;
            return tag.first == "service.name";
        });
        for (const char* key : {"scopeSpans", "instrumentationLibrarySpans"})
            if (const auto* scopes = listAt(resource, key))
                for (const auto& scope : *scopes)
                    if (const auto* list = listAt(scope, "spans"))
                        for (const auto& each : *list) {
                            if (auto sent = spanOf(each, service, process, shift))
                                spans.push_back(std::move(*sent));
                            else
                                ++refused;
                        }
    }
    refused += world.traces().received().add(std::move(spans));
    json::object partial;
    if (refused > 0)
        partial = {{"rejectedSpans", std::to_string(refused)},
                   {"errorMessage",
                    "spans need traceId (32 hexadecimal digits), spanId (16), startTimeUnixNano and "
                    "endTimeUnixNano"}};
    return {200, json::serialize(json::object{{"partialSuccess", partial}}), "application/json"};
}

void complain(const Exchange& exchange, int status, const char* words) {
    replyJson(exchange, status, json::object{{"code", status == 415 ? 12 : 3}, {"message", words}});
}

} // namespace

OtlpFace::OtlpFace(Stage& stage)
    : m_stage(stage) {
    stage.on("otlp", performed);
}

void OtlpFace::handle(const http::Request& request, const Exchange& exchange) {
    if (request.path == "/" && request.method == "GET")
        return replyText(exchange, 200, "OTLP over HTTP: POST traces as JSON to /v1/traces.\n");
    if (request.path != "/v1/traces")
        return complain(exchange, 404, "This receiver takes traces alone: POST them to /v1/traces.");
    if (request.method != "POST")
        return exchange->reply(
            {405, {{"Allow", "POST"}, {"Content-Type", "text/plain"}}, "Method Not Allowed\n"});
    if (!request.header("content-type").starts_with("application/json"))
        return complain(
            exchange, 415,
            "Protobuf is not understood here. Send JSON: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json.");
    const std::string packing = request.header("content-encoding");
    if (!packing.empty() && packing != "identity" && packing != "gzip")
        return complain(exchange, 415, "The body may be packed with gzip, or not at all.");
    std::string body = request.body;
    if (packing == "gzip") {
        auto read = unpacked(body);
        if (!read)
            return complain(exchange, 400, "The body is broken gzip, or more than 2 MB when unpacked.");
        body = std::move(*read);
    }
    if (body.size() > largest)
        return complain(exchange, 413, "The body is more than 2 MB. Send smaller batches.");
    if (m_worlds != m_stage.worlds()) { // another lab, another past, or one that goes on
        m_worlds = m_stage.worlds();
        m_taken = 0;
        for (const Entry& entry : m_stage.journal().entries())
            m_taken += entry.via == "otlp" ? entry.body.size() : 0;
    }
    if (m_taken + body.size() > mostOfAll)
        return complain(exchange, 429,
                        "This lab has taken all the traces it has room for. Start it anew for more.");
    m_taken += body.size();
    Action action;
    action.via = "otlp";
    action.user = "trainee";
    action.verb = "POST";
    action.path = "/v1/traces?shift=" + std::to_string(m_stage.skew());
    action.type = "application/json";
    action.resource = "traces";
    action.body = std::move(body);
    const Outcome outcome = m_stage.perform(std::move(action));
    exchange->reply({outcome.status, {{"Content-Type", outcome.type}}, outcome.body});
}

} // namespace understudy::faces
