#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace understudy::front {

/// Text in the exposition format of Prometheus (version 0.0.4).
class Exposition final {
public:
    using Labels = std::vector<std::pair<std::string, std::string>>;

    /// Begins a family; its samples follow. @p type: counter, gauge or histogram.
    void family(const std::string& name, const char* type, const char* help);
    void sample(const std::string& name, const Labels& labels, double value);
    /// A family of one sample without labels.
    void single(const std::string& name, const char* type, const char* help, double value);
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

/// What has been counted about requests since the start. Names and labels are ours alone: no path, no name
/// and no other text of a client becomes a label, so their number stays small whatever is asked for.
class Figures final {
public:
    /// @p seconds: from the arrival of the whole request to the answer.
    void count(const std::string& resource, const std::string& method, int status, double seconds);
    void write(Exposition& out) const;

    /// The name under which a path is counted: "statements", "state", "pages"…
    static std::string resourceOf(const std::string& path);

private:
    static constexpr std::array bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                       0.1,   0.25,   0.5,   1.0,  2.5,   10.0};
    struct Histogram {
        std::array<std::int64_t, bounds.size() + 1> buckets{};
        double sum = 0;
    };
    std::map<std::tuple<std::string, std::string, int>, std::int64_t> m_requests;
    std::map<std::string, Histogram> m_durations;
};

/// What the system tells of this process: memory, processor time, open files, start.
void writeProcess(Exposition& out);

} // namespace understudy::front
