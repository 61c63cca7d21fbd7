#include "labs/replay/Present.h"

#include <QFile>

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace understudy::replay {

Present::Present(const QString& folder, std::int64_t epoch)
    : m_name(folder + QStringLiteral("/present"))
    , m_epoch(epoch) {}

Present::~Present() {
    if (m_file >= 0)
        ::close(m_file);
}

void Present::keep(cluster::Micros now) {
    if (m_last && now >= *m_last && now - *m_last < cluster::second / 2)
        return;
    if (m_file < 0)
        m_file = ::open(QFile::encodeName(m_name).constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    char text[48]; // always as long: what stood there is covered
    const int length = std::snprintf(text, sizeof text, "%020lld %020lld\n", static_cast<long long>(m_epoch),
                                     static_cast<long long>(now));
    if (m_file >= 0 && ::pwrite(m_file, text, static_cast<std::size_t>(length), 0) == length)
        m_last = now;
}

std::optional<cluster::Micros> Present::kept() const {
    QFile file(m_name);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QList<QByteArray> words = file.read(100).trimmed().split(' ');
    bool epochRead = false, read = false;
    if (words.size() != 2 || words[0].toLongLong(&epochRead) != m_epoch || !epochRead)
        return std::nullopt;
    const cluster::Micros now = words[1].toLongLong(&read);
    return read && now >= 0 ? std::optional(now) : std::nullopt;
}

} // namespace understudy::replay
