#pragma once

#include "labs/faces/AlertmanagerFace.h"
#include "labs/faces/ControlFace.h"
#include "labs/faces/JaegerFace.h"
#include "labs/faces/OtlpFace.h"
#include "labs/faces/PrometheusFace.h"
#include "labs/kubeapi/KubeFace.h"
#include "tests/fakes/SmallProduction.h"

#include <QProcess>
#include <QTemporaryDir>

#include <mutex>
#include <thread>

namespace understudy::fakes {

/// The faces of a small production on real ports, with a clock the test pushes. Requests are answered on the
/// server's threads, one at a time.
class LabServer final {
public:
    /// @p epoch: what virtual time 0 stands for, in microseconds since 1970; now, when it is 0.
    explicit LabServer(const std::string& scenario = "lab: test\nseed: 7\n", std::int64_t epoch = 0)
        : m_now(1) {
        auto made = smallProduction(scenario);
        m_stage = std::make_unique<cluster::Stage>(made->topology(), made->scenario(), m_now,
                                                   epoch ? epoch : wall(), 1.0);
        m_kube = std::make_unique<kubeapi::KubeFace>(*m_stage, "secret");
        m_kube->streams().wake = [this] {
            const std::lock_guard lock(m_mutex);
            m_kube->pump();
        };
        m_prometheus = std::make_unique<faces::PrometheusFace>(*m_stage);
        m_alertmanager = std::make_unique<faces::AlertmanagerFace>(*m_stage);
        m_jaeger = std::make_unique<faces::JaegerFace>(*m_stage);
        m_otlp = std::make_unique<faces::OtlpFace>(*m_stage);
        m_control = std::make_unique<faces::ControlFace>(
            *m_stage, "control", [this] { return m_now; }, wall);
        const auto certificate = http::makeLocalCertificate();
        listen(certificate.value(),
               [this](const auto& request, const auto& exchange) { m_kube->handle(request, exchange); });
        listen({}, [this](const auto& request, const auto& exchange) {
            m_prometheus->handle(request, exchange);
        });
        listen({},
               [this](const auto& request, const auto& exchange) { m_control->handle(request, exchange); });
        listen({}, [this](const auto& request, const auto& exchange) {
            m_alertmanager->handle(request, exchange);
        });
        listen({},
               [this](const auto& request, const auto& exchange) { m_jaeger->handle(request, exchange); });
        listen({}, [this](const auto& request, const auto& exchange) { m_otlp->handle(request, exchange); });
        QFile file(m_folder.filePath(QStringLiteral("kubeconfig")));
        if (file.open(QIODevice::WriteOnly))
            file.write(
                QStringLiteral(
                    "apiVersion: v1\nkind: Config\ncurrent-context: lab\nclusters:\n- name: lab\n  cluster:\n"
                    "    server: https://127.0.0.1:%1\n    certificate-authority-data: %2\ncontexts:\n- "
                    "name: lab\n"
                    "  context: {cluster: lab, user: me, namespace: production}\nusers:\n- name: me\n  user: "
                    "{token: secret}\n")
                    .arg(port(0))
                    .arg(QString::fromLatin1(QByteArray::fromStdString(certificate->authorityPem).toBase64()))
                    .toUtf8());
    }
    ~LabServer() {
        for (const auto& server : m_servers)
            server->stop();
        for (auto& thread : m_threads)
            thread.join();
    }
    static std::int64_t wall() { return QDateTime::currentMSecsSinceEpoch() * 1000; }
    static QString kubectlProgram() {
        const QString program =
            qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/build/tools/bin/kubectl");
        return QFile::exists(program) ? program : QString();
    }

    quint16 port(std::size_t server) const { return m_servers.at(server)->port(); }
    cluster::Stage& stage() { return *m_stage; }
    kubeapi::KubeFace& kube() { return *m_kube; }
    /// Moves the lab's time and tells watchers.
    void push(cluster::Micros by) {
        const std::lock_guard lock(m_mutex);
        m_now += by;
        m_stage->catchUp(m_now);
        m_kube->pump();
    }
    template <class F>
    auto with(F work) {
        const std::lock_guard lock(m_mutex);
        return work(m_stage->world());
    }

    void prepare(QProcess& process, const QStringList& arguments) const {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("KUBECONFIG"), m_folder.filePath(QStringLiteral("kubeconfig")));
        environment.insert(QStringLiteral("HOME"), m_folder.path());
        process.setProcessEnvironment(environment);
        process.setProgram(kubectlProgram());
        process.setArguments(arguments);
    }
    /// Runs kubectl to its end; what it printed on both streams. The exit status goes to @p status.
    QString kubectl(const QString& line, int* status = nullptr) {
        QProcess process;
        prepare(process, QProcess::splitCommand(line));
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start();
        // The lab's time goes on while kubectl waits for something.
        while (!process.waitForFinished(20) && process.state() != QProcess::NotRunning)
            push(200'000);
        if (status)
            *status = process.exitCode();
        return QString::fromUtf8(process.readAll());
    }

    QString folder() const { return m_folder.path(); }
    struct Ran {
        QString out, err;
        int status = -1;
    };
    /// Whether the lab's time moves while kubectl runs: never, or once it waits for something.
    enum class Flow { Still, Waiting };
    /// Runs kubectl in folder(). @p editor is what `kubectl edit` starts.
    Ran run(const QStringList& words, Flow flow, const QString& editor = {}) {
        QProcess process;
        prepare(process, words);
        auto environment = process.processEnvironment();
        environment.insert(QStringLiteral("KUBE_EDITOR"), editor);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder.path());
        process.start();
        QElapsedTimer since;
        since.start();
        while (!process.waitForFinished(20) && process.state() != QProcess::NotRunning) {
            if (flow == Flow::Waiting && (watched() || since.elapsed() > 1500))
                push(200'000);
            if (since.elapsed() > 60'000)
                process.kill();
        }
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }

private:
    bool watched() {
        const std::lock_guard lock(m_mutex);
        return m_kube->watchers() > 0;
    }
    void listen(const http::LocalCertificate& certificate, const http::Handler& handle) {
        http::Server::Options options;
        options.certificatePem = certificate.certificatePem;
        options.privateKeyPem = certificate.privateKeyPem;
        auto server = http::Server::open(
            options, [this, handle](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
                const std::lock_guard lock(m_mutex);
                handle(request, exchange);
            });
        if (!server)
            qFatal("%s", qPrintable(server.error().sentence));
        m_servers.push_back(std::move(server.value()));
        m_threads.emplace_back([raw = m_servers.back().get()] { raw->run(); });
    }

    std::mutex m_mutex;
    std::int64_t m_now;
    QTemporaryDir m_folder;
    std::unique_ptr<cluster::Stage> m_stage;
    std::unique_ptr<kubeapi::KubeFace> m_kube;
    std::unique_ptr<faces::PrometheusFace> m_prometheus;
    std::unique_ptr<faces::AlertmanagerFace> m_alertmanager;
    std::unique_ptr<faces::JaegerFace> m_jaeger;
    std::unique_ptr<faces::OtlpFace> m_otlp;
    std::unique_ptr<faces::ControlFace> m_control;
    std::vector<std::unique_ptr<http::Server>> m_servers;
    std::vector<std::thread> m_threads;
};

} // namespace understudy::fakes
