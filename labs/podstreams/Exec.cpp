#include "labs/podstreams/Exec.h"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

namespace understudy::podstreams {

namespace json = boost::json;

std::string exitStatus(int code) {
    if (code == 0)
        return R"({"metadata":{},"status":"Success"})";
    const std::string text = std::to_string(code);
    return R"({"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code: )" +
           text + R"(","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":")" +
           text + R"("}]}})";
}

Exec::Exec(std::unique_ptr<Wire> wire, podshell::Place place, podshell::Arguments command, Wanted wanted,
           Heard heard)
    : Session(std::move(wire))
    , m_connection(
          {[this](Id id, const spdy::Headers& headers) { opened(id, spdy::valueOf(headers, "streamtype")); },
           [this](Id id, std::string_view bytes) { data(id, bytes); },
           [this](Id id) {
               if (m_streams.contains("stdin") && m_streams["stdin"] == id) {
                   m_earlyEnd = true;
                   if (m_shell)
                       m_shell->inputEnds();
               }
           },
           [this](Id id) { std::erase_if(m_streams, [id](const auto& each) { return each.second == id; }); }})
    , m_place(std::move(place))
    , m_command(std::move(command))
    , m_wanted(wanted)
    , m_heard(std::move(heard))
    , m_terminal({[this](const std::string& line) { m_shell->input(line); }, [this] { m_shell->inputEnds(); },
                  [this] { m_shell->interrupt(); }}) {}

void Exec::opened(Id stream, const std::string& type) { m_streams.try_emplace(type, stream); }

bool Exec::complete() const {
    const auto has = [this](const char* type, bool wanted) { return !wanted || m_streams.contains(type); };
    return has("error", true) && has("stdin", m_wanted.input) && has("stdout", m_wanted.output) &&
           has("stderr", m_wanted.errors && !m_wanted.terminal) && has("resize", m_wanted.terminal);
}

void Exec::typed(std::string_view keys) {
    for (const char key : keys) {
        if (m_shell->takesKeys() && key != 3)
            m_shell->key(key);
        else
            m_terminal.type(std::string_view(&key, 1), m_out);
    }
}

void Exec::data(Id stream, std::string_view bytes) {
    const auto is = [&](const char* type) {
        const auto found = m_streams.find(type);
        return found != m_streams.end() && found->second == stream;
    };
    if (is("resize")) {
        m_resize = m_resize.size() < 4096 ? m_resize + std::string(bytes) : std::string();
        const auto end = m_resize.rfind('\n');
        boost::system::error_code wrong;
        const auto line = m_resize.substr(0, end == std::string::npos ? 0 : end);
        const json::value size = json::parse(line.substr(line.rfind('\n') + 1), wrong);
        if (!wrong && size.is_object() && m_shell) {
            const auto number = [&size](const char* name) {
                const auto* value = size.as_object().if_contains(name);
                return value && value->is_int64()
                           ? static_cast<int>(std::clamp<std::int64_t>(value->as_int64(), 1, 2000))
                           : 80;
            };
            m_shell->resize(number("Width"), number("Height"));
            m_resize.clear();
        }
    } else if (is("stdin")) {
        if (!m_shell)
            m_early += bytes;
        else if (m_wanted.terminal)
            typed(bytes);
        else
            m_shell->input(bytes);
    }
}

void Exec::work(std::size_t room) {
    if (!m_shell && !complete())
        return;
    if (!m_shell) {
        m_shell.emplace(m_place, m_command, podshell::Shell::Io{m_wanted.input, m_wanted.terminal});
        m_shell->lineRead = m_heard.lineRead;
        if (m_wanted.terminal)
            typed(std::exchange(m_early, {}));
        else
            m_shell->input(std::exchange(m_early, {}));
        if (m_earlyEnd)
            m_shell->inputEnds();
    }
    const std::size_t waiting = m_out.size() + m_err.size();
    if (room > waiting)
        m_shell->step(std::min<std::size_t>(room - waiting, 256 * 1024));
    const std::string out = m_shell->takeOut();
    m_out += m_wanted.terminal ? Terminal::shown(out) : out;
    m_err += m_shell->takeErr();
    flush(room);
    if (m_shell->ended() && m_out.empty() && m_err.empty() && !m_said)
        sayEnd();
}

void Exec::flush(std::size_t room) {
    for (const auto& [type, text] : {std::pair{"stdout", &m_out}, std::pair{"stderr", &m_err}}) {
        const auto stream = m_streams.find(type);
        const std::size_t part = std::min(room, text->size());
        if (stream != m_streams.end())
            m_connection.send(stream->second, std::string_view(*text).substr(0, part));
        text->erase(0, stream != m_streams.end() ? part : text->size());
        room -= std::min(room, part);
    }
}

void Exec::sayEnd() {
    for (const char* type : {"stdout", "stderr"})
        if (const auto stream = m_streams.find(type); stream != m_streams.end())
            m_connection.end(stream->second);
    if (const auto stream = m_streams.find("error"); stream != m_streams.end()) {
        m_connection.send(stream->second, exitStatus(*m_shell->ended()));
        m_connection.end(stream->second);
    }
    m_said = true;
    if (m_heard.ended)
        m_heard.ended(*m_shell->ended());
}

} // namespace understudy::podstreams
