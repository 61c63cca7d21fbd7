// What a browser or curl reads of a Go program's profiles: the debug=1 and debug=2 forms, and the index.
#include "labs/pprof/GoProgram.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace understudy::pprof {

namespace {

constexpr std::int64_t mostStacks = 5000; ///< what debug=2 prints; Go itself stops at 64 MB

std::string hex(std::uint64_t value) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
    return text.data();
}

std::string addresses(const std::vector<Frame>& stack) {
    std::string out;
    for (const auto& frame : stack)
        out += " " + hex(addressOf(frame));
    return out;
}

std::string lines(const std::vector<Frame>& stack) {
    std::string out;
    for (const auto& frame : stack)
        out += "#\t" + hex(addressOf(frame)) + "\t" + frame.function + "+" + hex(addressOf(frame) & 0xfff) +
               "\t" + frame.file + ":" + std::to_string(frame.line) + "\n";
    return out + "\n";
}

std::vector<Sample> largestFirst(const Profile& profile, std::size_t type) {
    auto samples = profile.samples;
    std::stable_sort(samples.begin(), samples.end(),
                     [type](const auto& a, const auto& b) { return a.values.at(type) > b.values.at(type); });
    return samples;
}

} // namespace

std::string GoProgram::text(const std::string& name, int debug) const {
    if (name == "heap" || name == "allocs")
        return heapText();
    if (name == "goroutine" && debug >= 2)
        return goroutineStacks();
    const Profile found = profile(name);
    if (name == "block" || name == "mutex") {
        std::string out = name == "mutex" ? "--- mutex:\ncycles/second=2500000000\nsampling period=1\n"
                                          : "--- contention:\ncycles/second=2500000000\n";
        for (const auto& sample : largestFirst(found, 1))
            out += std::to_string(sample.values[1] * 5 / 2) + " " + std::to_string(sample.values[0]) + " @" +
                   addresses(sample.stack) + "\n" + lines(sample.stack);
        return out;
    }
    return countText(found, name);
}

std::string GoProgram::heapText() const {
    const Profile found = profile("heap");
    const auto entry = [](std::int64_t kept, std::int64_t keptBytes, std::int64_t made,
                          std::int64_t madeBytes) {
        return std::to_string(kept) + ": " + std::to_string(keptBytes) + " [" + std::to_string(made) + ": " +
               std::to_string(madeBytes) + "] @";
    };
    std::string out =
        "heap profile: " + entry(found.total(2), found.total(3), found.total(0), found.total(1)) +
        " heap/1048576\n";
    for (const auto& sample : largestFirst(found, 3))
        out += entry(sample.values[2], sample.values[3], sample.values[0], sample.values[1]) +
               addresses(sample.stack) + "\n" + lines(sample.stack);
    const std::int64_t alloc = found.total(3);
    const auto stat = [&out](const char* name, std::int64_t value) {
        out += std::string("# ") + name + " = " + std::to_string(value) + "\n";
    };
    out += "\n# runtime.MemStats\n";
    stat("Alloc", alloc);
    stat("TotalAlloc", found.total(1));
    stat("Sys", alloc + alloc / 8 + 24'000'000);
    stat("Mallocs", found.total(0));
    stat("Frees", found.total(0) - found.total(2));
    stat("HeapAlloc", alloc);
    stat("HeapInuse", alloc + alloc / 64);
    stat("HeapObjects", found.total(2));
    stat("StackInuse", goroutines() * 2048);
    stat("NumGC", static_cast<std::int64_t>(m_vitals.uptimeNanos / 120'000'000'000));
    return out;
}

std::string GoProgram::countText(const Profile& profile, const std::string& title) const {
    std::string out = title + " profile: total " + std::to_string(profile.total(0)) + "\n";
    for (const auto& sample : largestFirst(profile, 0))
        out += std::to_string(sample.values[0]) + " @" + addresses(sample.stack) + "\n" + lines(sample.stack);
    return out;
}

std::string GoProgram::goroutineStacks() const {
    std::string out;
    std::int64_t number = 1;
    const std::int64_t minutes = m_vitals.uptimeNanos / 60'000'000'000;
    for (const auto& sample : largestFirst(profile("goroutine"), 0)) {
        const std::int64_t shown = std::min(sample.values[0], mostStacks);
        for (std::int64_t i = 0; i < shown; ++i) {
            // The first one opened has waited longest.
            const std::int64_t waited = minutes - minutes * i / std::max<std::int64_t>(1, sample.values[0]);
            out += "goroutine " + std::to_string(number++) + " [" +
                   (sample.stack.size() > 2 ? "IO wait" : "select") +
                   (waited > 0 ? ", " + std::to_string(waited) + " minutes" : "") + "]:\n";
            for (const auto& frame : sample.stack)
                out += frame.function + "(...)\n\t" + frame.file + ":" + std::to_string(frame.line) + " +" +
                       hex(addressOf(frame) & 0xfff) + "\n";
            out += "\n";
        }
        if (shown < sample.values[0])
            out += "... and " + std::to_string(sample.values[0] - shown) +
                   " goroutines more with this stack\n\n";
    }
    return out;
}

std::string GoProgram::index() const {
    static constexpr std::array<std::pair<const char*, const char*>, 7> all{
        {{"allocs", "A sampling of all past memory allocations"},
         {"block", "Stack traces that led to blocking on synchronization primitives"},
         {"goroutine", "Stack traces of all current goroutines"},
         {"heap", "A sampling of memory allocations of live objects"},
         {"mutex", "Stack traces of holders of contended mutexes"},
         {"profile", "CPU profile. The GET parameter seconds says how long"},
         {"threadcreate", "Stack traces that led to the creation of new OS threads"}}};
    std::string rows, words;
    for (const auto& [name, about] : all) {
        const Profile found = profile(name);
        const auto count = std::string(name) == "heap" || std::string(name) == "allocs" ? found.samples.size()
                           : found.types.empty()                                        ? 0
                                                 : static_cast<std::size_t>(found.total(0));
        rows += "<tr><td>" + std::to_string(count) + "</td><td><a href='" + name + "?debug=1'>" + name +
                "</a></td></tr>\n";
        words += std::string("<li>") + name + ": " + about + "</li>\n";
    }
    return "<html>\n<head><title>/debug/pprof/</title></head>\n<body>\n/debug/pprof/\n<p>Types of profiles "
           "available:</p>\n"
           "<table>\n<thead><td>Count</td><td>Profile</td></thead>\n" +
           rows + "</table>\n<a href=\"goroutine?debug=2\">full goroutine stack dump</a>\n<ul>\n" + words +
           "</ul>\n</body>\n</html>\n";
}

} // namespace understudy::pprof
