#include "core/sshd/Channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace understudy::sshd {

namespace {

constexpr std::size_t Chunk = 32 * 1024;
constexpr std::size_t HeldInput = 64 * 1024; // then the client's window closes

const char* signalName(int number) {
    switch (number) {
    case 1:
        return "HUP";
    case 2:
        return "INT";
    case 3:
        return "QUIT";
    case 6:
        return "ABRT";
    case 9:
        return "KILL";
    case 11:
        return "SEGV";
    case 13:
        return "PIPE";
    case 14:
        return "ALRM";
    default:
        return "TERM";
    }
}

Channel* self(void* data) { return static_cast<Channel*>(data); }

} // namespace

Channel::Channel(ssh_session session, ShellHost& host, std::string user)
    : m_session(session)
    , m_host(&host)
    , m_channel(ssh_channel_new(session)) {
    m_request.user = std::move(user);
    m_request.environment["TERM"] = "dumb";
    listen();
}

Channel::Channel(ssh_session session, ssh_channel channel, std::unique_ptr<ShellProcess> far)
    : m_session(session)
    , m_channel(channel)
    , m_process(std::move(far))
    , m_errorsEnded(true) {
    listen();
}

Channel::~Channel() {
    m_process.reset();
    if (!m_channel)
        return;
    ssh_remove_channel_callbacks(m_channel, &m_callbacks);
    ssh_channel_free(m_channel);
}

void Channel::listen() {
    m_callbacks.userdata = this;
    m_callbacks.channel_pty_request_function = [](ssh_session, ssh_channel, const char* term, int width,
                                                  int height, int, int, void* data) {
        Channel* me = self(data);
        if (!me->m_host || me->m_process || me->m_request.pty)
            return -1;
        me->m_request.pty = true;
        me->m_request.environment["TERM"] = std::string(term).substr(0, 64);
        me->m_request.columns = std::clamp(width, 1, 1000);
        me->m_request.rows = std::clamp(height, 1, 1000);
        return 0;
    };
    m_callbacks.channel_pty_window_change_function = [](ssh_session, ssh_channel, int width, int height, int,
                                                        int, void* data) {
        if (self(data)->m_process)
            self(data)->m_process->resize(std::clamp(width, 1, 1000), std::clamp(height, 1, 1000));
        return 0;
    };
    m_callbacks.channel_env_request_function = [](ssh_session, ssh_channel, const char* name,
                                                  const char* value, void* data) {
        if (std::strcmp(name, "LANG") != 0 && std::strcmp(name, "TERM") != 0)
            return -1;
        self(data)->m_request.environment[name] = std::string(value).substr(0, 64);
        return 0;
    };
    m_callbacks.channel_shell_request_function = [](ssh_session, ssh_channel, void* data) {
        return self(data)->start({});
    };
    m_callbacks.channel_exec_request_function = [](ssh_session, ssh_channel, const char* command,
                                                   void* data) { return self(data)->start(command); };
    m_callbacks.channel_subsystem_request_function = [](ssh_session, ssh_channel, const char* name,
                                                        void* data) {
        Channel* me = self(data);
        if (!me->m_host || !me->m_host->offers(name))
            return -1;
        me->m_request.subsystem = name;
        return me->start({});
    };
    // No X11, no agent: without a function the library refuses.
    ssh_callbacks_init(&m_callbacks);
    if (m_channel)
        ssh_set_channel_callbacks(m_channel, &m_callbacks);
    else
        m_over = true;
}

int Channel::start(const std::string& command) {
    if (!m_host || m_process || m_exit)
        return -1; // one program a channel
    m_request.command = command;
    auto process = m_host->start(m_request);
    if (!process) {
        m_errors = process.error().sentence.toStdString() + "\n";
        m_exit = ShellExit{127, 0};
        m_outputEnded = m_errorsEnded = true;
        return 0;
    }
    m_process = std::move(*process);
    m_errorsEnded = m_process->errors() < 0;
    return 0;
}

void Channel::turn() {
    if (m_over)
        return;
    if (ssh_channel_is_closed(m_channel)) { // the client hung up
        m_over = true;
        return;
    }
    fromClient();
    if (m_process && !m_exit)
        m_exit = m_process->exited();
    const int output = m_process ? m_process->output() : -1;
    const int errors = m_process ? m_process->errors() : -1;
    while (fromProgram(output, m_output, m_outputEnded, false)) {}
    while (fromProgram(errors, m_errors, m_errorsEnded, true)) {}
    if (m_exit && m_outputEnded && m_errorsEnded && m_output.empty() && m_errors.empty())
        finish();
}

void Channel::fromClient() {
    constexpr int StepsAtOnce = 32; // then the other channels
    bool more = true;
    for (int step = 0; step < StepsAtOnce && more; ++step)
        more = passInput();
    // What the library has taken off the line already would wake nobody.
    m_unread = more;
    if (m_process && m_input.empty() && ssh_channel_is_eof(m_channel))
        m_process->closeInput();
}

/// One step; true when another may follow.
bool Channel::passInput() {
    std::array<char, Chunk> bytes;
    while (m_input.size() < HeldInput) {
        const int count = ssh_channel_read_nonblocking(m_channel, bytes.data(), bytes.size(), 0);
        if (count <= 0)
            break;
        m_input.append(bytes.data(), static_cast<std::size_t>(count));
    }
    if (m_input.empty() || !m_process || m_process->input() < 0)
        return false;
    const ssize_t written = ::write(m_process->input(), m_input.data(), m_input.size());
    if (written < 0 && errno != EAGAIN && errno != EINTR)
        m_input.clear(); // the program does not read any more
    if (written > 0)
        m_input.erase(0, static_cast<std::size_t>(written));
    return written > 0 || m_input.empty();
}

/// One step; true when another may follow.
bool Channel::fromProgram(int descriptor, std::string& pending, bool& ended, bool errors) {
    const std::size_t window = ssh_channel_window_size(m_channel);
    if (window == 0)
        return false; // the client is slow: the program waits in its write()
    if (pending.empty() && descriptor >= 0 && !ended) {
        std::array<char, Chunk> bytes;
        const ssize_t count = ::read(descriptor, bytes.data(), std::min(window, bytes.size()));
        if (count > 0)
            pending.assign(bytes.data(), static_cast<std::size_t>(count));
        else if (count == 0 || (errno != EAGAIN && errno != EINTR) || m_exit)
            ended = true; // also EIO, the end of a PTY; after the exit an empty pipe is the end, too
    }
    if (pending.empty())
        return false;
    const auto size = static_cast<uint32_t>(std::min(pending.size(), window));
    const int written = errors ? ssh_channel_write_stderr(m_channel, pending.data(), size)
                               : ssh_channel_write(m_channel, pending.data(), size);
    if (written <= 0)
        return false; // new keys are being agreed on: later
    pending.erase(0, static_cast<std::size_t>(written));
    return ssh_get_poll_flags(m_session) == 0 || (ssh_get_poll_flags(m_session) & SSH_WRITE_PENDING) == 0;
}

void Channel::finish() {
    if (m_host && m_exit->signal != 0)
        ssh_channel_request_send_exit_signal(m_channel, signalName(m_exit->signal), 0, "", "");
    else if (m_host)
        ssh_channel_request_send_exit_status(m_channel, m_exit->status);
    ssh_channel_send_eof(m_channel);
    ssh_channel_close(m_channel);
    m_over = true;
}

bool Channel::asksNow() const { return m_host && m_process && !m_exit && m_process->exitDescriptor() < 0; }

void Channel::addWaits(std::vector<pollfd>& waits) const {
    if (!m_process)
        return;
    const bool room = ssh_channel_window_size(m_channel) > 0;
    const bool unsent = (ssh_get_poll_flags(m_session) & SSH_WRITE_PENDING) != 0;
    if (room && !unsent && m_output.empty() && !m_outputEnded)
        waits.push_back({m_process->output(), POLLIN, 0});
    if (room && !unsent && m_errors.empty() && !m_errorsEnded && m_process->errors() >= 0)
        waits.push_back({m_process->errors(), POLLIN, 0});
    if ((!m_input.empty() || m_unread) && m_process->input() >= 0)
        waits.push_back({m_process->input(), POLLOUT, 0});
    if (!m_exit && m_process->exitDescriptor() >= 0)
        waits.push_back({m_process->exitDescriptor(), POLLIN, 0});
}

} // namespace understudy::sshd
