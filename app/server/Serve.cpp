#include "app/server/Serve.h"

#include "app/server/Serving.h"
#include "app/server/Socket.h"
#include "app/server/Tls.h"

#include <QCoreApplication>
#include <QLockFile>

#include <atomic>
#include <csignal>

namespace understudy::server {

namespace {

// For the signal handlers, which can be given nothing.
http::Server* running = nullptr;
std::atomic<bool> newCertificate = false;

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

extern "C" void stopOnSignal(int) {
    if (running)
        running->stop();
}

extern "C" void renewOnSignal(int) { newCertificate = true; }

void obeySignals(http::Server& server) {
    running = &server;
    struct sigaction action {};
    action.sa_handler = stopOnSignal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    action.sa_handler = renewOnSignal;
    sigaction(SIGHUP, &action, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr);
}

bool isLoopback(const std::string& address) { return address == "::1" || address.starts_with("127."); }

/// 127.0.0.1:8443, [::1]:8443
bool readPlace(const QString& listen, http::Server::Options& options) {
    const auto colon = listen.lastIndexOf(u':');
    bool number = false;
    const auto port = listen.mid(colon + 1).toUInt(&number);
    QString address = listen.left(colon);
    if (address.startsWith(u'[') && address.endsWith(u']'))
        address = address.mid(1, address.size() - 2);
    if (colon < 1 || !number || port > 65535)
        return false;
    options.address = address == QLatin1String("localhost") ? "127.0.0.1" : address.toStdString();
    options.port = static_cast<std::uint16_t>(port);
    return true;
}

int wrong(const QString& sentence) {
    complain(sentence);
    return WrongUse;
}

int run(const Options& asked, const QString& data, http::Server::Options options) {
    const auto tls = readTls(asked, data);
    if (!tls)
        return failed(tls.error());
    if (tls->certificate.empty() && !isLoopback(options.address))
        return wrong(
            tr("Without TLS only this computer may be served. Give --tls-cert and --tls-key, or --local-tls, "
               "or listen on 127.0.0.1."));
    options.certificatePem = tls->certificate;
    options.privateKeyPem = tls->key;
    const auto address = QString::fromStdString(options.address);
    auto serving = Serving::open(asked, data, std::move(options));
    if (!serving)
        return serving.error().code == Errc::Refused ? wrong(serving.error().sentence)
                                                     : failed(serving.error());
    auto& server = (*serving)->server();
    obeySignals(server);
    say(tr("Listening on %1://%2:%3/xapi")
            .arg(tls->certificate.empty() ? QStringLiteral("http") : QStringLiteral("https"),
                 address.contains(u':') ? u'[' + address + u']' : address)
            .arg(server.port()));
    (*serving)->run([] { return newCertificate.exchange(false); });
    running = nullptr;
    return Done;
}

} // namespace

int serve(const Options& asked) {
    http::Server::Options options;
    const auto data = dataFolder(asked);
    if (!data)
        return failed(data.error());
    if (!readPlace(asked.value("listen"), options))
        return wrong(
            tr("\"%1\" is no address and port. Write it like 127.0.0.1:8443.").arg(asked.value("listen")));
    if (asked.listenSocket() >= 0 && !listenOn(asked.listenSocket(), options))
        return wrong(tr("The socket handed over by systemd does not listen. Look at its socket unit."));
    allowManyClients();
    options.maxConnections = 2000;
    options.graceSeconds = 5;
    options.encodedBodies = false;
    const bool shared = asked.isSet("database"); // then any number of servers may work side by side
    options.sharePort = shared;
    QLockFile lock(*data + QStringLiteral("/server.lock"));
    lock.setStaleLockTime(0);
    if (!shared && !lock.tryLock(0)) {
        if (lock.error() == QLockFile::LockFailedError) {
            complain(tr("Another understudy-server already serves %1. Stop it first, or give another folder.")
                         .arg(*data));
            return AlreadyRunning;
        }
        complain(tr("The data folder %1 cannot be written to. Check its owner and the space on its disk.")
                     .arg(*data));
        return Failed;
    }
    return run(asked, *data, std::move(options));
}

} // namespace understudy::server
