#include "app/terminal/LocalPty.h"

#include <QCoreApplication>
#include <QFile>
#include <QPointer>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

// The only file of the stand-alone terminal that knows POSIX. Reading happens on the owner's thread: the
// kernel hands out 4 KiB at a time and needs a moment to fill up again. Each block is digested in that
// moment, and while blocks come whole, a pass waits for the next one. A thread of its own was measured: the
// same time, more processor.
namespace understudy::alone {

namespace {

constexpr auto PassLimit = std::chrono::milliseconds(4); ///< longest stay away from the event loop
constexpr std::size_t KernelBlock = 4095;                ///< a read this long means that more is waiting
constexpr int LastWordsMs = 100;
constexpr int LookMs = 50;

QString tr(const char* text) { return QCoreApplication::translate("LocalPty", text); }

/// Everything the child needs, made before the fork: between fork and exec nothing may allocate.
struct Recipe {
    explicit Recipe(const QStringList& words, const QString& folder)
        : inFolder(QFile::encodeName(folder)) {
        for (const QString& word : words)
            text.push_back(word.toLocal8Bit());
        for (QByteArray& word : text)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        for (char** entry = environ; *entry; ++entry)
            if (!dropped(*entry))
                envp.push_back(*entry);
        for (QByteArray& entry : added)
            envp.push_back(entry.data());
        envp.push_back(nullptr);
    }

    /// What another terminal, or a program started from one, left behind about itself.
    static bool dropped(const char* entry) {
        static constexpr const char* names[] = {
            "TERM=",        "COLORTERM=",         "TERM_PROGRAM=", "TERM_PROGRAM_VERSION=",
            "LINES=",       "COLUMNS=",           "TERMCAP=",      "WINDOWID=",
            "VTE_VERSION=", "COLORFGBG=",         "KONSOLE_",      "XTERM_",
            "TMUX=",        "TMUX_PANE=",         "STY=",          "SHELL_SESSION_ID=",
            "TERMINFO=",    "DESKTOP_STARTUP_ID="};
        return std::any_of(std::begin(names), std::end(names), [entry](const char* name) {
            return std::strncmp(entry, name, std::strlen(name)) == 0;
        });
    }

    std::vector<QByteArray> text;
    std::vector<QByteArray> added{"TERM=xterm-256color", "COLORTERM=truecolor", "TERM_PROGRAM=understudy",
                                  "TERM_PROGRAM_VERSION=" UNDERSTUDY_VERSION};
    std::vector<char*> argv;
    std::vector<char*> envp;
    QByteArray inFolder;
};

QStringList ownShell() {
    QString shell = qEnvironmentVariable("SHELL");
    if (shell.isEmpty()) {
        const passwd* entry = getpwuid(geteuid());
        shell = entry && entry->pw_shell ? QFile::decodeName(entry->pw_shell) : QString();
    }
    return {shell.isEmpty() ? QStringLiteral("/bin/sh") : shell};
}

/// In the child. Comes back only when the program cannot be run.
void become(const Recipe& recipe, int terminal) {
    setsid();
    ioctl(terminal, TIOCSCTTY, 0);
    for (int each = 0; each < 3; ++each)
        dup2(terminal, each);
    for (int number = 1; number < 32; ++number)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (!recipe.inFolder.isEmpty() && chdir(recipe.inFolder.constData()) != 0)
        return;
    execvpe(recipe.argv[0], recipe.argv.data(), recipe.envp.data());
}

Error notRun(const QString& word, int why) {
    const QString detail = QString::fromLocal8Bit(std::strerror(why));
    if (why == ENOENT || why == ENOTDIR)
        return {
            Errc::NotFound,
            tr("There is no program %1. Check how it is spelled, or name it with its whole path.").arg(word),
            detail};
    if (why == EACCES || why == ENOEXEC)
        return {Errc::Refused,
                tr("%1 may not be run (%2). Choose another program, or ask its owner for leave to run it.")
                    .arg(word, detail),
                detail};
    return {Errc::Io, tr("%1 could not be started: %2.").arg(word, detail), detail};
}

Error noTerminal() {
    const QString detail = QString::fromLocal8Bit(std::strerror(errno));
    return {Errc::Io,
            tr("The system gives out no terminal (%1). Close other terminals, then start again.").arg(detail),
            detail};
}

void setSize(int terminal, int columns, int rows) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(std::clamp(columns, 1, 10'000));
    size.ws_row = static_cast<unsigned short>(std::clamp(rows, 1, 10'000));
    ioctl(terminal, TIOCSWINSZ, &size);
}

/// Both ends, neither of them inherited by other programs. -1 in both with errno set when there are none.
std::pair<int, int> openTerminal(int columns, int rows) {
    const int ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (ours < 0)
        return {-1, -1};
    char name[128];
    const bool ready = grantpt(ours) == 0 && unlockpt(ours) == 0 && ptsname_r(ours, name, sizeof name) == 0;
    const int theirs = ready ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    termios settings{};
    if (theirs < 0 || tcgetattr(theirs, &settings) != 0) {
        ::close(ours);
        return {-1, -1};
    }
    settings.c_iflag |= IUTF8; // erasing in cooked mode takes whole characters
    settings.c_cc[VERASE] = 0x7F;
    tcsetattr(theirs, TCSANOW, &settings);
    setSize(theirs, columns, rows);
    return {ours, theirs};
}

int watchOn(pid_t child) {
#ifdef SYS_pidfd_open
    const int watch = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
    if (watch >= 0)
        fcntl(watch, F_SETFD, FD_CLOEXEC);
    return watch;
#else
    return -1;
#endif
}

} // namespace

Result<std::unique_ptr<LocalPty>> LocalPty::start(const LocalCommand& command) {
    const QStringList words = command.words.isEmpty() ? ownShell() : command.words;
    const Recipe recipe(words, command.folder);
    const auto [ours, theirs] = openTerminal(command.columns, command.rows);
    int trouble[2];
    if (ours < 0 || pipe2(trouble, O_CLOEXEC) != 0)
        return noTerminal();
    const pid_t child = fork();
    if (child == 0) {
        become(recipe, theirs);
        const int why = errno;
        (void)!::write(trouble[1], &why, sizeof why);
        _exit(127);
    }
    ::close(theirs);
    ::close(trouble[1]);
    int why = child < 0 ? errno : 0;
    // The pipe closes by itself when the program begins to run.
    const bool failed = child < 0 || ::read(trouble[0], &why, sizeof why) == sizeof why;
    ::close(trouble[0]);
    if (failed) {
        ::close(ours);
        if (child > 0)
            waitpid(child, nullptr, 0);
        return notRun(words[0], why);
    }
    fcntl(ours, F_SETFL, O_NONBLOCK);
    return std::unique_ptr<LocalPty>(
        new LocalPty(ours, child, watchOn(child), words[0].section(QLatin1Char('/'), -1)));
}

LocalPty::LocalPty(int terminal, pid_t child, int childWatch, QString name)
    : m_terminal(terminal)
    , m_child(child)
    , m_childWatch(childWatch)
    , m_name(std::move(name))
    , m_reads(std::make_unique<QSocketNotifier>(terminal, QSocketNotifier::Read))
    , m_writes(std::make_unique<QSocketNotifier>(terminal, QSocketNotifier::Write))
    , m_buffer(InitialCredit) {
    m_writes->setEnabled(false);
    connect(m_reads.get(), &QSocketNotifier::activated, this, &LocalPty::readable);
    connect(m_writes.get(), &QSocketNotifier::activated, this, &LocalPty::writable);
    if (childWatch >= 0) {
        m_ends = std::make_unique<QSocketNotifier>(childWatch, QSocketNotifier::Read);
        connect(m_ends.get(), &QSocketNotifier::activated, this, &LocalPty::childEnded);
    }
    connect(&m_lastWords, &QTimer::timeout, this, [this] { m_childIsOver ? finish() : childEnded(); });
    m_lastWords.setInterval(childWatch >= 0 ? LastWordsMs : LookMs);
    if (childWatch < 0)
        m_lastWords.start();
}

LocalPty::~LocalPty() { close(); }

void LocalPty::stopListening() {
    m_reads.reset();
    m_writes.reset();
    m_ends.reset();
    m_lastWords.stop();
}

void LocalPty::close() {
    stopListening();
    m_finished = true;
    if (m_terminal >= 0)
        ::close(m_terminal); // the kernel sends SIGHUP to whatever runs there
    m_terminal = -1;
    if (!m_childIsOver && m_childWatch >= 0) {
        kill(m_child, SIGHUP);
        pollfd over{m_childWatch, POLLIN, 0};
        poll(&over, 1, LastWordsMs); // one that ignores the hang-up may live on
        m_childIsOver = waitpid(m_child, nullptr, WNOHANG) == m_child;
    }
    if (m_childWatch >= 0)
        ::close(m_childWatch);
    m_childWatch = -1;
}

void LocalPty::write(std::string_view bytes) {
    if (m_finished)
        return;
    m_waiting += bytes;
    writable();
}

void LocalPty::writable() {
    while (!m_waiting.empty()) {
        const ssize_t count = ::write(m_terminal, m_waiting.data(), m_waiting.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        m_waiting.erase(0, static_cast<std::size_t>(count));
    }
    if (m_writes)
        m_writes->setEnabled(!m_waiting.empty() && !m_hungUp);
}

void LocalPty::resize(int columns, int rows) {
    if (m_terminal >= 0)
        setSize(m_terminal, columns, rows);
}

void LocalPty::grant(std::size_t bytes) {
    m_credit += bytes;
    if (m_reads && !m_hungUp)
        m_reads->setEnabled(true);
}

/// One block; 0 when nothing is there or nobody holds the other end any more.
std::size_t LocalPty::readBlock() {
    const std::size_t room = std::min(m_credit, m_buffer.size());
    ssize_t count = -1;
    do
        count = ::read(m_terminal, m_buffer.data(), room);
    while (count < 0 && errno == EINTR);
    m_hungUp = count == 0 || (count < 0 && errno != EAGAIN); // EIO at the end
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

bool LocalPty::moreWithinMoments() const {
    pollfd more{m_terminal, POLLIN, 0};
    return poll(&more, 1, 1) > 0;
}

void LocalPty::readable() {
    const auto begun = std::chrono::steady_clock::now();
    const QPointer<LocalPty> alive(this); // a callback may destroy the stream
    bool flooding = false;                // whole blocks are coming
    while (m_credit > 0 && !m_hungUp) {
        const std::size_t got = readBlock();
        flooding = got >= KernelBlock || (got == 0 && flooding && !m_hungUp);
        m_credit -= got;
        if (got > 0 && received)
            received({m_buffer.data(), got});
        if (!alive || m_finished)
            return;
        if (std::chrono::steady_clock::now() - begun > PassLimit || !flooding ||
            (got == 0 && !moreWithinMoments()))
            break;
    }
    if (m_hungUp || m_credit == 0)
        m_reads->setEnabled(false);
    if (m_childIsOver && m_hungUp)
        finish();
    else if (m_childIsOver)
        m_lastWords.start(); // a program left behind goes on writing
}

void LocalPty::childEnded() {
    int status = 0;
    if (m_childIsOver || waitpid(m_child, &status, WNOHANG) != m_child)
        return;
    m_childIsOver = true;
    m_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    m_status = m_signal ? 128 + m_signal : WEXITSTATUS(status);
    if (m_ends)
        m_ends->setEnabled(false);
    if (m_hungUp)
        return finish();
    m_lastWords.setSingleShot(true);
    m_lastWords.start(LastWordsMs);
    readable(); // what it wrote just before
}

void LocalPty::finish() {
    if (m_finished)
        return;
    stopListening();
    m_finished = true;
    if (ended)
        ended({false, m_status, {}});
}

QString LocalPty::foreground() const {
    const pid_t group = m_terminal >= 0 ? tcgetpgrp(m_terminal) : -1;
    if (group <= 0 || group == m_child)
        return {};
    QFile name(QStringLiteral("/proc/%1/comm").arg(group));
    const QString found =
        name.open(QIODevice::ReadOnly) ? QString::fromLocal8Bit(name.readAll()).trimmed() : QString();
    return found.isEmpty() ? tr("another program") : found;
}

} // namespace understudy::alone
