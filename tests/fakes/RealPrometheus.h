#pragma once

#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace understudy::fakes {

/// Debian's Prometheus on a loopback port, fed once a second from a page of metrics that a test writes, or by
/// whom the test names. start() is false, with a reason, where there is none.
class RealPrometheus final {
public:
    QByteArray metrics; ///< in the text format
    QByteArray jobs;    ///< YAML: who is read in place of that page

    ~RealPrometheus() {
        m_process.kill();
        m_process.waitForFinished();
    }
    bool start() {
        if (!QFile::exists(QStringLiteral("/usr/bin/prometheus"))) {
            m_reason = QStringLiteral("prometheus is not installed");
            return false;
        }
        QObject::connect(&m_page, &QTcpServer::newConnection, &m_page, [this] { serve(); });
        m_page.listen(QHostAddress::LocalHost);
        {
            QTcpServer free;
            free.listen(QHostAddress::LocalHost);
            m_port = free.serverPort();
        }
        QFile config(m_folder.filePath(QStringLiteral("config.yml")));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        const QByteArray own = "  - job_name: test\n    static_configs:\n      - targets: ['127.0.0.1:" +
                               QByteArray::number(m_page.serverPort()) + "']\n";
        config.write("global: {scrape_interval: 1s}\nscrape_configs:\n" + (jobs.isEmpty() ? own : jobs));
        config.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral("/usr/bin/prometheus"),
                        {QStringLiteral("--config.file=") + config.fileName(),
                         QStringLiteral("--storage.tsdb.path=") + m_folder.filePath(QStringLiteral("data")),
                         QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)});
        const bool ready = QTest::qWaitFor(
            [this] {
                QTcpSocket there;
                there.connectToHost(QHostAddress::LocalHost, m_port);
                return there.waitForConnected(200);
            },
            20'000);
        if (!ready)
            m_reason = QString::fromLocal8Bit(m_process.readAll());
        return ready;
    }
    QString address() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    QString reason() const { return m_reason; }

private:
    void serve() {
        QTcpSocket* asked = m_page.nextPendingConnection();
        QObject::connect(asked, &QTcpSocket::readyRead, asked, [this, asked] {
            if (!asked->readAll().contains("\r\n\r\n"))
                return;
            asked->write("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n"
                         "Content-Length: " +
                         QByteArray::number(metrics.size()) + "\r\n\r\n" + metrics);
            asked->disconnectFromHost();
        });
        QObject::connect(asked, &QTcpSocket::disconnected, asked, &QObject::deleteLater);
    }

    QTemporaryDir m_folder;
    QTcpServer m_page;
    QProcess m_process;
    quint16 m_port = 0;
    QString m_reason;
};

/// Ports that this program itself listens on.
inline QStringList ownListeners() {
    QStringList sockets;
    for (const QFileInfo& file :
         QDir(QStringLiteral("/proc/self/fd")).entryInfoList(QDir::System | QDir::Files))
        sockets << QFile::symLinkTarget(file.filePath()).section(QLatin1Char('['), 1).chopped(1);
    QStringList found;
    for (const char* table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
        QFile lines(QString::fromLatin1(table));
        if (!lines.open(QIODevice::ReadOnly))
            continue;
        for (const QString& line : QString::fromLatin1(lines.readAll()).split(QLatin1Char('\n'))) {
            const QStringList fields = line.simplified().split(QLatin1Char(' '));
            if (fields.value(3) == QLatin1String("0A") && sockets.contains(fields.value(9)))
                found << fields.value(1);
        }
    }
    return found;
}

} // namespace understudy::fakes
