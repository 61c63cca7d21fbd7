#pragma once

#include "core/base/Result.h"
#include "core/terminal/ByteStream.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace understudy::sftp {

/// What a host says of a file; fields it does not tell are not there.
struct Attributes {
    std::optional<quint64> size;        ///< bytes
    std::optional<quint32> permissions; ///< POSIX mode with the file's type
    std::optional<qint64> modified;     ///< seconds since 1970
    bool folder() const { return permissions && (*permissions & 0170000) == 0040000; }
};

/// One file or folder in a folder of a host.
struct Entry {
    QString name; ///< as the host has it; never empty, ".", ".." or with a slash
    Attributes attributes;
};

/// A talk with a host's file server (SFTP version 3, draft-ietf-secsh-filexfer-02) over the stream of the
/// subsystem "sftp". Any number of requests may be under way; each is answered once, also when the stream
/// ends. Nothing is called after the end of this object.
class Sftp final {
public:
    template <class T>
    using Answer = std::function<void(const Result<T>&)>;
    enum OpenFlag : quint32 { Read = 1, Write = 2, Create = 8, Truncate = 16, Exclusive = 32 };
    /// The most that one read or write carries; all servers take as much.
    static constexpr quint32 MostAtOnce = 32 * 1024;
    /// Of one folder; what comes after is left out.
    static constexpr std::size_t MostEntries = 20'000;

    explicit Sftp(std::unique_ptr<terminal::ByteStream> stream);
    ~Sftp();
    Sftp(const Sftp&) = delete;
    Sftp& operator=(const Sftp&) = delete;

    void stat(const QString& path, Answer<Attributes> answer);
    /// The absolute name of a path; "." is where the login begins.
    void realPath(const QString& path, Answer<QString> answer);
    /// A handle to the file; @p permissions are for one that is made.
    void open(const QString& path, quint32 flags, quint32 permissions, Answer<QByteArray> answer);
    /// At most @p size bytes from @p offset, fewer where the server likes, none at the end of the file.
    void read(const QByteArray& handle, quint64 offset, quint32 size, Answer<QByteArray> answer);
    void write(const QByteArray& handle, quint64 offset, const QByteArray& bytes, Answer<void> answer);
    void closeFile(const QByteArray& handle, Answer<void> answer);
    /// Takes the place of @p to, at once where the server can.
    void rename(const QString& from, const QString& to, Answer<void> answer);
    void remove(const QString& path, Answer<void> answer);
    void makeFolder(const QString& path, Answer<void> answer);
    /// What is in a folder, in the host's order; a link counts as what it leads to only for stat().
    void list(const QString& path, Answer<std::vector<Entry>> answer);
    /// Bytes that this login may still fill on the disk of @p path (statvfs@openssh.com); Unsupported where
    /// the server does not tell.
    void freeBytes(const QString& path, Answer<quint64> answer);
    /// Nobody waits for the answers to earlier requests any more.
    void abandon();

private:
    struct Reply {
        quint8 type = 0;
        QByteArray body;
        std::optional<Error> error;
    };
    using Taker = std::function<void(const Reply&)>;

    void request(quint8 type, const QByteArray& fields, Taker taker);
    void send(const QByteArray& packet);
    void receive(std::string_view bytes);
    void handle(const QByteArray& packet);
    void fail(const Error& reason);
    void listMore(const QByteArray& handle, const std::shared_ptr<std::vector<Entry>>& found,
                  const Answer<std::vector<Entry>>& answer);
    static Taker statusTaker(Answer<void> answer);
    static Error errorOf(const Reply& reply);

    std::unique_ptr<terminal::ByteStream> m_stream;
    QByteArray m_held; ///< the beginning of a packet
    std::map<quint32, Taker> m_takers;
    quint32 m_next = 1;
    bool m_greeted = false;
    bool m_posixRename = false;
    bool m_tellsSpace = false;
    std::optional<Error> m_over;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace understudy::sftp
