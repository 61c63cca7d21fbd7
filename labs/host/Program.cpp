#include "labs/host/Program.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace understudy::host {

namespace {

/// A descriptor that is closed at the end of its scope unless taken.
class Descriptor final {
public:
    explicit Descriptor(int fd = -1)
        : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept
        : m_fd(std::exchange(other.m_fd, -1)) {}
    int fd() const { return m_fd; }
    int take() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

struct PipeEnds {
    Descriptor read;
    Descriptor write;
};

PipeEnds makePipe() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return {Descriptor(), Descriptor()};
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void doNotBlock(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

winsize sizeOf(int columns, int rows) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(columns);
    size.ws_row = static_cast<unsigned short>(rows);
    return size;
}

/// posix_spawn, because a plain fork() in a program with threads may find locks held that nobody will
/// release.
class Spawn final {
public:
    Spawn() {
        ::posix_spawn_file_actions_init(&m_actions);
        ::posix_spawnattr_init(&m_attributes);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        ::posix_spawnattr_setsigmask(&m_attributes, &none);
        ::posix_spawnattr_setsigdefault(&m_attributes, &all);
        ::posix_spawnattr_setflags(&m_attributes,
                                   POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Spawn() {
        ::posix_spawn_file_actions_destroy(&m_actions);
        ::posix_spawnattr_destroy(&m_attributes);
    }
    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;

    posix_spawn_file_actions_t* actions() { return &m_actions; }

    int run(const Launch& launch, pid_t& pid) {
        std::vector<char*> arguments;
        std::vector<char*> environment;
        for (const std::string& each : launch.arguments)
            arguments.push_back(const_cast<char*>(each.c_str()));
        for (const std::string& each : launch.environment)
            environment.push_back(const_cast<char*>(each.c_str()));
        arguments.push_back(nullptr);
        environment.push_back(nullptr);
        if (!launch.folder.empty())
            ::posix_spawn_file_actions_addchdir_np(&m_actions, launch.folder.c_str());
        return ::posix_spawn(&pid, arguments.front(), &m_actions, &m_attributes, arguments.data(),
                             environment.data());
    }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

Error cannotStart(int reason) {
    return {Errc::Io,
            QCoreApplication::translate("host",
                                        "No shell could be started on the lab host. Close other shells, or "
                                        "start the lab again."),
            QString::fromLocal8Bit(std::strerror(reason))};
}

} // namespace

Result<std::unique_ptr<Program>> Program::start(const Launch& launch) {
    std::unique_ptr<Program> program(new Program);
    program->m_pty = launch.pty;
    Spawn spawn;
    int reason = 0;
    if (launch.pty) {
        Descriptor master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
        std::array<char, 128> name{};
        if (master.fd() < 0 || ::grantpt(master.fd()) != 0 || ::unlockpt(master.fd()) != 0 ||
            ::ptsname_r(master.fd(), name.data(), name.size()) != 0)
            return cannotStart(errno);
        const winsize size = sizeOf(launch.columns, launch.rows);
        ::ioctl(master.fd(), TIOCSWINSZ, &size);
        // Opened by the leader of a new session, so it becomes the controlling terminal.
        ::posix_spawn_file_actions_addopen(spawn.actions(), 0, name.data(), O_RDWR, 0);
        ::posix_spawn_file_actions_adddup2(spawn.actions(), 0, 1);
        ::posix_spawn_file_actions_adddup2(spawn.actions(), 0, 2);
        reason = spawn.run(launch, program->m_pid);
        doNotBlock(master.fd());
        program->m_input = program->m_output = master.take();
    } else {
        PipeEnds in = makePipe();
        PipeEnds out = makePipe();
        PipeEnds err = makePipe();
        ::posix_spawn_file_actions_adddup2(spawn.actions(), in.read.fd(), 0);
        ::posix_spawn_file_actions_adddup2(spawn.actions(), out.write.fd(), 1);
        ::posix_spawn_file_actions_adddup2(spawn.actions(), err.write.fd(), 2);
        reason = err.write.fd() < 0 ? EMFILE : spawn.run(launch, program->m_pid);
        for (const int mine : {in.write.fd(), out.read.fd(), err.read.fd()})
            doNotBlock(mine);
        program->m_input = in.write.take();
        program->m_output = out.read.take();
        program->m_errors = err.read.take();
    }
    if (reason != 0) {
        program->m_pid = -1;
        return cannotStart(reason);
    }
    program->m_pidFd = static_cast<int>(::syscall(SYS_pidfd_open, program->m_pid, 0)); // -1 on an old kernel
    if (program->m_pidFd >= 0)
        ::fcntl(program->m_pidFd, F_SETFD, FD_CLOEXEC);
    return program;
}

Program::~Program() {
    if (m_pid > 0)
        ::kill(-m_pid, SIGHUP);
    closeInput();
    for (const int fd : {m_output, m_errors})
        if (fd >= 0)
            ::close(fd);
    if (m_pid > 0) {
        if (!exited()) {
            pollfd wait{m_pidFd, POLLIN, 0};
            ::poll(&wait, 1, 200); // time to save a history
        }
        // The whole group, also when its leader is gone: a sandbox that was still being set up is not yet
        // tied to the life of its maker, and lives on. The leader is not reaped before, so that the number
        // can be nobody else's.
        ::kill(-m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    if (m_pidFd >= 0)
        ::close(m_pidFd);
}

void Program::closeInput() {
    if (m_input >= 0 && m_input != m_output)
        ::close(m_input);
    m_input = -1;
}

void Program::resize(int columns, int rows) {
    const winsize size = sizeOf(columns, rows);
    if (m_pty)
        ::ioctl(m_output, TIOCSWINSZ, &size);
}

std::optional<sshd::ShellExit> Program::exited() {
    siginfo_t about{};
    if (!m_exit && m_pid > 0 &&
        ::waitid(P_PID, static_cast<id_t>(m_pid), &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        about.si_pid == m_pid)
        m_exit = about.si_code == CLD_EXITED ? sshd::ShellExit{about.si_status, 0}
                                             : sshd::ShellExit{0, about.si_status};
    return m_exit;
}

} // namespace understudy::host
