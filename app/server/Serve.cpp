#include "app/server/Serve.h"

#include "app/server/Pages.h"
#include "app/server/Socket.h"
#include "app/threads/Workers.h"
#include "core/base/Clock.h"
#include "core/lrs/Service.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>

#include <csignal>
#include <cstdio>

namespace understudy::server {

namespace {

http::Server* running = nullptr; // for the signal handler, which can be given nothing

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

extern "C" void stopOnSignal(int) {
    if (running)
        running->stop();
}

void obeySignals(http::Server& server) {
    running = &server;
    struct sigaction action {};
    action.sa_handler = stopOnSignal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
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

Result<std::string> readFile(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Errc::NotFound, tr("The file %1 cannot be read.").arg(name), file.errorString()};
    return file.readAll().toStdString();
}

Result<void> writeFile(const QString& name, const std::string& text) {
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
        file.write(QByteArray::fromStdString(text)) == static_cast<qint64>(text.size()) && file.commit())
        return {};
    return Error{Errc::Io, tr("The file %1 cannot be written.").arg(name), file.errorString()};
}

/// A certificate of our own for this computer, kept so that devices can go on trusting it.
Result<void> useLocalTls(const QString& data, http::Server::Options& options) {
    const QDir folder(data + QStringLiteral("/tls"));
    const QString names[] = {folder.filePath(QStringLiteral("authority.pem")),
                             folder.filePath(QStringLiteral("certificate.pem")),
                             folder.filePath(QStringLiteral("key.pem"))};
    constexpr int days = 825;
    const bool fresh = QFileInfo(names[2]).lastModified().daysTo(QDateTime::currentDateTime()) < days - 30;
    if (!QFile::exists(names[0]) || !QFile::exists(names[1]) || !QFile::exists(names[2]) || !fresh) {
        if (!folder.mkpath(QStringLiteral(".")))
            return Error{Errc::ReadOnly, tr("The folder %1 cannot be made.").arg(folder.path()), {}};
        const auto made = http::makeLocalCertificate(days);
        if (!made)
            return made.error();
        const std::string* texts[] = {&made->authorityPem, &made->certificatePem, &made->privateKeyPem};
        for (int i = 0; i < 3; ++i) {
            if (const auto written = writeFile(names[i], *texts[i]); !written)
                return written;
        }
    }
    const auto certificate = readFile(names[1]);
    const auto key = readFile(names[2]);
    if (!certificate || !key)
        return certificate ? key.error() : certificate.error();
    options.certificatePem = *certificate;
    options.privateKeyPem = *key;
    say(tr("Devices must trust %1").arg(names[0]));
    return {};
}

Result<void> chooseTls(const Options& asked, http::Server::Options& options) {
    if (asked.isSet("local-tls"))
        return useLocalTls(*dataFolder(asked), options);
    if (!asked.value("tls-cert").isEmpty()) {
        const auto certificate = readFile(asked.value("tls-cert"));
        const auto key = readFile(asked.value("tls-key"));
        if (!certificate || !key)
            return certificate ? key.error() : certificate.error();
        options.certificatePem = *certificate;
        options.privateKeyPem = *key;
        return {};
    }
    if (!isLoopback(options.address))
        return Error{
            Errc::Refused,
            tr("Without TLS only this computer may be served. Give --tls-cert and --tls-key, or --local-tls, "
               "or listen on 127.0.0.1."),
            {}};
    return {};
}

/// The accounts' home page belongs to the data: changing it would make strangers of everybody.
Result<std::string> homePage(store::Database& database, const QString& asked) {
    auto known = database.value("home-page");
    if (!known)
        return known;
    const auto wanted = asked.toStdString();
    if (!known->empty() && !asked.isEmpty() && *known != wanted)
        return Error{Errc::Refused,
                     tr("This data belongs to %1. The home page of accounts cannot be changed.")
                         .arg(QString::fromStdString(*known)),
                     {}};
    if (!known->empty())
        return known;
    const auto chosen = asked.isEmpty() ? lrs::Service::Options().homePage : wanted;
    if (const auto set = database.setValue("home-page", chosen); !set)
        return set.error();
    return chosen;
}

int wrong(const Error& error) {
    complain(error.sentence, error.detail);
    return WrongUse;
}

/// The coordinators' pages, with the course that was given or came with the program.
Result<std::unique_ptr<Pages>> openPages(const Options& asked, store::Database& database, const Clock& clock,
                                         Threads& threads, const std::string& home, lrs::Service& service,
                                         std::unique_ptr<http::Server>& server) {
    const auto share =
        QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/understudy"));
    Pages::Options options;
    options.course =
        asked.value("course").isEmpty() ? share + QStringLiteral("/course/dwcp-v3") : asked.value("course");
    options.keys = share + QStringLiteral("/course/keys.pub");
    options.assets = share + QStringLiteral("/cohort");
    options.homePage = home;
    return Pages::open(
        options,
        {database, clock, threads, [&](std::function<void()> work) { server->post(std::move(work)); },
         [&](int milliseconds, std::function<void()> work) { server->after(milliseconds, std::move(work)); },
         [&](auto work, auto done) { service.change(std::move(work), std::move(done)); }});
}

int runService(const Options& asked, http::Server::Options options) {
    auto database = openDatabase(asked);
    if (!database)
        return failed(database.error());
    const auto home = homePage(**database, asked.value("home-page"));
    if (!home)
        return home.error().code == Errc::Refused ? wrong(home.error()) : failed(home.error());
    const SystemClock clock;
    app::Workers threads;
    std::unique_ptr<http::Server> server;
    lrs::Service::Options serviceOptions;
    serviceOptions.homePage = *home;
    serviceOptions.missingVersion = asked.value("missing-version-reply") == QLatin1String("1.0.3")
                                        ? xapi::Version::V1_0_3
                                        : xapi::Version::V2_0_0;
    auto service = lrs::Service::open(**database, clock, serviceOptions, threads,
                                      [&](std::function<void()> work) { server->post(std::move(work)); });
    if (!service)
        return failed(service.error());
    auto pages = openPages(asked, **database, clock, threads, *home, **service, server);
    if (!pages)
        complain(tr("There are no pages for coordinators: %1").arg(pages.error().sentence),
                 pages.error().detail);
    auto opened = http::Server::open(
        options, [&](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            if (pages && desk::Desk::isOurs(request))
                (*pages)->handle(request, std::move(exchange));
            else
                (*service)->handle(request, std::move(exchange));
        });
    if (!opened)
        return failed(opened.error());
    server = std::move(*opened);
    obeySignals(*server);
    const auto address = QString::fromStdString(options.address);
    say(tr("Listening on %1://%2:%3/xapi")
            .arg(options.certificatePem.empty() ? QStringLiteral("http") : QStringLiteral("https"),
                 address.contains(u':') ? u'[' + address + u']' : address)
            .arg(server->port()));
    server->run();
    running = nullptr;
    return Done;
}

} // namespace

int serve(const Options& asked) {
    http::Server::Options options;
    const auto data = dataFolder(asked);
    if (!data)
        return failed(data.error());
    if (!readPlace(asked.value("listen"), options)) {
        complain(
            tr("\"%1\" is no address and port. Write it like 127.0.0.1:8443.").arg(asked.value("listen")));
        return WrongUse;
    }
    if (asked.listenSocket() >= 0 && !listenOn(asked.listenSocket(), options)) {
        complain(tr("The socket handed over by systemd does not listen. Look at its socket unit."));
        return WrongUse;
    }
    allowManyClients();
    options.maxConnections = 2000;
    options.graceSeconds = 5;
    options.encodedBodies = false;
    QLockFile lock(*data + QStringLiteral("/server.lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(0)) {
        if (lock.error() == QLockFile::LockFailedError) {
            complain(tr("Another understudy-server already serves %1. Stop it first, or give another folder.")
                         .arg(*data));
            return AlreadyRunning;
        }
        complain(tr("The data folder %1 cannot be written to. Check its owner and the space on its disk.")
                     .arg(*data));
        return Failed;
    }
    if (const auto chosen = chooseTls(asked, options); !chosen)
        return chosen.error().code == Errc::Refused ? wrong(chosen.error()) : failed(chosen.error());
    return runService(asked, std::move(options));
}

} // namespace understudy::server
