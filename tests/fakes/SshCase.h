#pragma once

#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/SshTrainee.h"
#include "tests/fakes/Sshd.h"

#include <QTemporaryDir>

namespace understudy::fakes {

/// A started sshd, and all a test needs to log in to it.
struct SshCase {
    RealThreads threads;
    Sshd sshd;
    QTemporaryDir folder;

    /// With the host's key pinned and a key file it takes.
    ssh::Target target() const { return targetOf(sshd); }
    static ssh::Target targetOf(const Sshd& server) {
        ssh::Target target;
        target.host = QStringLiteral("127.0.0.1");
        target.port = server.port();
        target.user = Sshd::user();
        target.identities = {server.identity()};
        target.hostKey = server.hostKeyLine();
        return target;
    }
    /// The same host at the other end of a breakable wire.
    ssh::Target through(const DelayProxy& wire) const { return through(wire, target()); }
    static ssh::Target through(const DelayProxy& wire, ssh::Target host) {
        host.port = wire.port();
        return host;
    }
    /// With a known_hosts file called @p file in place of the pinned key.
    ssh::Target unpinned(const char* file) const {
        ssh::Target asked = target();
        asked.hostKey.clear();
        asked.knownHosts = QStringList{path(file)};
        return asked;
    }
    ssh::Target withIdentity(const QString& file) const {
        ssh::Target asked = target();
        asked.identities = {file};
        return asked;
    }
    QString path(const char* name) const { return folder.filePath(QLatin1String(name)); }
    /// A new key file; the server takes it from now on when @p known.
    QString makeKey(const char* name, bool known = true, const QString& passphrase = {},
                    const QStringList& kind = {"-t", "ed25519"}) {
        const QString file = path(name);
        Sshd::makeKey(file, passphrase, kind);
        if (known)
            append(sshd.path("authorized"), Sshd::read(file + QStringLiteral(".pub")).toUtf8() + '\n');
        return file;
    }
    static void append(const QString& file, const QByteArray& text) {
        QFile out(file);
        if (out.open(QIODevice::Append))
            out.write(text);
    }
    std::unique_ptr<ssh::Session> session() { return std::make_unique<ssh::Session>(threads, postHere()); }
    /// A session that is ready, or nothing.
    std::unique_ptr<ssh::Session> loggedIn(const ssh::Target& to) {
        SshTrainee trainee;
        auto there = session();
        const bool in = trainee.connect(*there, to);
        there->lost = nullptr;
        return in ? std::move(there) : nullptr;
    }
    std::unique_ptr<ssh::Session> loggedIn() { return loggedIn(target()); }

    /// Runs a command and waits for it.
    static Result<ssh::ExecResult> run(ssh::Session& there, const QString& command,
                                       const QByteArray& input = {}) {
        std::optional<Result<ssh::ExecResult>> result;
        there.exec(command, input, std::chrono::seconds(30), [&](const auto& r) { result = r; });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 40'000))
            return Error{Errc::TimedOut, QStringLiteral("the test waited in vain"), {}};
        return *result;
    }
    static int descriptors() { return static_cast<int>(QDir("/proc/self/fd").count()); }
    static int threadCount() { return static_cast<int>(QDir("/proc/self/task").count()) - 2; }
    static qint64 residentKiB() {
        QFile status("/proc/self/status");
        if (!status.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("VmRSS:"))
                return line.simplified().split(' ').value(1).toLongLong();
        return 0;
    }
};

} // namespace understudy::fakes
