#include "core/sftp/Transfer.h"

#include "core/base/Id.h"
#include "core/sftp/SizeWords.h"
#include "core/ssh/Session.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QStorageInfo>
#include <QTimer>

namespace understudy::sftp {

namespace {

constexpr std::size_t MostUnderway = 32; // requests of 32 KiB: a MiB on its way hides a long wire
constexpr quint64 AsGoodAsFull = 64 * 1024;

QString tr(const char* text) { return QCoreApplication::translate("sftp", text); }

Error localTrouble(const QString& file, const QString& detail) {
    const QStorageInfo disk(QFileInfo(file).absolutePath());
    if (disk.isValid() && disk.bytesAvailable() < static_cast<qint64>(AsGoodAsFull))
        return {Errc::DiskFull,
                tr("The disk of this computer is full: %1 is free. Make room, then get the file again.")
                    .arg(sizeWords(static_cast<quint64>(std::max<qint64>(disk.bytesAvailable(), 0)))),
                detail};
    return {Errc::Io,
            tr("%1 on this computer could not be read or written. Check the free space and the rights of its "
               "folder.")
                .arg(file),
            detail};
}

Error hostFull(quint64 room, quint64 wanted) {
    return {
        Errc::DiskFull,
        tr("The disk of the host has no room for this file: it takes %1 and %2 is free. Make room there or "
           "choose another folder.")
            .arg(sizeWords(wanted), sizeWords(room)),
        {}};
}

} // namespace

Transfer::Server Transfer::serverOf(ssh::Session& session) {
    return std::make_shared<Sftp>(session.openSubsystem(QStringLiteral("sftp")));
}

std::unique_ptr<Transfer> Transfer::put(Server server, const QString& localFile, const QString& path) {
    std::unique_ptr<Transfer> transfer(new Transfer(std::move(server), Direction::Put, localFile, path));
    QTimer::singleShot(0, transfer.get(), &Transfer::begin);
    return transfer;
}

std::unique_ptr<Transfer> Transfer::put(ssh::Session& session, const QString& localFile,
                                        const QString& path) {
    return put(serverOf(session), localFile, path);
}

std::unique_ptr<Transfer> Transfer::get(Server server, const QString& path, const QString& localFile) {
    std::unique_ptr<Transfer> transfer(new Transfer(std::move(server), Direction::Get, localFile, path));
    QTimer::singleShot(0, transfer.get(), &Transfer::begin);
    return transfer;
}

std::unique_ptr<Transfer> Transfer::get(ssh::Session& session, const QString& path,
                                        const QString& localFile) {
    return get(serverOf(session), path, localFile);
}

Transfer::Transfer(Server server, Direction direction, const QString& localFile, const QString& path)
    : m_direction(direction)
    , m_localFile(localFile)
    , m_path(path)
    , m_sftp(std::move(server))
    , m_source(localFile)
    , m_target(localFile) {}

Transfer::~Transfer() {
    ++m_turn; // answers that are still to come find nobody
    if (!m_handle.isEmpty())
        m_sftp->closeFile(m_handle, [](const auto&) {});
    if (!m_partial.isEmpty())
        m_sftp->remove(m_partial, [last = m_sftp](const auto&) {});
}

template <class T, class Do>
Sftp::Answer<T> Transfer::whileOn(Do then) {
    return [here = QPointer<Transfer>(this), turn = m_turn, then](const Result<T>& result) {
        if (here && here->m_turn == turn && !here->m_over)
            then(result);
    };
}

QString Transfer::name() const { return m_path.section(QLatin1Char('/'), -1); }

QString Transfer::farFolder() const {
    const QString folder = m_path.section(QLatin1Char('/'), 0, -2);
    return folder.isEmpty() ? QStringLiteral(".") : folder;
}

void Transfer::begin() {
    if (!m_over)
        m_direction == Direction::Put ? beginPut() : beginGet();
}

void Transfer::beginPut() {
    if (!m_source.isOpen() && !m_source.open(QIODevice::ReadOnly))
        return finish(localTrouble(m_localFile, m_source.errorString()));
    m_total = static_cast<quint64>(m_source.size());
    m_sourceModified = QFileInfo(m_localFile).lastModified();
    m_sftp->stat(m_path.isEmpty() ? QStringLiteral(".") : m_path,
                 whileOn<Attributes>([this](const Result<Attributes>& about) {
                     if (!about && about.error().code != Errc::NotFound)
                         return fail(about.error());
                     if (about && about->folder()) {
                         if (!m_path.isEmpty() && !m_path.endsWith(QLatin1Char('/')))
                             m_path += QLatin1Char('/');
                         m_path += QFileInfo(m_localFile).fileName();
                     }
                     checkRoom();
                 }));
}

/// A host that tells how much room it has is not filled up first and cleaned then.
void Transfer::checkRoom() {
    m_sftp->freeBytes(farFolder(), whileOn<quint64>([this](const Result<quint64>& room) {
                          if (room && *room < m_total)
                              return finish(hostFull(*room, m_total));
                          openPut();
                      }));
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
                 whileOn<QByteArray>([this](const Result<QByteArray>& handle) {
                     if (!handle) {
                         if (!interrupt(handle.error())) {
                             m_partial.clear();
                             finish(handle.error());
                         }
                         return;
                     }
                     m_handle = *handle;
                     fill();
                 }));
}

/// The part that is there already is gone on with: what the host has acknowledged is in it.
void Transfer::reopenPut() {
    const QFileInfo now(m_localFile);
    const bool same = now.lastModified() == m_sourceModified && static_cast<quint64>(now.size()) == m_total;
    if (!same || m_next == 0 || !m_source.seek(static_cast<qint64>(m_next))) {
        if (!m_partial.isEmpty())
            m_sftp->remove(std::exchange(m_partial, {}), [](const auto&) {});
        m_next = m_done = 0;
        m_source.close();
        return beginPut();
    }
    m_sftp->open(m_partial, Sftp::Write, 0, whileOn<QByteArray>([this](const Result<QByteArray>& handle) {
                     if (handle) {
                         m_handle = *handle;
                         return fill();
                     }
                     if (interrupt(handle.error()))
                         return;
                     m_next = 0; // somebody has cleaned up there
                     reopenPut();
                 }));
}

void Transfer::beginGet() {
    m_sftp->stat(m_path, whileOn<Attributes>([this](const Result<Attributes>& about) {
                     if (!about)
                         return fail(about.error());
                     if (about->folder())
                         return finish(Error{
                             Errc::BadInput, tr("%1 is a folder. Choose a file in it.").arg(m_path), {}});
                     m_far = *about;
                     m_total = about->size.value_or(0);
                     openGet();
                 }));
}

void Transfer::openGet() {
    if (!m_target.isOpen() && !m_target.open(QIODevice::WriteOnly))
        return finish(localTrouble(m_localFile, m_target.errorString()));
    m_sftp->open(m_path, Sftp::Read, 0, whileOn<QByteArray>([this](const Result<QByteArray>& handle) {
                     if (!handle)
                         return fail(handle.error());
                     m_handle = *handle;
                     fill();
                 }));
}

void Transfer::reopenGet() {
    m_sftp->stat(m_path, whileOn<Attributes>([this](const Result<Attributes>& about) {
                     if (!about)
                         return fail(about.error());
                     if (about->size != m_far.size || about->modified != m_far.modified) {
                         m_far = *about;
                         m_total = about->size.value_or(0);
                         m_next = m_done = 0;
                     }
                     if (m_next == 0 && m_target.isOpen() && !m_target.resize(0))
                         return finish(localTrouble(m_localFile, m_target.errorString()));
                     openGet();
                 }));
}

void Transfer::goOn(Server server) {
    if (m_over || !std::exchange(m_idle, false))
        return;
    m_sftp = std::move(server);
    m_atEnd = false;
    m_direction == Direction::Put ? reopenPut() : reopenGet();
}

/// Keeps requests under way until there is nothing left to ask or send.
void Transfer::fill() {
    while (!m_over && !m_idle && !m_atEnd && m_underway.size() < MostUnderway)
        m_direction == Direction::Put ? sendNext() : askNext();
    if (!m_over && !m_idle && m_atEnd && m_underway.empty())
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
    const quint64 offset = std::exchange(m_next, m_next + size);
    m_underway.insert(offset);
    m_sftp->write(m_handle, offset, bytes, whileOn<void>([this, offset, size](const Result<void>& written) {
                      if (!written)
                          return failOnDisk(written.error());
                      m_underway.erase(m_underway.find(offset));
                      moved(size);
                  }));
}

void Transfer::askNext() {
    const quint64 offset = std::exchange(m_next, m_next + Sftp::MostAtOnce);
    m_underway.insert(offset);
    m_sftp->read(m_handle, offset, Sftp::MostAtOnce,
                 whileOn<QByteArray>([this, offset](const Result<QByteArray>& bytes) {
                     receive(offset, Sftp::MostAtOnce, bytes);
                 }));
}

void Transfer::receive(quint64 offset, quint32 size, const Result<QByteArray>& bytes) {
    if (!bytes)
        return fail(bytes.error());
    m_underway.erase(m_underway.find(offset));
    const auto count = static_cast<quint32>(bytes->size());
    if (count == 0 || count > size) {
        m_atEnd = true;
        return fill();
    }
    if (!m_target.seek(static_cast<qint64>(offset)) || m_target.write(*bytes) != bytes->size())
        return finish(localTrouble(m_localFile, m_target.errorString()));
    if (count < size) { // the rest of what was asked, or the end
        const quint64 from = offset + count;
        m_underway.insert(from);
        m_sftp->read(m_handle, from, size - count,
                     whileOn<QByteArray>([this, from, left = size - count](const Result<QByteArray>& more) {
                         receive(from, left, more);
                     }));
    }
    moved(count);
}

void Transfer::moved(quint64 bytes) {
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
    m_sftp->closeFile(handle, whileOn<void>([this](const Result<void>& closed) {
                          if (!closed)
                              return failOnDisk(closed.error()); // a full disk may be told only now
                          settle();
                      }));
}

void Transfer::settle() {
    if (m_direction == Direction::Get) {
        if (!m_target.commit())
            return finish(localTrouble(m_localFile, m_target.errorString()));
        return finish({});
    }
    m_sftp->rename(m_partial, m_path, whileOn<void>([this](const Result<void>& renamed) {
                       if (!renamed)
                           return fail(renamed.error());
                       m_partial.clear();
                       finish({});
                   }));
}

void Transfer::cancel() {
    finish(Error{Errc::Cancelled, tr("You stopped the transfer. The file is as it was before."), {}});
}

void Transfer::fail(const Error& error) {
    if (!interrupt(error))
        finish(error);
}

/// The host has one word for a full disk and for everything else that went wrong.
void Transfer::failOnDisk(const Error& error) {
    if (interrupt(error))
        return;
    if (m_direction == Direction::Get || error.code != Errc::Io)
        return finish(error);
    m_atEnd = true;
    ++m_turn; // the other requests fail likewise
    m_underway.clear();
    m_sftp->freeBytes(farFolder(), whileOn<quint64>([this, error](const Result<quint64>& room) {
                          finish(room && *room < AsGoodAsFull ? hostFull(*room, m_total) : error);
                      }));
}

/// True when the transfer now waits for another connection.
bool Transfer::interrupt(const Error& error) {
    if (!m_waits || error.code != Errc::Unreachable)
        return false;
    ++m_turn;
    m_next = m_underway.empty() ? std::min(m_next, m_total) : *m_underway.begin();
    m_done = m_next;
    m_underway.clear();
    m_handle.clear();
    m_idle = true;
    Q_EMIT interrupted(error);
    return true;
}

void Transfer::finish(const Result<void>& result) {
    if (std::exchange(m_over, true))
        return;
    if (!m_handle.isEmpty())
        m_sftp->closeFile(std::exchange(m_handle, {}), [](const auto&) {});
    if (!m_partial.isEmpty())
        m_sftp->remove(std::exchange(m_partial, {}), [last = m_sftp](const auto&) {});
    if (m_target.isOpen()) {
        m_target.cancelWriting();
        (void)m_target.commit(); // takes the half file away
    }
    m_source.close();
    Q_EMIT finished(result);
}

} // namespace understudy::sftp
