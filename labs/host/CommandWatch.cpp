#include "labs/host/CommandWatch.h"

#include <QCoreApplication>
#include <QFile>

#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <unistd.h>

namespace understudy::host {

struct CommandWatch::Shared {
    int fifo = -1;
    int stopRead = -1;
    int stopWrite = -1;
    std::function<void(const ShellCommand&)> seen;
    std::mutex mutex;
    std::condition_variable ended;
    bool running = true;

    ~Shared() {
        for (const int fd : {fifo, stopRead, stopWrite})
            if (fd >= 0)
                ::close(fd);
    }

    void say(const QByteArray& line) const {
        const qsizetype gap = line.indexOf(' ');
        const auto text = QByteArray::fromBase64Encoding(line.mid(gap + 1).trimmed(),
                                                         QByteArray::AbortOnBase64DecodingErrors);
        if (gap > 0 && text && !(*text).isEmpty())
            seen({QString::fromUtf8(*text), line.left(gap).toInt()});
    }

    void run() {
        constexpr qsizetype LongestLine = 64 * 1024;
        QByteArray held;
        while (true) {
            pollfd waits[2] = {{fifo, POLLIN, 0}, {stopRead, POLLIN, 0}};
            ::poll(waits, 2, -1);
            if (waits[1].revents)
                break;
            char bytes[4096];
            const ssize_t count = ::read(fifo, bytes, sizeof bytes);
            if (count > 0)
                held.append(bytes, static_cast<qsizetype>(count));
            for (qsizetype end = held.indexOf('\n'); end >= 0; end = held.indexOf('\n')) {
                say(held.left(end));
                held.remove(0, end + 1);
            }
            if (held.size() > LongestLine)
                held.clear();
        }
        const std::lock_guard lock(mutex);
        running = false;
        ended.notify_all();
    }
};

CommandWatch::CommandWatch(std::shared_ptr<Shared> shared)
    : m_shared(std::move(shared)) {}

Result<std::unique_ptr<CommandWatch>>
CommandWatch::open(const QString& fifo, std::function<void(const ShellCommand&)> seen, Threads& threads) {
    auto shared = std::make_shared<Shared>();
    int ends[2] = {-1, -1};
    // For both directions, so that there is always a reader and a shell never waits in open().
    shared->fifo = ::open(QFile::encodeName(fifo).constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (shared->fifo < 0 || ::pipe2(ends, O_CLOEXEC) != 0)
        return Error{Errc::Io,
                     QCoreApplication::translate("host",
                                                 "The lab host could not listen to its shells. Start the lab "
                                                 "in another folder."),
                     fifo};
    shared->stopRead = ends[0];
    shared->stopWrite = ends[1];
    shared->seen = std::move(seen);
    threads.start("lab-commands", [shared] { shared->run(); });
    return std::unique_ptr<CommandWatch>(new CommandWatch(std::move(shared)));
}

CommandWatch::~CommandWatch() {
    (void)!::write(m_shared->stopWrite, "", 1);
    std::unique_lock lock(m_shared->mutex);
    m_shared->ended.wait(lock, [this] { return !m_shared->running; });
}

} // namespace understudy::host
