#include "app/lab/Serve.h"

#include "app/lab/FaceSet.h"
#include "app/lab/Keeping.h"
#include "app/lab/Loop.h"
#include "app/lab/Pace.h"
#include "app/lab/Scenery.h"
#include "app/threads/Workers.h"
#include "core/base/Id.h"
#include "labs/host/HostService.h"
#include "labs/replay/ForkFace.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <unistd.h>

namespace understudy::lab {

namespace {

volatile std::sig_atomic_t told = 0; // by a signal to stop; a handler can be given nothing

QString tr(const char* text) { return QCoreApplication::translate("lab", text); }

extern "C" void stopOnSignal(int) { told = 1; }

void obeySignals() {
    struct sigaction action {};
    action.sa_handler = stopOnSignal;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaction(signal, &action, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr);
}

std::int64_t wallMicros() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

QString freshToken() {
    unsigned char bytes[24];
    systemRandomness()(bytes, sizeof bytes);
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(bytes), sizeof bytes).toHex());
}

Result<void> writePrivately(const QString& name, const QByteArray& text) {
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
        file.write(text) == text.size() && file.commit())
        return {};
    return Error{Errc::Io,
                 tr("%1 cannot be written. Free some space or choose another folder by --home.").arg(name),
                 file.errorString()};
}

QByteArray kubeconfig(const QString& server, const std::string& authority, const QString& token) {
    return QStringLiteral("apiVersion: v1\nkind: Config\ncurrent-context: lab\nclusters:\n- name: lab\n  "
                          "cluster:\n    server: %1\n"
                          "    certificate-authority-data: %2\ncontexts:\n- name: lab\n  context:\n    "
                          "cluster: lab\n    user: trainee\n"
                          "    namespace: production\nusers:\n- name: trainee\n  user:\n    token: %3\n")
        .arg(server, QString::fromLatin1(QByteArray::fromStdString(authority).toBase64()), token)
        .toUtf8();
}

/// A running lab: the world on this thread, three HTTP servers and the SSH server on theirs.
class Lab final {
public:
    explicit Lab(const Options& options)
        : m_options(options)
        , m_kubeToken(freshToken())
        , m_controlToken(freshToken())
        , m_dwcpSecret(freshToken()) {}
    ~Lab() {
        QFile::remove(path("lab.json"));
        m_host.reset();
        for (const auto& server : m_servers)
            server->stop();
    }

    Result<void> open(Scenery scenery) {
        m_keeping.takeUp(scenery);
        const std::int64_t real = m_pace.now(), wall = wallMicros();
        m_stage = std::make_unique<cluster::Stage>(std::move(scenery.topology), std::move(scenery.scenario),
                                                   real, m_keeping.epoch(wall), m_options.speed);
        m_faces = std::make_unique<FaceSet>(
            *m_stage,
            FaceSet::Tokens{m_kubeToken.toStdString(), m_controlToken.toStdString(),
                            m_dwcpSecret.toStdString()},
            [this] { return m_pace.now(); }, wallMicros);
        m_faces->kube().streams().wake = [this] { m_loop.post([] {}); };
        m_faces->control().started = [this](const std::string& lab) {
            const auto fresh = m_host->startLab(QString::fromStdString(lab));
            if (!fresh)
                complain(fresh.error());
        };
        m_faces->control().topology = [](const std::string& base) -> std::optional<cluster::Topology> {
            auto named = topologyNamed(QString::fromStdString(base));
            return named ? std::optional(std::move(named.value())) : std::nullopt;
        };
        m_faces->control().moved = [this] { m_keeping.keepPresent(*m_stage); };
        m_forks = std::make_unique<replay::ForkFace>(
            *m_stage, m_options.home, m_controlToken.toStdString(), worldOf, [this] { return m_pace.now(); },
            wallMicros);
        m_forks->moved = m_faces->control().moved;
        if (const auto done = m_keeping.begin(*m_stage, m_pace.now(), wallMicros()); !done)
            return done.error();
        const auto certificate = http::makeLocalCertificate();
        if (!certificate)
            return certificate.error();
        if (const auto done =
                listen(certificate.value(),
                       [this](auto& request, auto& exchange) { m_faces->kube().handle(request, exchange); });
            !done)
            return done.error();
        if (const auto done =
                listen({}, [this](auto& request,
                                  auto& exchange) { m_faces->prometheus().handle(request, exchange); });
            !done)
            return done.error();
        if (const auto done = listen({},
                                     [this](auto& request, auto& exchange) {
                                         if (!m_forks->handle(request, exchange))
                                             m_faces->control().handle(request, exchange);
                                     });
            !done)
            return done.error();
        if (const auto done = listen(
                {}, [this](auto& request, auto& exchange) { m_faces->platform().handle(request, exchange); });
            !done)
            return done.error();
        m_dwcpServer = m_servers.size() - 1;
        if (const auto done = listenForSignals(); !done)
            return done.error();
        return openHost(certificate.value().authorityPem);
    }

    Result<void> announce() {
        const auto ssh = m_host->sshInfo();
        const auto sandbox = m_host->sandbox();
        const QJsonObject about{
            {QStringLiteral("version"), 1},
            {QStringLiteral("ssh"), QJsonObject{{QStringLiteral("host"), ssh.host},
                                                {QStringLiteral("port"), ssh.port},
                                                {QStringLiteral("user"), ssh.user},
                                                {QStringLiteral("hostKey"), ssh.hostKey},
                                                {QStringLiteral("fingerprint"), ssh.fingerprint},
                                                {QStringLiteral("identity"), ssh.identity}}},
            {QStringLiteral("kubernetes"), QJsonObject{{QStringLiteral("server"), url(0)},
                                                       {QStringLiteral("kubeconfig"), path("kubeconfig")},
                                                       {QStringLiteral("token"), m_kubeToken}}},
            {QStringLiteral("prometheus"), QJsonObject{{QStringLiteral("url"), url(1)}}},
            {QStringLiteral("control"),
             QJsonObject{{QStringLiteral("url"), url(2)}, {QStringLiteral("token"), m_controlToken}}},
            {QStringLiteral("alertmanager"), QJsonObject{{QStringLiteral("url"), url(m_dwcpServer + 1)}}},
            {QStringLiteral("jaeger"), QJsonObject{{QStringLiteral("url"), url(m_dwcpServer + 2)}}},
            {QStringLiteral("otlp"), QJsonObject{{QStringLiteral("url"), url(m_dwcpServer + 3)}}},
            {QStringLiteral("dwcp"),
             QJsonObject{{QStringLiteral("url"), url(m_dwcpServer)},
                         {QStringLiteral("token"), dwcpToken(dwcp::DwcpFace::Role::Operator)},
                         {QStringLiteral("viewerToken"), dwcpToken(dwcp::DwcpFace::Role::Viewer)},
                         {QStringLiteral("user"), QStringLiteral("operator")},
                         {QStringLiteral("password"), QString::fromStdString(m_faces->platform().password(
                                                          dwcp::DwcpFace::Role::Operator))}}},
            {QStringLiteral("home"), m_host->home()},
            {QStringLiteral("sandbox"),
             QJsonObject{{QStringLiteral("on"), sandbox.on}, {QStringLiteral("reason"), sandbox.reason}}},
            {QStringLiteral("pid"), static_cast<qint64>(QCoreApplication::applicationPid())},
            {QStringLiteral("lab"), QString::fromStdString(m_stage->world().scenario().lab)}};
        if (const auto done = writePrivately(path("lab.json"), QJsonDocument(about).toJson()); !done)
            return done;
        if (m_options.json)
            std::printf("%s\n", QJsonDocument(about).toJson(QJsonDocument::Compact).constData());
        else
            tell(ssh, sandbox);
        std::fflush(stdout);
        return {};
    }

    void run() {
        const pid_t parent = getppid();
        m_loop.run(
            [this, parent] {
                if (told || (m_options.dieWithParent && getppid() != parent))
                    m_loop.stop();
                m_pace.wait(m_faces->kube().watchers() > 0);
                m_stage->catchUp(m_pace.now());
                m_keeping.keepPresent(*m_stage); // before anybody is told: what was shown is never lost
                m_loop.follow(m_pace.hurried() ? Pace::hurry : m_stage->speed());
                m_faces->control().beat();
            },
            [this] {
                m_faces->kube().pump();
                m_stage->world().prepareMetrics();
            });
        m_keeping.keepPresent(*m_stage);
    }

private:
    using Handle = std::function<void(const http::Request&, const std::shared_ptr<http::Exchange>&)>;

    QString path(const char* name) const { return m_options.home + u'/' + QLatin1String(name); }
    QString url(std::size_t server) const {
        return (server == 0 ? QStringLiteral("https://127.0.0.1:%1") : QStringLiteral("http://127.0.0.1:%1"))
            .arg(m_servers.at(server)->port());
    }

    QString dwcpToken(dwcp::DwcpFace::Role role) const {
        return QString::fromStdString(m_faces->platform().token(role));
    }

    // Requests are answered on the thread that owns the world, one after the other.
    Result<void> listen(const http::LocalCertificate& certificate, Handle handle) {
        http::Server::Options options;
        options.certificatePem = certificate.certificatePem;
        options.privateKeyPem = certificate.privateKeyPem;
        auto opened = http::Server::open(
            options, [this, handle](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
                m_loop.post([handle, request, exchange] { handle(request, exchange); });
            });
        if (!opened)
            return opened.error();
        static constexpr const char* names[] = {"kubernetes",   "prometheus", "control", "dwcp",
                                                "alertmanager", "jaeger",     "otlp"};
        m_servers.push_back(std::move(opened.value()));
        m_threads.start(names[m_servers.size() - 1], [server = m_servers.back().get()] { server->run(); });
        return {};
    }

    /// Alerts, traces and what is sent in, each on its own port after the platform's.
    Result<void> listenForSignals() {
        const std::array<Handle, 3> handles{
            [this](auto& request, auto& exchange) { m_faces->alertmanager().handle(request, exchange); },
            [this](auto& request, auto& exchange) { m_faces->jaeger().handle(request, exchange); },
            [this](auto& request, auto& exchange) { m_faces->otlp().handle(request, exchange); }};
        for (const Handle& handle : handles)
            if (const auto done = listen({}, handle); !done)
                return done.error();
        return {};
    }

    Result<void> openHost(const std::string& authority) {
        host::HostOptions options;
        options.folder = m_options.home;
        options.port = m_options.sshPort;
        options.kubeconfig = kubeconfig(url(0), authority, m_kubeToken);
        options.prometheusUrl = url(1);
        options.controlUrl = url(2);
        options.controlToken = m_controlToken;
        options.lab = QString::fromStdString(m_stage->world().scenario().lab);
        options.environment.insert(QStringLiteral("DWCP_SERVER"), url(m_dwcpServer));
        options.environment.insert(QStringLiteral("ALERTMANAGER_URL"), url(m_dwcpServer + 1));
        options.environment.insert(QStringLiteral("JAEGER_URL"), url(m_dwcpServer + 2));
        options.environment.insert(QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT"), url(m_dwcpServer + 3));
        options.environment.insert(QStringLiteral("OTEL_EXPORTER_OTLP_PROTOCOL"),
                                   QStringLiteral("http/json"));
        options.secrets.insert(QStringLiteral("dwcp-token"),
                               dwcpToken(dwcp::DwcpFace::Role::Operator).toUtf8());
        options.files = shareFolder() + QStringLiteral("/lab-host");
        options.path = toolFolders();
        options.network = networkProgram();
        for (const auto& server : m_servers)
            options.forwardTo.push_back(server->port());
        options.commandSeen = [this](const host::ShellCommand& command) {
            m_loop.post([this, text = command.text.toStdString()] {
                cluster::Action run;
                run.via = "shell";
                run.verb = "run";
                run.resource = "command";
                run.name = text;
                m_stage->note(std::move(run));
            });
        };
        if (const auto done = writePrivately(path("kubeconfig"), options.kubeconfig); !done)
            return done;
        auto opened = host::HostService::open(options, m_threads);
        if (!opened)
            return opened.error();
        m_host = std::move(opened.value());
        m_faces->control().sandbox = {m_host->sandbox().on, m_host->sandbox().reason.toStdString()};
        return {};
    }

    void tell(const host::SshInfo& ssh, const host::Sandbox& sandbox) const {
        const QString line = tr("The lab is up.\n"
                                "  log in       ssh -p %1 -i %2 -o UserKnownHostsFile=%3 %4@%5\n"
                                "  host key     %6\n"
                                "  Kubernetes   export KUBECONFIG=%7\n"
                                "  Prometheus   %8\n"
                                "  control      %9\n")
                                 .arg(QString::number(ssh.port), ssh.identity, path("known_hosts"), ssh.user,
                                      ssh.host, ssh.fingerprint, path("kubeconfig"), url(1), url(2));
        std::printf("%s", qPrintable(line));
        std::printf("  Alertmanager %s\n  Jaeger       %s\n  OTLP         %s\n",
                    qPrintable(url(m_dwcpServer + 1)), qPrintable(url(m_dwcpServer + 2)),
                    qPrintable(url(m_dwcpServer + 3)));
        std::printf(
            "  sandbox      %s\n%s\n",
            qPrintable((sandbox.on ? tr("on") : tr("off")) +
                       (sandbox.reason.isEmpty() ? QString() : QStringLiteral(": ") + sandbox.reason)),
            qPrintable(tr("Ctrl+C ends it.")));
        QSaveFile known(path("known_hosts"));
        if (known.open(QIODevice::WriteOnly)) {
            known.write(QStringLiteral("[%1]:%2 %3\n").arg(ssh.host).arg(ssh.port).arg(ssh.hostKey).toUtf8());
            known.commit();
        }
    }

    const Options& m_options;
    Pace m_pace{m_options.hurry};
    QString m_kubeToken, m_controlToken, m_dwcpSecret;
    std::size_t m_dwcpServer = 0;
    std::unique_ptr<cluster::Stage> m_stage;
    std::unique_ptr<FaceSet> m_faces;
    std::unique_ptr<replay::ForkFace> m_forks;
    Keeping m_keeping{m_options};
    Loop m_loop;
    std::vector<std::unique_ptr<http::Server>> m_servers;
    app::Workers m_threads; // after the servers: joined before they go
    std::unique_ptr<host::HostService> m_host;
};

Result<void> makeHome(const QString& home) {
    if (!QDir().mkpath(home) ||
        !QFile::setPermissions(home, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return Error{Errc::ReadOnly,
                     tr("The folder %1 cannot be made or used. Choose another one by --home.").arg(home),
                     {}};
    return {};
}

} // namespace

void complain(const Error& error) {
    std::fprintf(stderr, "understudy-lab: %s%s\n", qPrintable(error.sentence),
                 qPrintable(error.detail.isEmpty() ? QString() : QStringLiteral(" (") + error.detail + u')'));
}

int serve(const Options& options) {
    obeySignals();
    if (options.dieWithParent)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
    auto scenery = loadScenery(options);
    if (!scenery) {
        complain(scenery.error());
        return WrongUse;
    }
    Options settled = options;
    if (const auto done = makeHome(options.home); !done) {
        complain(done.error());
        return NoHome;
    }
    settled.home = QDir(options.home).canonicalPath();
    QLockFile lock(settled.home + QStringLiteral("/lab.lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(0)) {
        const bool taken = lock.error() == QLockFile::LockFailedError;
        complain(
            {Errc::Busy,
             taken
                 ? tr("A lab already runs in %1. Stop it first, or choose another folder by --home.")
                       .arg(settled.home)
                 : tr("The folder %1 cannot be written to. Choose another one by --home.").arg(settled.home),
             {}});
        return taken ? AlreadyRunning : NoHome;
    }
    Lab lab(settled);
    auto opened = lab.open(std::move(scenery.value()));
    if (opened)
        opened = lab.announce();
    if (!opened) {
        complain(opened.error());
        const auto code = opened.error().code;
        return code == Errc::Io || code == Errc::DiskFull || code == Errc::ReadOnly ? NoHome : Failed;
    }
    lab.run();
    return Done;
}

} // namespace understudy::lab
