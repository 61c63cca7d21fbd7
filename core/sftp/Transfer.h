#pragma once

#include "core/sftp/Sftp.h"

#include <QFile>
#include <QObject>
#include <QSaveFile>

namespace understudy::ssh {
class Session;
}

namespace understudy::sftp {

/// One file on its way to a host or from it. It arrives whole or not at all: written under another name and
/// renamed when all is there. Canceled by cancel() or by destroying it.
class Transfer final : public QObject {
    Q_OBJECT
public:
    /// Puts @p localFile at @p path on the host, or into it where that is a folder.
    static std::unique_ptr<Transfer> put(ssh::Session& session, const QString& localFile,
                                         const QString& path);
    /// Gets @p path of the host as @p localFile.
    static std::unique_ptr<Transfer> get(ssh::Session& session, const QString& path,
                                         const QString& localFile);
    ~Transfer() override;

    quint64 done() const { return m_done; }   ///< bytes
    quint64 total() const { return m_total; } ///< bytes, 0 while not known
    QString name() const;                     ///< of the file, without folders
    void cancel();

Q_SIGNALS:
    void progressed(quint64 done, quint64 total);          ///< at most once for each percent
    void finished(const understudy::Result<void>& result); ///< once, and not from inside put() or get()

private:
    enum class Direction { Put, Get };
    Transfer(ssh::Session& session, Direction direction, const QString& localFile, const QString& path);
    void beginPut();
    void openPut();
    void beginGet();
    void openGet();
    void fill();
    void sendNext();
    void askNext();
    void receive(quint64 offset, quint32 size, const Result<QByteArray>& bytes);
    void moved(quint64 bytes);
    void closeRemote();
    void settle();
    void finish(const Result<void>& result);

    const Direction m_direction;
    const QString m_localFile;
    QString m_path;
    QString m_partial;            ///< the name on the host until all is there
    std::shared_ptr<Sftp> m_sftp; ///< may outlive this object for its last request
    QFile m_source;
    QSaveFile m_target;
    QByteArray m_handle;
    quint64 m_next = 0; ///< offset of the next request
    quint64 m_done = 0;
    quint64 m_total = 0;
    int m_underway = 0;
    int m_percent = -1;
    bool m_atEnd = false;
    bool m_over = false;
};

} // namespace understudy::sftp
