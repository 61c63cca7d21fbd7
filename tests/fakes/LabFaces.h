#pragma once

#include "labs/faces/AlertmanagerFace.h"
#include "labs/faces/ControlFace.h"
#include "labs/faces/JaegerFace.h"
#include "labs/faces/OtlpFace.h"
#include "labs/faces/PrometheusFace.h"
#include "labs/kubeapi/KubeFace.h"
#include "tests/fakes/SmallProduction.h"

#include <QTemporaryDir>

#include <mutex>
#include <thread>

namespace understudy::fakes {

/// The faces of a small production on real ports, with a clock the test pushes. Requests are answered on the
/// server's threads, one at a time. Its folder has a kubeconfig.
class LabFaces {
public:
    /// @p epoch: what virtual time 0 stands for, in microseconds since 1970; now, when it is 0.
    explicit LabFaces(const std::string& scenario = "lab: test\nseed: 7\n", std::int64_t epoch = 0)
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
        serve(*m_kube, certificate.value());
        serve(*m_prometheus);
        serve(*m_control);
        serve(*m_alertmanager);
        serve(*m_jaeger);
        serve(*m_otlp);
        writeKubeconfig(QByteArray::fromStdString(certificate->authorityPem));
    }
    ~LabFaces() {
        for (const auto& server : m_servers)
            server->stop();
        for (auto& thread : m_threads)
            thread.join();
    }
    static std::int64_t wall() { return QDateTime::currentMSecsSinceEpoch() * 1000; }

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

    QString folder() const { return m_folder.path(); }

private:
    template <class Face>
    void serve(Face& face, const http::LocalCertificate& certificate = {}) {
        http::Server::Options options;
        options.certificatePem = certificate.certificatePem;
        options.privateKeyPem = certificate.privateKeyPem;
        auto server = http::Server::open(
            options, [this, &face](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
                const std::lock_guard lock(m_mutex);
                face.handle(request, exchange);
            });
        if (!server)
            qFatal("%s", qPrintable(server.error().sentence));
        m_servers.push_back(std::move(server.value()));
        m_threads.emplace_back([raw = m_servers.back().get()] { raw->run(); });
    }
    void writeKubeconfig(const QByteArray& authority) const {
        QFile file(m_folder.filePath(QStringLiteral("kubeconfig")));
        if (!file.open(QIODevice::WriteOnly))
            return;
        file.write("apiVersion: v1\nkind: Config\ncurrent-context: lab\nclusters:\n- name: lab\n  cluster:\n"
                   "    server: https://127.0.0.1:" +
                   QByteArray::number(port(0)) + "\n    certificate-authority-data: " + authority.toBase64() +
                   "\ncontexts:\n- name: lab\n  context: {cluster: lab, user: me, namespace: production}\n"
                   "users:\n- name: me\n  user: {token: secret}\n");
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
