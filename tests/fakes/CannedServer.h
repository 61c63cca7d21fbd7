#pragma once

#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

#include <functional>

namespace understudy::fakes {

/// What a client asked a CannedServer.
struct Asked {
    QByteArray method;
    QString path;                          ///< without the query
    QUrlQuery query;                       ///< of the address and of a form, together
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
};

/// What it answers, and how badly.
struct Canned {
    int status = 200;
    QByteArray body = "{}";
    int delayMs = 0;
    bool hang = false; ///< takes the question and never answers
    int cutAfter = -1; ///< closes after this many bytes of the body
};

/// An HTTP/1.1 server on loopback that answers what the test says, also wrongly. One answer a connection.
class CannedServer final {
public:
    explicit CannedServer(std::function<Canned(const Asked&)> answer)
        : m_answer(std::move(answer)) {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
        m_server.listen(QHostAddress::LocalHost);
    }

    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort())); }
    /// Nobody listens any more; the port is remembered for open().
    void close() {
        m_port = m_server.serverPort();
        m_server.close();
    }
    bool open() { return m_server.listen(QHostAddress::LocalHost, m_port); }
    void setAnswer(std::function<Canned(const Asked&)> answer) { m_answer = std::move(answer); }
    const QList<Asked>& asked() const { return m_asked; }

private:
    void accept() {
        while (QTcpSocket* socket = m_server.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
        }
    }

    void read(QTcpSocket* socket) {
        QByteArray bytes = socket->property("bytes").toByteArray() + socket->readAll();
        socket->setProperty("bytes", bytes);
        const auto end = bytes.indexOf("\r\n\r\n");
        if (end < 0 || socket->property("answered").toBool())
            return;
        Asked asked;
        const QList<QByteArray> lines = bytes.left(end).split('\n');
        const QList<QByteArray> first = lines[0].trimmed().split(' ');
        asked.method = first.value(0);
        const QUrl url = QUrl::fromEncoded(first.value(1));
        asked.path = url.path();
        for (const QByteArray& line : lines.mid(1)) {
            const auto colon = line.indexOf(':');
            asked.headers[line.left(colon).trimmed().toLower()] = line.mid(colon + 1).trimmed();
        }
        asked.body = bytes.mid(end + 4);
        if (asked.body.size() < asked.headers.value("content-length", "0").toInt())
            return;
        asked.query = QUrlQuery(url);
        if (asked.headers["content-type"].startsWith("application/x-www-form-urlencoded"))
            asked.query.setQuery(url.query() + QLatin1Char('&') + QString::fromUtf8(asked.body));
        socket->setProperty("answered", true);
        m_asked.append(asked);
        const Canned canned = m_answer(asked);
        if (canned.hang)
            return;
        QTimer::singleShot(canned.delayMs, socket, [socket, canned] { write(*socket, canned); });
    }

    static void write(QTcpSocket& socket, const Canned& canned) {
        socket.write(
            "HTTP/1.1 " + QByteArray::number(canned.status) + " Said\r\nContent-Type: application/json\r\n" +
            "Content-Length: " + QByteArray::number(canned.body.size()) + "\r\nConnection: close\r\n\r\n");
        socket.write(canned.cutAfter < 0 ? canned.body : canned.body.left(canned.cutAfter));
        socket.disconnectFromHost();
    }

    QTcpServer m_server;
    quint16 m_port = 0;
    std::function<Canned(const Asked&)> m_answer;
    QList<Asked> m_asked;
};

} // namespace understudy::fakes
