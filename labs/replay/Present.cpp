#include "labs/replay/Present.h"

#include <QFile>

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace understudy::replay {

Present::Present(const QString& folder, std::int64_t epoch)
    : m_name(folder + QStringLiteral("/present"))
    , m_epoch(epoch) {}

void Present::keep(cluster::Micros now) {
    if (m_last && now >= *m_last && now - *m_last < cluster::second / 2)
        return;
    const QByteArray name = QFile::encodeName(m_name), fresh = name + ".new";
    const QByteArray text =
        QByteArray::number(qlonglong(m_epoch)) + ' ' + QByteArray::number(qlonglong(now)) + '\n';
    const int file = ::open(fresh.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    const bool whole = ::write(file, text.constData(), size_t(text.size())) == text.size();
    ::close(file);
    if (whole && std::rename(fresh.constData(), name.constData()) == 0)
        m_last = now;
    else
        ::unlink(fresh.constData());
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
