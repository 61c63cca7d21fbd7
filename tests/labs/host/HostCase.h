#pragma once

#include "core/ssh/Session.h"
#include "labs/host/HostService.h"
#include "tests/fakes/RealThreads.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace understudy::fakes {

/// A face of a lab on a free port of 127.0.0.1: says the same to everybody and counts who came.
class Face final {
public:
    explicit Face(const QByteArray& words) {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, words] {
            ++visits;
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, words] {
                if (!socket->readAll().contains("\r\n\r\n"))
                    return;
                socket->write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " +
                              QByteArray::number(words.size()) + "\r\n\r\n" + words);
                socket->disconnectFromHost();
            });
        });
    }
    quint16 port() const { return m_server.serverPort(); }
    int visits = 0;

private:
    QTcpServer m_server;
};

/// A started lab host with a network of its own, where this computer gives it one, and stock OpenSSH's ways
/// into it.
struct HostCase {
    RealThreads threads;
    QTemporaryDir folder;
    std::unique_ptr<host::HostService> host;

    struct Said {
        int status = -1;
        QByteArray output;
        QByteArray errors;
    };

    host::HostOptions options(const QString& name) const {
        host::HostOptions made;
        made.folder = folder.filePath(name);
        made.kubeconfig = "apiVersion: v1\nkind: Config\n";
        made.lab = QStringLiteral("lab-1-1");
        made.files = qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/labs/host/files");
        made.network = qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab-net");
        return made;
    }
    bool start(const host::HostOptions& made) {
        auto opened = host::HostService::open(made, threads);
        if (!opened) {
            qWarning("%s", qPrintable(opened.error().sentence));
            return false;
        }
        host = std::move(*opened);
        qInfo() << "sandbox" << host->sandbox().on << host->sandbox().reason;
        return true;
    }
    /// Whether nothing is left open: no shared network, no shared list of processes.
    bool closed() const { return host->sandbox().on && host->sandbox().reason.isEmpty(); }

    /// Where stock clients find the host's key, and nothing else.
    QStringList sshOptions() const {
        const host::SshInfo info = host->sshInfo();
        QFile known(folder.filePath(QStringLiteral("known")));
        if (known.open(QIODevice::WriteOnly))
            known.write(QStringLiteral("[127.0.0.1]:%1 %2\n").arg(info.port).arg(info.hostKey).toLatin1());
        return {"-F", "none",
                "-o", "BatchMode=yes",
                "-o", "UserKnownHostsFile=" + known.fileName(),
                "-o", "GlobalKnownHostsFile=none",
                "-o", "StrictHostKeyChecking=yes",
                "-o", "IdentitiesOnly=yes",
                "-o", "LogLevel=ERROR",
                "-o", "Port=" + QString::number(info.port),
                "-i", info.identity};
    }
    /// Runs a program of this computer to its end; the test's own servers answer meanwhile.
    static Said finished(QProcess& process, const QByteArray& input = {}) {
        process.write(input);
        process.closeWriteChannel();
        while (process.state() != QProcess::NotRunning && !process.waitForFinished(20))
            QCoreApplication::processEvents();
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    /// ssh, scp or sftp with those words after the options that lead to the host.
    Said stock(const QString& program, const QStringList& words, const QByteArray& input = {}) const {
        QProcess process;
        process.start(program, sshOptions() + words);
        return finished(process, input);
    }
    Said run(const QString& command, const QByteArray& input = {}) const {
        return stock(QStringLiteral("ssh"), {QStringLiteral("trainee@127.0.0.1"), command}, input);
    }
    ssh::Target target() const {
        const host::SshInfo info = host->sshInfo();
        ssh::Target made;
        made.host = info.host;
        made.port = info.port;
        made.user = info.user;
        made.hostKey = info.hostKey;
        made.identities = {info.identity};
        return made;
    }
};

} // namespace understudy::fakes
