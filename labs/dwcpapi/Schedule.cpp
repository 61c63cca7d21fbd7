#include "labs/dwcpapi/Schedule.h"

#include <cctype>
#include <cstdio>

namespace understudy::dwcp {

using namespace cluster;

namespace {

/// 02:30 in minutes.
std::optional<int> minuteOf(const std::string& text) {
    const auto digit = [&](std::size_t at) {
        return std::isdigit(static_cast<unsigned char>(text[at])) != 0;
    };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return std::nullopt;
    const int hours = std::stoi(text.substr(0, 2)), minutes = std::stoi(text.substr(3));
    return hours < 24 && minutes < 60 ? std::optional(hours * 60 + minutes) : std::nullopt;
}

} // namespace

std::optional<Window> readWindow(const std::string& text) {
    if (text.size() != 11 || text[5] != '-')
        return std::nullopt;
    const auto from = minuteOf(text.substr(0, 5)), to = minuteOf(text.substr(6));
    return from && to && from != to ? std::optional(Window{*from, *to}) : std::nullopt;
}

std::optional<int> readZone(const std::string& text) {
    if (text == "UTC" || text == "Z")
        return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-'))
        return std::nullopt;
    const auto offset = minuteOf(text.substr(1));
    return offset && *offset <= 14 * 60 ? std::optional(text[0] == '-' ? -*offset : *offset) : std::nullopt;
}

std::optional<Denial> outsideWindow(const Scene& scene) {
    const auto& settings = scene.platform.settings;
    const std::string zone = settings.text("itp.schedule.timezone");
    const auto window = readWindow(settings.text("itp.schedule.window"));
    if (!window)
        return std::nullopt;
    const Micros local = scene.epoch + scene.platform.now() + readZone(zone).value_or(0) * minute;
    const int ofDay = static_cast<int>(((local % day) + day) % day / minute);
    if (window->has(ofDay))
        return std::nullopt;
    char now[16];
    std::snprintf(now, sizeof now, "%02d:%02d", ofDay / 60, ofDay % 60);
    const std::string hours = settings.text("itp.schedule.window");
    return Denial{412, "FAILED_PRECONDITION",
                  "Migrations may begin from " + hours.substr(0, 5) + " to " + hours.substr(6) + " " + zone +
                      ", and it is " + now + ". Change it by placement set-schedule."};
}

} // namespace understudy::dwcp
