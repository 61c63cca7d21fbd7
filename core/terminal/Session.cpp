#include "core/terminal/Session.h"

#include <utility>

namespace understudy::terminal {

Session::Session(int columns, int rows, std::size_t historyLines)
    : m_screen(columns, rows, historyLines)
    , m_parser(m_screen) {}

Session::~Session() { close(); }

void Session::setStream(std::unique_ptr<ByteStream> stream) {
    close();
    m_retired = std::move(m_stream);
    m_stream = std::move(stream);
    m_over = m_stream == nullptr;
    m_away = false;
    m_parser.reset();
    if (m_stream) {
        listen();
        m_stream->resize(m_screen.columns(), m_screen.rows());
    }
}

void Session::listen() {
    m_stream->received = [this](std::string_view bytes) {
        ByteStream* const from = m_stream.get();
        feed(bytes);
        if (from == m_stream.get()) { // a callback may have put another in its place
            from->grant(bytes.size());
        }
    };
    m_stream->ended = [this](const StreamEnd& end) {
        m_over = true;
        if (ended) {
            ended(end);
        }
    };
    m_stream->interrupted = [this](const StreamEnd& why) {
        if (!std::exchange(m_away, true) && interrupted) {
            interrupted(why);
        }
    };
    m_stream->resumed = [this](std::chrono::milliseconds gap) {
        m_away = false;
        m_parser.reset();
        if (resumed) {
            resumed(gap);
        }
    };
}

void Session::close() {
    if (!m_stream) {
        return;
    }
    m_stream->received = nullptr;
    m_stream->ended = nullptr;
    m_stream->interrupted = nullptr;
    m_stream->resumed = nullptr;
    if (!m_over) {
        m_over = true;
        m_stream->close();
    }
}

void Session::send(std::string_view bytes) {
    if (isConnected() && !bytes.empty()) {
        m_stream->write(bytes);
    }
}

void Session::feed(std::string_view bytes) {
    const Place size{m_screen.columns(), m_screen.rows()};
    m_parser.feed(bytes);
    if (isConnected() && size != Place{m_screen.columns(), m_screen.rows()}) { // the host made it so
        m_stream->resize(m_screen.columns(), m_screen.rows());
    }
    send(m_screen.takeReplies());
    for (const Event& event : m_screen.takeEvents()) {
        if (happened) {
            happened(event);
        }
    }
    if (damaged) {
        damaged();
    }
}

void Session::resize(int columns, int rows) {
    const bool same = columns == m_screen.columns() && rows == m_screen.rows();
    m_screen.resize(columns, rows);
    if (m_stream && !m_over && !same) { // one that is away wants to know for when it is back
        m_stream->resize(m_screen.columns(), m_screen.rows());
    }
    if (damaged) {
        damaged();
    }
}

void Session::press(const KeyPress& press) { send(keyBytes(press, m_screen.modes())); }
void Session::type(std::string_view utf8) { send(utf8); }
void Session::paste(std::string_view utf8) { send(pasteBytes(utf8, m_screen.modes())); }
void Session::mouse(const MouseAction& action) { send(mouseBytes(action, m_screen.modes())); }

void Session::focus(bool has) {
    if (m_screen.modes().focusReports) {
        send(has ? "\x1b[I" : "\x1b[O");
    }
}

bool Session::mayDraw(std::int64_t nowMs) {
    if (!m_screen.modes().synchronized) {
        m_frozenSince = -1;
        return true;
    }
    if (m_frozenSince < 0) {
        m_frozenSince = nowMs;
    }
    return nowMs - m_frozenSince >= LongestFreezeMs;
}

Row Session::line(std::uint64_t number) const {
    Row row;
    if (number >= topLine() && number < endLine()) {
        return m_screen.row(static_cast<int>(number - topLine()));
    }
    if (number >= firstLine() && number < topLine()) {
        m_screen.history().read(static_cast<std::size_t>(number - firstLine()), row);
    }
    return row;
}

} // namespace understudy::terminal
