#include "core/sftp/Sftp.h"

#include "core/ssh/Blob.h"

#include <QCoreApplication>

namespace understudy::sftp {

namespace {

constexpr qsizetype LongestPacket = 256 * 1024 + 1024;
constexpr quint32 Version = 3;

enum Type : quint8 {
    Init = 1,
    VersionIs = 2,
    Open = 3,
    Close = 4,
    ReadFile = 5,
    WriteFile = 6,
    OpenFolder = 11,
    ReadFolder = 12,
    Remove = 13,
    MakeFolder = 14,
    RealPath = 16,
    Stat = 17,
    Rename = 18,
    Status = 101,
    Handle = 102,
    Data = 103,
    Name = 104,
    Attrs = 105,
    Extended = 200,
    ExtendedReply = 201
};

enum Code : quint32 { Ok = 0, Eof = 1, NoSuchFile = 2, PermissionDenied = 3, Unsupported = 8 };

QString tr(const char* text) { return QCoreApplication::translate("sftp", text); }

Error nonsense() {
    return {Errc::Corrupt,
            tr("The host's file server does not speak the protocol. Ask whoever runs the host."),
            {}};
}

Error ofCode(quint32 code, const QString& detail) {
    switch (code) {
    case Eof:
    case NoSuchFile:
        return {Errc::NotFound, tr("There is no such file on the host. Check its name, then try again."),
                detail};
    case PermissionDenied:
        return {Errc::Refused, tr("The host does not let you do that with this file. Choose another folder."),
                detail};
    case Unsupported:
        return {Errc::Unsupported, tr("The host's file server cannot do that."), detail};
    default:
        return {Errc::Io,
                tr("The host could not do that with this file. Check the free space and the folder there."),
                detail};
    }
}

Attributes attributesOf(ssh::BlobReader& fields) {
    Attributes attributes;
    const quint32 flags = fields.number();
    if (flags & 1)
        attributes.size = fields.number64();
    if (flags & 2)
        fields.number64(); // uid and gid
    if (flags & 4)
        attributes.permissions = fields.number();
    if (flags & 8) {
        fields.number(); // when it was last read
        attributes.modified = fields.number();
    }
    if (flags & 0x80000000U) // pairs of texts that nobody here knows
        for (quint32 left = fields.number(); left > 0 && fields.good(); --left) {
            fields.text();
            fields.text();
        }
    return attributes;
}

} // namespace

Sftp::Sftp(std::unique_ptr<terminal::ByteStream> stream)
    : m_stream(std::move(stream)) {
    m_stream->received = [this](std::string_view bytes) {
        const std::size_t count = bytes.size();
        const auto alive = m_alive;
        receive(bytes);
        if (*alive)
            m_stream->grant(count);
    };
    m_stream->ended = [this](const terminal::StreamEnd& end) {
        const bool lost = end.lost || m_greeted;
        fail({lost ? Errc::Unreachable : Errc::Unsupported,
              lost ? tr("The connection was lost. Connect again, then try again.")
                   : tr("The host serves no files over SSH. Ask whoever runs it."),
              QString::fromStdString(end.sentence)});
    };
    send(ssh::BlobWriter().byte(Init).number(Version).bytes());
}

Sftp::~Sftp() { *m_alive = false; }

void Sftp::send(const QByteArray& packet) {
    const QByteArray framed = ssh::BlobWriter().text(packet).bytes();
    m_stream->write({framed.constData(), static_cast<std::size_t>(framed.size())});
}

void Sftp::request(quint8 type, const QByteArray& fields, Taker taker) {
    if (m_over)
        return taker({0, {}, m_over});
    const quint32 id = m_next++;
    m_takers.emplace(id, std::move(taker));
    send(ssh::BlobWriter().byte(type).number(id).bytes() + fields);
}

void Sftp::receive(std::string_view bytes) {
    m_held.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
    const auto alive = m_alive;
    qsizetype at = 0;
    while (*alive && !m_over && m_held.size() - at >= 4) {
        const qsizetype size = static_cast<qsizetype>(qFromBigEndian<quint32>(m_held.constData() + at));
        if (size < 1 || size > LongestPacket)
            return fail(nonsense());
        if (m_held.size() - at - 4 < size)
            break;
        const QByteArray packet = m_held.mid(at + 4, size);
        at += 4 + size;
        handle(packet);
    }
    if (*alive)
        m_held.remove(0, at);
}

void Sftp::handle(const QByteArray& packet) {
    ssh::BlobReader fields(packet);
    const quint8 type = fields.byte();
    if (type == VersionIs && !m_greeted) {
        m_greeted = true;
        if (fields.number() < Version)
            return fail(nonsense());
        while (!fields.atEnd() && fields.good()) {
            const QByteArray name = fields.text();
            const QByteArray version = fields.text();
            m_posixRename = (version == "1" && name == "posix-rename@openssh.com") || m_posixRename;
            m_tellsSpace = (version == "2" && name == "statvfs@openssh.com") || m_tellsSpace;
        }
        return;
    }
    const auto taker = m_takers.extract(fields.number());
    if (!m_greeted || !fields.good() || taker.empty())
        return fail(nonsense());
    taker.mapped()({type, packet.mid(5), {}});
}

void Sftp::fail(const Error& reason) {
    if (m_over)
        return;
    m_over = reason;
    const auto alive = m_alive;
    const auto takers = std::exchange(m_takers, {});
    for (const auto& [id, taker] : takers)
        if (*alive)
            taker({0, {}, reason});
}

Error Sftp::errorOf(const Reply& reply) {
    if (reply.error)
        return *reply.error;
    ssh::BlobReader fields(reply.body);
    if (reply.type != Status)
        return nonsense();
    const quint32 code = fields.number();
    return ofCode(code, QString::fromUtf8(fields.text()).left(200));
}

Sftp::Taker Sftp::statusTaker(Answer<void> answer) {
    return [answer = std::move(answer)](const Reply& reply) {
        if (reply.type == Status && ssh::BlobReader(reply.body).number() == Ok)
            answer({});
        else
            answer(errorOf(reply));
    };
}

void Sftp::stat(const QString& path, Answer<Attributes> answer) {
    request(Stat, ssh::BlobWriter().text(path.toUtf8()).bytes(),
            [answer = std::move(answer)](const Reply& reply) {
                if (reply.type != Attrs)
                    return answer(errorOf(reply));
                ssh::BlobReader fields(reply.body);
                answer(attributesOf(fields));
            });
}

void Sftp::realPath(const QString& path, Answer<QString> answer) {
    request(RealPath, ssh::BlobWriter().text(path.toUtf8()).bytes(),
            [answer = std::move(answer)](const Reply& reply) {
                ssh::BlobReader fields(reply.body);
                if (reply.type != Name || fields.number() != 1)
                    return answer(errorOf(reply));
                answer(QString::fromUtf8(fields.text()));
            });
}

void Sftp::open(const QString& path, quint32 flags, quint32 permissions, Answer<QByteArray> answer) {
    ssh::BlobWriter packet;
    packet.text(path.toUtf8()).number(flags);
    if (flags & Create)
        packet.number(4).number(permissions);
    else
        packet.number(0);
    request(Open, packet.bytes(), [answer = std::move(answer)](const Reply& reply) {
        if (reply.type != Handle)
            return answer(errorOf(reply));
        answer(ssh::BlobReader(reply.body).text());
    });
}

void Sftp::read(const QByteArray& handle, quint64 offset, quint32 size, Answer<QByteArray> answer) {
    const QByteArray fields = ssh::BlobWriter().text(handle).number64(offset).number(size).bytes();
    request(ReadFile, fields, [answer = std::move(answer)](const Reply& reply) {
        if (reply.type == Data)
            answer(ssh::BlobReader(reply.body).text());
        else if (reply.type == Status && ssh::BlobReader(reply.body).number() == Eof)
            answer(QByteArray());
        else
            answer(errorOf(reply));
    });
}

void Sftp::write(const QByteArray& handle, quint64 offset, const QByteArray& bytes, Answer<void> answer) {
    request(WriteFile, ssh::BlobWriter().text(handle).number64(offset).text(bytes).bytes(),
            statusTaker(std::move(answer)));
}

void Sftp::closeFile(const QByteArray& handle, Answer<void> answer) {
    request(Close, ssh::BlobWriter().text(handle).bytes(), statusTaker(std::move(answer)));
}

void Sftp::rename(const QString& from, const QString& to, Answer<void> answer) {
    const QByteArray names = ssh::BlobWriter().text(from.toUtf8()).text(to.toUtf8()).bytes();
    if (m_posixRename)
        return request(Extended, ssh::BlobWriter().text("posix-rename@openssh.com").bytes() + names,
                       statusTaker(std::move(answer)));
    remove(to, [this, alive = m_alive, names, answer = std::move(answer)](const Result<void>&) {
        if (*alive)
            request(Rename, names, statusTaker(answer)); // version 3 does not rename over a file
    });
}

void Sftp::remove(const QString& path, Answer<void> answer) {
    request(Remove, ssh::BlobWriter().text(path.toUtf8()).bytes(), statusTaker(std::move(answer)));
}

void Sftp::makeFolder(const QString& path, Answer<void> answer) {
    request(MakeFolder, ssh::BlobWriter().text(path.toUtf8()).number(0).bytes(),
            statusTaker(std::move(answer)));
}

void Sftp::list(const QString& path, Answer<std::vector<Entry>> answer) {
    request(OpenFolder, ssh::BlobWriter().text(path.toUtf8()).bytes(),
            [this, alive = m_alive, answer = std::move(answer)](const Reply& reply) {
                if (reply.type != Handle)
                    answer(errorOf(reply));
                else if (*alive)
                    listMore(ssh::BlobReader(reply.body).text(), std::make_shared<std::vector<Entry>>(),
                             answer);
            });
}

void Sftp::listMore(const QByteArray& handle, const std::shared_ptr<std::vector<Entry>>& found,
                    const Answer<std::vector<Entry>>& answer) {
    request(ReadFolder, ssh::BlobWriter().text(handle).bytes(),
            [this, alive = m_alive, handle, found, answer](const Reply& reply) {
                const bool over = reply.type == Status && ssh::BlobReader(reply.body).number() == Eof;
                if (reply.type != Name && !over)
                    return answer(errorOf(reply));
                ssh::BlobReader fields(reply.body);
                for (quint32 left = over ? 0 : fields.number(); left > 0 && fields.good(); --left) {
                    const QString name = QString::fromUtf8(fields.text());
                    fields.text(); // the line `ls -l` would print
                    const Attributes attributes = attributesOf(fields);
                    const bool one = name != QLatin1String(".") && name != QLatin1String("..") &&
                                     !name.isEmpty() && !name.contains(QLatin1Char('/'));
                    if (fields.good() && one)
                        found->push_back({name, attributes});
                }
                if (!*alive)
                    return;
                if (!over && fields.good() && found->size() < MostEntries)
                    return listMore(handle, found, answer);
                closeFile(handle, [](const Result<void>&) {});
                answer(fields.good() || over ? Result<std::vector<Entry>>(std::move(*found)) : nonsense());
            });
}

void Sftp::freeBytes(const QString& path, Answer<quint64> answer) {
    // Asked before the server has introduced itself, it is not known to be able to: stat() first.
    if (!m_tellsSpace)
        return answer(m_over.value_or(ofCode(Unsupported, {})));
    request(Extended, ssh::BlobWriter().text("statvfs@openssh.com").text(path.toUtf8()).bytes(),
            [answer = std::move(answer)](const Reply& reply) {
                if (reply.type != ExtendedReply)
                    return answer(errorOf(reply));
                ssh::BlobReader fields(reply.body);
                fields.number64();
                const quint64 block = fields.number64();
                const quint64 blocks = fields.number64();
                fields.number64();
                const quint64 available = fields.number64();
                if (fields.good() && blocks == 0) // no disk: /proc, /dev
                    return answer(ofCode(Unsupported, {}));
                answer(fields.good() ? Result<quint64>(block * available) : nonsense());
            });
}

void Sftp::abandon() {
    for (auto& [id, taker] : m_takers)
        taker = [](const Reply&) {};
}

} // namespace understudy::sftp
