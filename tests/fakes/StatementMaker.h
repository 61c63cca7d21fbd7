#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>

namespace understudy::fakes {

/// Statements of the size and shape that trainees' workstations send, about 1.2 kB each: some thousand
/// people, two hundred activities, twenty verbs, one registration for each person. The same numbers make the
/// same text.
class StatementMaker final {
public:
    static constexpr int Activities = 200;
    static constexpr std::size_t IdLength = 36;

    /// A UUID of version 7 at @p millis; different for each @p number below 2^62 of the same moment.
    static std::string id(std::int64_t millis, std::uint64_t number) {
        char text[40];
        std::snprintf(text, sizeof text, "%08llx-%04llx-7%03llx-%04llx-%012llx",
                      static_cast<unsigned long long>((millis >> 16) & 0xffffffff),
                      static_cast<unsigned long long>(millis & 0xffff),
                      static_cast<unsigned long long>((number >> 50) & 0xfff),
                      static_cast<unsigned long long>(0x8000 | ((number >> 36) & 0x3fff)),
                      static_cast<unsigned long long>(mixed(number) & 0xffffffffffff));
        return text;
    }
    static std::string account(int person) {
        char text[32];
        std::snprintf(text, sizeof text, "p-%016llx",
                      static_cast<unsigned long long>(mixed(static_cast<std::uint64_t>(person) + 77)));
        return text;
    }
    static std::string actor(int person) {
        return R"({"objectType":"Agent","account":{"homePage":"https://understudy.example","name":")" +
               account(person) + R"("}})";
    }
    static std::string time(std::int64_t millis) {
        const std::time_t seconds = millis / 1000;
        std::tm utc{};
        gmtime_r(&seconds, &utc);
        char date[32];
        std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
        char text[40];
        std::snprintf(text, sizeof text, "%s.%03dZ", date, static_cast<int>(millis % 1000));
        return text;
    }
    /// Begins with {"id":"…": the id stands at place 7.
    static std::string statement(int person, std::uint64_t number, const std::string& id, std::int64_t millis,
                                 const std::string& device = "dev-1") {
        const auto chance = mixed(number * 31 + static_cast<std::uint64_t>(person));
        const auto verb = std::string(verbs[(chance >> 8) % verbs.size()]);
        const auto activity = std::to_string(chance % Activities);
        const auto registration = StatementMaker::id(1700000000000, static_cast<std::uint64_t>(person));
        const std::string root = "https://understudy.example/xapi/";
        return R"({"id":")" + id + R"(","actor":)" + actor(person) +
               R"(,"verb":{"id":"http://adlnet.gov/expapi/verbs/)" + verb + R"(","display":{"en-US":")" +
               verb + R"("}},"object":{"objectType":"Activity","id":")" + root + "question/q" + activity +
               R"(","definition":{"type":"http://adlnet.gov/expapi/activities/cmi.interaction","interactionType":"choice"}},)" +
               R"("result":{"response":"a[,]c","success":)" + (chance & 64 ? "true" : "false") +
               R"(,"duration":"PT4.25S"},"context":{"registration":")" + registration +
               R"(","contextActivities":{"parent":[{"objectType":"Activity","id":")" + root + "quiz/" +
               std::to_string(chance % 20) + R"("}],"grouping":[{"objectType":"Activity","id":")" + root +
               R"(course/dwcp-v3"}]},"extensions":{")" + root + R"(ext/device":{"id":")" + device +
               R"(","seq":)" + std::to_string(number) + R"(,"offset":60},")" + root +
               R"(ext/fact":{"kind":"question-answered","body":{"quiz":"01-architecture/quiz","question":"q)" +
               activity + R"(","text":")" + std::string(220, 'x') + R"("}}}},"timestamp":")" + time(millis) +
               R"("})";
    }
    static std::uint64_t mixed(std::uint64_t x) { // splitmix64
        x += 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
    static std::int64_t now() {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }

private:
    static constexpr std::array<const char*, 20> verbs{
        "experienced", "progressed", "completed",  "answered",   "passed",   "failed",    "initialized",
        "suspended",   "resumed",    "launched",   "terminated", "attended", "asked",     "commented",
        "shared",      "preferred",  "interacted", "imported",   "created",  "registered"};
};

} // namespace understudy::fakes
