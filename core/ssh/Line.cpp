#include "core/ssh/Line.h"

#include "core/ssh/Handles.h"
#include "core/ssh/Sentences.h"

#include <algorithm>
#include <array>

namespace understudy::ssh {

namespace {

constexpr std::size_t Chunk = 32 * 1024;

int signalNumber(const std::string& name) {
    static const std::array<std::pair<const char*, int>, 9> known{{{"HUP", 1},
                                                                   {"INT", 2},
                                                                   {"QUIT", 3},
                                                                   {"ABRT", 6},
                                                                   {"KILL", 9},
                                                                   {"SEGV", 11},
                                                                   {"PIPE", 13},
                                                                   {"ALRM", 14},
                                                                   {"TERM", 15}}};
    for (const auto& [each, number] : known)
        if (name == each)
            return number;
    return 0;
}

} // namespace

Line::Line(ssh_session session, Order order, std::shared_ptr<Pipe> pipe, Time now)
    : m_session(session)
    , m_channel(ssh_channel_new(session))
    , m_order(std::move(order))
    , m_pipe(std::move(pipe)) {
    if (m_order.timeout)
        m_deadline = now + *m_order.timeout;
    m_callbacks.userdata = this;
    m_callbacks.channel_exit_status_function = [](ssh_session, ssh_channel, int status, void* self) {
        static_cast<Line*>(self)->m_status = status;
    };
    m_callbacks.channel_exit_signal_function = [](ssh_session, ssh_channel, const char* signal, int,
                                                  const char*, const char*, void* self) {
        static_cast<Line*>(self)->m_signal = signal ? signal : "";
    };
    ssh_callbacks_init(&m_callbacks);
    if (m_channel)
        ssh_set_channel_callbacks(m_channel, &m_callbacks);
    else
        fail(Sentences::channelRefused({}));
}

Line::~Line() {
    if (!m_channel)
        return;
    ssh_remove_channel_callbacks(m_channel, &m_callbacks);
    ssh_channel_free(m_channel); // sends the close when the channel is open
}

void Line::turn(Time now) {
    if (over())
        return;
    if (m_phase != Phase::Running)
        open();
    if (over())
        return;
    const bool waited = !m_input.empty();
    Pipe::Wishes wishes = m_pipe->wishes(m_phase == Phase::Running && !waited);
    if (wishes.closed) {
        m_pipe->finish({});
        if (m_phase != Phase::Opening) // else the host would keep what it is about to open
            m_phase = Phase::Over;
        return;
    }
    if (m_deadline && now >= *m_deadline)
        return fail(Sentences::commandTooSlow(m_order.timeout->count() / 1000));
    if (wishes.size)
        m_size = wishes.size;
    if (m_phase != Phase::Running)
        return;
    toHost(wishes);
    if (waited && m_input.empty()) { // what was written meanwhile has rung already
        wishes = m_pipe->wishes(true);
        toHost(wishes);
    }
    while (fromHost(false)) {}
    while (fromHost(true)) {}
    if (m_order.halves && ssh_channel_is_eof(m_channel) && !m_sentEof && !ssh_channel_is_closed(m_channel))
        return m_pipe->endOutput();
    if (ssh_channel_is_eof(m_channel) &&
        (m_status || !m_signal.empty() || m_order.kind == Order::Kind::Forward ||
         ssh_channel_is_closed(m_channel)))
        end();
}

void Line::open() {
    while (m_phase != Phase::Running) {
        const int done = step();
        if (done == SSH_AGAIN)
            return;
        if (done != SSH_OK) {
            const QString why = QString::fromUtf8(ssh_get_error(m_session));
            return fail(isGone(m_session) ? Sentences::connectionLost(why) : Sentences::channelRefused(why));
        }
        if (m_phase == Phase::Opening && m_order.kind == Order::Kind::Forward)
            m_phase = Phase::Running;
        else if (m_phase == Phase::Opening)
            m_phase = m_order.kind == Order::Kind::Shell ? Phase::Pty : Phase::Starting;
        else
            m_phase = m_phase == Phase::Pty ? Phase::Starting : Phase::Running;
        if (m_phase == Phase::Starting && m_order.forwardAgent)
            ssh_channel_request_auth_agent(m_channel); // not answered; a host that has none says so itself
    }
}

int Line::step() {
    if (m_phase == Phase::Opening && m_order.kind == Order::Kind::Forward)
        return ssh_channel_open_forward(m_channel, m_order.host.c_str(), m_order.port, "127.0.0.1", 0);
    if (m_phase == Phase::Opening)
        return ssh_channel_open_session(m_channel);
    if (m_phase == Phase::Pty)
        return ssh_channel_request_pty_size(m_channel, m_order.term.c_str(), m_order.columns, m_order.rows);
    if (m_order.kind == Order::Kind::Subsystem)
        return ssh_channel_request_subsystem(m_channel, m_order.command.c_str());
    if (m_order.kind == Order::Kind::Shell && m_order.command.empty())
        return ssh_channel_request_shell(m_channel);
    return ssh_channel_request_exec(m_channel, m_order.command.c_str());
}

void Line::toHost(Pipe::Wishes& wishes) {
    if (wishes.size)
        m_size = wishes.size;
    if (m_size)
        ssh_channel_change_pty_size(m_channel, m_size->first, m_size->second);
    m_size.reset();
    if (m_input.empty())
        m_input = std::move(wishes.input);
    while (!m_input.empty()) {
        const std::size_t window = ssh_channel_window_size(m_channel);
        const std::size_t count = std::min({m_input.size(), window, Chunk});
        const int written =
            count == 0 ? 0 : ssh_channel_write(m_channel, m_input.data(), static_cast<uint32_t>(count));
        if (written <= 0)
            return;
        m_input.erase(0, static_cast<std::size_t>(written));
    }
    if (wishes.inputClosed && !m_sentEof && m_input.empty()) {
        m_sentEof = true;
        ssh_channel_send_eof(m_channel);
    }
}

bool Line::fromHost(bool errors) {
    std::array<char, Chunk> bytes;
    const std::size_t room = std::min(m_pipe->credit(), bytes.size());
    if (room == 0)
        return false; // the bytes stay in the channel, its window closes, and the host waits
    const int count =
        ssh_channel_read_nonblocking(m_channel, bytes.data(), static_cast<uint32_t>(room), errors);
    if (count <= 0)
        return false;
    m_pipe->deliver({bytes.data(), static_cast<std::size_t>(count)}, errors);
    return true;
}

void Line::end() {
    Pipe::End end;
    const bool told = m_status || !m_signal.empty() || m_order.kind == Order::Kind::Forward;
    if (!m_signal.empty())
        end.stream.exitStatus = 128 + signalNumber(m_signal);
    else
        end.stream.exitStatus = m_status.value_or(0);
    if (!told) {
        const bool lost = isGone(m_session);
        end.error = lost ? Sentences::connectionLost({}) : Sentences::endedWithoutWord();
        end.stream = {lost, 255, end.error->sentence.toStdString()}; // 255: what ssh says then
    }
    m_pipe->finish(std::move(end));
    m_phase = Phase::Over;
}

void Line::fail(const Error& error) {
    const bool lost =
        error.code == Errc::Unreachable || error.code == Errc::Cancelled; // else it still stands
    m_pipe->finish({{lost, lost ? 0 : 255, error.sentence.toStdString()}, error});
    m_phase = Phase::Over;
}

void Line::lose(const Error& reason) {
    if (over())
        return;
    while (m_phase == Phase::Running && fromHost(false)) { // what came before the end is the trainee's
    }
    if (m_status && m_phase == Phase::Running)
        end();
    else
        fail(reason);
}

} // namespace understudy::ssh
