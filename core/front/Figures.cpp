#include "core/front/Figures.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <unistd.h>

namespace understudy::front {

namespace {

std::string numberOf(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return std::string(text, end);
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out.push_back('\\');
        out += c == '\n' ? "\\n" : std::string(1, c);
    }
    return out;
}

constexpr std::pair<const char*, const char*> resources[] = {
    {"/xapi/statements", "statements"},
    {"/xapi/activities/state", "state"},
    {"/xapi/activities/profile", "activity_profile"},
    {"/xapi/activities", "activities"},
    {"/xapi/agents/profile", "agent_profile"},
    {"/xapi/agents", "agents"},
    {"/xapi/about", "about"},
    {"/understudy/v1/enroll", "enroll"},
    {"/sync/v1/changes", "changes"},
    {"/healthz", "health"},
    {"/readyz", "health"},
    {"/metrics", "metrics"},
};

} // namespace

void Exposition::family(const std::string& name, const char* type, const char* help) {
    m_text += "# HELP " + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
}

void Exposition::sample(const std::string& name, const Labels& labels, double value) {
    m_text += name;
    for (std::size_t i = 0; i < labels.size(); ++i)
        m_text += (i == 0 ? "{" : ",") + labels[i].first + "=\"" + escaped(labels[i].second) + '"';
    m_text += (labels.empty() ? " " : "} ") + numberOf(value) + '\n';
}

void Exposition::single(const std::string& name, const char* type, const char* help, double value) {
    family(name, type, help);
    sample(name, {}, value);
}

std::string Figures::resourceOf(const std::string& path) {
    for (const auto& [known, name] : resources) {
        if (path == known)
            return name;
    }
    return path.starts_with("/xapi/") || path.starts_with("/sync/") || path.starts_with("/understudy/")
               ? "unknown"
               : "pages";
}

void Figures::count(const std::string& resource, const std::string& method, int status, double seconds) {
    static const char* const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
    const bool known = std::find(std::begin(methods), std::end(methods), method) != std::end(methods);
    ++m_requests[{resource, known ? method : "other", status}];
    auto& histogram = m_durations[resource];
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    ++histogram.buckets[static_cast<std::size_t>(bucket)];
    histogram.sum += seconds;
}

void Figures::write(Exposition& out) const {
    const std::string requests = "understudy_requests_total";
    out.family(requests, "counter", "Requests answered, by resource, method and status.");
    std::int64_t refused = 0;
    for (const auto& [key, count] : m_requests) {
        const auto& [resource, method, status] = key;
        out.sample(requests, {{"resource", resource}, {"method", method}, {"status", std::to_string(status)}},
                   static_cast<double>(count));
        refused += status == 401 ? count : 0;
    }
    out.single("understudy_auth_failures_total", "counter", "Requests answered with 401.",
               static_cast<double>(refused));
    const std::string duration = "understudy_request_duration_seconds";
    out.family(duration, "histogram", "From the whole request to its answer.");
    for (const auto& [resource, histogram] : m_durations) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
            sum += histogram.buckets[i];
            out.sample(duration + "_bucket",
                       {{"resource", resource}, {"le", i < bounds.size() ? numberOf(bounds[i]) : "+Inf"}},
                       static_cast<double>(sum));
        }
        out.sample(duration + "_sum", {{"resource", resource}}, histogram.sum);
        out.sample(duration + "_count", {{"resource", resource}}, static_cast<double>(sum));
    }
}

void writeProcess(Exposition& out) {
    std::ifstream file("/proc/self/stat");
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    // Behind the name in brackets, which may hold anything: state is field 3 of proc(5).
    const auto close = text.rfind(')');
    std::istringstream fields(close == std::string::npos ? std::string() : text.substr(close + 1));
    std::string field;
    double values[22] = {}; // fields 3 to 24
    for (std::size_t i = 0; i < std::size(values) && fields >> field; ++i)
        std::from_chars(field.data(), field.data() + field.size(), values[i]);
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    out.single("process_cpu_seconds_total", "counter", "Processor time used.",
               (values[11] + values[12]) / ticks);
    out.single("process_resident_memory_bytes", "gauge", "Memory in use.",
               values[21] * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    std::error_code ignored;
    const auto open = std::filesystem::directory_iterator("/proc/self/fd", ignored);
    out.single("process_open_fds", "gauge", "Open files and connections.",
               static_cast<double>(std::distance(open, std::filesystem::directory_iterator())));
}

} // namespace understudy::front
