#include "core/sftp/Transfer.h"

#include "core/base/Id.h"
#include "core/ssh/Session.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QTimer>

namespace understudy::sftp {

namespace {

constexpr int MostUnderway = 32; // requests of 32 KiB: a MiB on its way hides a long wire

QString tr(const char* text) { return QCoreApplication::translate("sftp", text); }

Error localTrouble(const QString& file, const QString& detail) {
    return {Errc::Io,
            tr("%1 on this computer could not be read or written. Check the free space and the rights of its "
               "folder.")
                .arg(file),
            detail};
}

} // namespace

std::unique_ptr<Transfer> Transfer::put(ssh::Session& session, const QString& localFile,
                                        const QString& path) {
    std::unique_ptr<Transfer> transfer(new Transfer(session, Direction::Put, localFile, path));
    QTimer::singleShot(0, transfer.get(), &Transfer::beginPut);
    return transfer;
}

std::unique_ptr<Transfer> Transfer::get(ssh::Session& session, const QString& path,
                                        const QString& localFile) {
    std::unique_ptr<Transfer> transfer(new Transfer(session, Direction::Get, localFile, path));
    QTimer::singleShot(0, transfer.get(), &Transfer::beginGet);
    return transfer;
}

Transfer::Transfer(ssh::Session& session, Direction direction, const QString& localFile, const QString& path)
    : m_direction(direction)
    , m_localFile(localFile)
    , m_path(path)
    , m_sftp(std::make_shared<Sftp>(session.openSubsystem(QStringLiteral("sftp"))))
    , m_source(localFile)
    , m_target(localFile) {}

Transfer::~Transfer() {
    m_sftp->abandon();
    if (!m_partial.isEmpty())
        m_sftp->remove(m_partial, [last = m_sftp](const auto&) {});
}

QString Transfer::name() const { return m_path.section(QLatin1Char('/'), -1); }

void Transfer::beginPut() {
    if (!m_source.open(QIODevice::ReadOnly))
        return finish(localTrouble(m_localFile, m_source.errorString()));
    m_total = static_cast<quint64>(m_source.size());
    m_sftp->stat(m_path.isEmpty() ? QStringLiteral(".") : m_path, [this](const Result<Attributes>& about) {
        if (!about && about.error().code != Errc::NotFound)
            return finish(about.error());
        if (about && about->folder()) {
            if (!m_path.isEmpty() && !m_path.endsWith(QLatin1Char('/')))
                m_path += QLatin1Char('/');
            m_path += QFileInfo(m_localFile).fileName();
        }
        openPut();
    });
}

void Transfer::openPut() {
    QByteArray chance(6, '\0'); // in a folder that others write to, nobody can wait there with a link
    systemRandomness()(reinterpret_cast<unsigned char*>(chance.data()),
                       static_cast<std::size_t>(chance.size()));
    m_partial = m_path + QLatin1Char('.') + QString::fromLatin1(chance.toHex()) + QStringLiteral(".part");
    const auto mode = static_cast<quint32>(m_source.permissions());
    // Qt gives each of owner, group and others four bits, POSIX three.
    const quint32 permissions = (mode >> 12 & 7) << 6 | (mode >> 4 & 7) << 3 | (mode & 7);
    m_sftp->open(m_partial, Sftp::Write | Sftp::Create | Sftp::Exclusive, permissions,
                 [this](const Result<QByteArray>& handle) {
                     if (!handle) {
                         m_partial.clear();
                         return finish(handle.error());
                     }
                     m_handle = *handle;
                     fill();
                 });
}

void Transfer::beginGet() {
    m_sftp->stat(m_path, [this](const Result<Attributes>& about) {
        if (!about)
            return finish(about.error());
        if (about->folder())
            return finish(Error{Errc::BadInput, tr("%1 is a folder. Choose a file in it.").arg(m_path), {}});
        m_total = about->size.value_or(0);
        openGet();
    });
}

void Transfer::openGet() {
    if (!m_target.open(QIODevice::WriteOnly))
        return finish(localTrouble(m_localFile, m_target.errorString()));
    m_sftp->open(m_path, Sftp::Read, 0, [this](const Result<QByteArray>& handle) {
        if (!handle)
            return finish(handle.error());
        m_handle = *handle;
        fill();
    });
}

/// Keeps requests under way until there is nothing left to ask or send.
void Transfer::fill() {
    while (!m_over && !m_atEnd && m_underway < MostUnderway)
        m_direction == Direction::Put ? sendNext() : askNext();
    if (!m_over && m_atEnd && m_underway == 0)
        closeRemote();
}

void Transfer::sendNext() {
    const QByteArray bytes = m_source.read(Sftp::MostAtOnce);
    if (bytes.isEmpty()) {
        if (m_source.error() != QFile::NoError)
            return finish(localTrouble(m_localFile, m_source.errorString()));
        m_atEnd = true;
        return;
    }
    const auto size = static_cast<quint64>(bytes.size());
    ++m_underway;
    m_sftp->write(m_handle, std::exchange(m_next, m_next + size), bytes,
                  [this, size](const Result<void>& written) {
                      --m_underway;
                      if (!written)
                          return finish(written.error());
                      moved(size);
                  });
}

void Transfer::askNext() {
    const quint64 offset = std::exchange(m_next, m_next + Sftp::MostAtOnce);
    ++m_underway;
    m_sftp->read(m_handle, offset, Sftp::MostAtOnce, [this, offset](const Result<QByteArray>& bytes) {
        receive(offset, Sftp::MostAtOnce, bytes);
    });
}

void Transfer::receive(quint64 offset, quint32 size, const Result<QByteArray>& bytes) {
    --m_underway;
    if (m_over)
        return;
    if (!bytes)
        return finish(bytes.error());
    const auto count = static_cast<quint32>(bytes->size());
    if (count == 0 || count > size) {
        m_atEnd = true;
        return fill();
    }
    if (!m_target.seek(static_cast<qint64>(offset)) || m_target.write(*bytes) != bytes->size())
        return finish(localTrouble(m_localFile, m_target.errorString()));
    if (count < size) { // the rest of what was asked, or the end
        ++m_underway;
        m_sftp->read(m_handle, offset + count, size - count,
                     [this, from = offset + count, left = size - count](const Result<QByteArray>& more) {
                         receive(from, left, more);
                     });
    }
    moved(count);
}

void Transfer::moved(quint64 bytes) {
    if (m_over)
        return;
    m_done += bytes;
    const int percent = m_total ? static_cast<int>(std::min(m_done * 100 / m_total, quint64(100))) : 0;
    const QPointer<Transfer> here(this);
    if (std::exchange(m_percent, percent) != percent)
        Q_EMIT progressed(m_done, m_total);
    if (here)
        fill();
}

void Transfer::closeRemote() {
    const QByteArray handle = std::exchange(m_handle, {});
    if (handle.isEmpty())
        return;
    m_sftp->closeFile(handle, [this](const Result<void>& closed) {
        if (!closed)
            return finish(closed.error()); // a full disk may be told only now
        settle();
    });
}

void Transfer::settle() {
    if (m_direction == Direction::Get) {
        if (!m_target.commit())
            return finish(localTrouble(m_localFile, m_target.errorString()));
        return finish({});
    }
    m_sftp->rename(m_partial, m_path, [this](const Result<void>& renamed) {
        if (renamed)
            m_partial.clear();
        finish(renamed);
    });
}

void Transfer::cancel() {
    finish(Error{Errc::Cancelled, tr("You stopped the transfer. The file is as it was before."), {}});
}

void Transfer::finish(const Result<void>& result) {
    if (std::exchange(m_over, true))
        return;
    if (!m_partial.isEmpty())
        m_sftp->remove(std::exchange(m_partial, {}), [](const auto&) {});
    if (m_target.isOpen()) {
        m_target.cancelWriting();
        (void)m_target.commit(); // takes the half file away
    }
    m_source.close();
    Q_EMIT finished(result);
}

} // namespace understudy::sftp
