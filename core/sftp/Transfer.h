#pragma once

#include "core/sftp/Sftp.h"

#include <QDateTime>
#include <QFile>
#include <QObject>
#include <QSaveFile>

#include <set>

namespace understudy::ssh {
class Session;
}

namespace understudy::sftp {

/// One file on its way to a host or from it. It arrives whole or not at all: written under another name and
/// renamed when all is there. Canceled by cancel() or by destroying it. Where it is told to wait, a lost
/// connection only interrupts it, and it goes on from where it was.
class Transfer final : public QObject {
    Q_OBJECT
public:
    using Server = std::shared_ptr<Sftp>;

    /// Puts @p localFile at @p path on the host, or into it where that is a folder.
    static std::unique_ptr<Transfer> put(Server server, const QString& localFile, const QString& path);
    static std::unique_ptr<Transfer> put(ssh::Session& session, const QString& localFile,
                                         const QString& path);
    /// Gets @p path of the host as @p localFile.
    static std::unique_ptr<Transfer> get(Server server, const QString& path, const QString& localFile);
    static std::unique_ptr<Transfer> get(ssh::Session& session, const QString& path,
                                         const QString& localFile);
    static Server serverOf(ssh::Session& session);
    ~Transfer() override;

    void setWaits(bool on) { m_waits = on; } ///< for a new connection, when it is lost
    /// After interrupted(): from where it was, or from the start when the file has changed meanwhile.
    void goOn(Server server);

    quint64 done() const { return m_done; }   ///< bytes
    quint64 total() const { return m_total; } ///< bytes, 0 while not known
    QString name() const;                     ///< of the file, without folders
    void cancel();

Q_SIGNALS:
    void progressed(quint64 done, quint64 total);          ///< at most once for each percent
    void interrupted(const understudy::Error& why);        ///< waits for goOn() or cancel()
    void finished(const understudy::Result<void>& result); ///< once, and not from inside put() or get()

private:
    enum class Direction { Put, Get };
    Transfer(Server server, Direction direction, const QString& localFile, const QString& path);
    void beginPut();
    void checkRoom();
    void openPut();
    void reopenPut();
    void beginGet();
    void openGet();
    void reopenGet();
    void fill();
    void sendNext();
    void askNext();
    void receive(quint64 offset, quint32 size, const Result<QByteArray>& bytes);
    void moved(quint64 bytes);
    void closeRemote();
    void settle();
    void begin();
    void fail(const Error& error);
    void failOnDisk(const Error& error);
    bool interrupt(const Error& error);
    void finish(const Result<void>& result);
    /// Calls a member with the answer unless the transfer has been interrupted or is over by then.
    template <class T, class Do>
    Sftp::Answer<T> whileOn(Do then);
    QString farFolder() const;

    const Direction m_direction;
    const QString m_localFile;
    QString m_path;
    QString m_partial; ///< the name on the host until all is there
    Server m_sftp;     ///< may outlive this object for its last request
    QFile m_source;
    QDateTime m_sourceModified;
    QSaveFile m_target;
    Attributes m_far; ///< of the file that is got, when it was first looked at
    QByteArray m_handle;
    quint64 m_next = 0; ///< offset of the next request
    quint64 m_done = 0;
    quint64 m_total = 0;
    std::multiset<quint64> m_underway; ///< where the requests on their way begin
    int m_turn = 0;                    ///< counts connections
    int m_percent = -1;
    bool m_atEnd = false;
    bool m_waits = false;
    bool m_idle = false; ///< interrupted
    bool m_over = false;
};

} // namespace understudy::sftp
