#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace understudy::podstreams {

/// The line discipline of a terminal in a pod: kubectl sends single keys, and sees what this echoes.
class Terminal final {
public:
    struct Events {
        std::function<void(const std::string& line)> line; ///< with its \n
        std::function<void()> ends;                        ///< ^D on an empty line
        std::function<void()> interrupts;                  ///< ^C
    };
    explicit Terminal(Events events)
        : m_events(std::move(events)) {}

    /// What is to be shown for these keys goes to @p echo.
    void type(std::string_view keys, std::string& echo);
    /// Output of programs as a terminal wants it: \n becomes \r\n.
    static std::string shown(const std::string& text);

private:
    void rubOut(std::string& echo);
    void control(char key, std::string& echo);

    static constexpr std::size_t longestLine = 4096;
    enum class Escape { None, Begun, Sequence } m_escape = Escape::None;
    Events m_events;
    std::string m_line;
};

} // namespace understudy::podstreams
