#pragma once

#include "core/company/Cluster.h"
#include "tests/fakes/Files.h"
#include "tests/fakes/SshTrainee.h"
#include "tests/fakes/Sshd.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QTest>

namespace understudy::fakes {

/// A company's lab cluster: a real OpenSSH server as its bastion, with stock kubectl and a kubeconfig in the
/// home folder there, and an understudy-lab of its own as what is behind it. start() is false, with a reason,
/// where that cannot be.
class CompanyStage final {
public:
    ~CompanyStage() {
        m_lab.terminate();
        if (!m_lab.waitForFinished(5'000))
            m_lab.kill();
        m_lab.waitForFinished();
    }

    bool start(const QString& lab, bool withKubectl = true) {
        const QString kubectl =
            qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/build/tools/bin/kubectl");
        if (!QFile::exists(kubectl) || !QFile::exists(program()))
            return refuse(QStringLiteral("kubectl or understudy-lab is not there"));
        const QString tools = path("tools");
        QDir().mkpath(tools);
        for (const char* tool : {"sh", "bash", "env", "grep", "cat", "tail", "file", "id", "printf", "true"})
            QFile::link(QStringLiteral("/usr/bin/") + QLatin1String(tool),
                        tools + QLatin1Char('/') + QLatin1String(tool));
        if (withKubectl)
            QFile::link(kubectl, tools + QStringLiteral("/kubectl"));
        QDir().mkpath(home());
        if (!launchLab(lab))
            return refuse(QStringLiteral("the lab did not start: ") +
                          QString::fromUtf8(m_lab.readAllStandardError()));
        QDir().mkpath(home() + QStringLiteral("/.kube"));
        QFile::copy(said("kubernetes", "kubeconfig"), kubeconfig());
        return m_sshd.start(settings()) || refuse(m_sshd.reason());
    }

    /// The bastion in the trainee's address book.
    connection::Connection host() const {
        connection::Connection host;
        host.id = QStringLiteral("bastion");
        host.name = QStringLiteral("Bastion");
        host.address = {Sshd::user(), QStringLiteral("127.0.0.1"), m_sshd.port()};
        host.login = connection::Connection::Login::KeyFile;
        host.keyFile = m_sshd.identity();
        return host;
    }
    /// What its mentors would write down.
    company::Profile profile() const {
        company::Profile profile;
        profile.id = QStringLiteral("training");
        profile.name = QStringLiteral("Training cluster");
        profile.host = QStringLiteral("bastion");
        profile.kubeconfig = QStringLiteral("~/.kube/training");
        profile.prometheus.address = said("prometheus", "url");
        profile.alertmanager.address = said("alertmanager", "url");
        profile.jaeger.address = said("jaeger", "url");
        return profile;
    }
    connection::HostLink::Means means() {
        return {m_threads, postHere(), m_clock, nullptr, {path("known_hosts")}, Sshd::user(), {}, {}};
    }
    /// Takes any host that was never seen.
    static connection::LinkQuestions trusting() {
        return {[](const ssh::HostQuestion&, const std::function<void(ssh::HostAnswer)>& answer) {
                    answer(ssh::HostAnswer::Remember);
                },
                [](const connection::SecretQuestion&, const auto& answer) { answer(std::nullopt); }};
    }
    std::unique_ptr<company::Cluster> cluster(const company::Profile& profile) {
        return std::make_unique<company::Cluster>(profile, host(), means(), trusting());
    }

    /// The mentor at the cluster: causes a fault, or lets time pass. False when it was refused.
    bool mentor(const QString& path, const QJsonObject& body) {
        QNetworkRequest request(QUrl(said("control", "url") + path));
        request.setRawHeader("Authorization", "Bearer " + said("control", "token").toUtf8());
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
        QNetworkReply* reply = m_network.post(request, QJsonDocument(body).toJson());
        const bool answered = QTest::qWaitFor([reply] { return reply->isFinished(); }, 60'000);
        reply->deleteLater();
        return answered && reply->error() == QNetworkReply::NoError;
    }
    bool causes(const char* fault) {
        return mentor(QStringLiteral("/lab/v1/inject"), {{QStringLiteral("fault"), QLatin1String(fault)}});
    }
    bool waits(const char* span) {
        return mentor(QStringLiteral("/lab/v1/clock"), {{QStringLiteral("skip"), QLatin1String(span)}});
    }

    Sshd& sshd() { return m_sshd; }
    /// The host was installed anew: another key.
    bool reinstall() { return m_sshd.reinstall(settings()); }
    QString home() const { return path("home"); }
    QString kubeconfig() const { return home() + QStringLiteral("/.kube/training"); }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QString reason() const { return m_reason; }
    QString said(const char* part, const char* member) const {
        return m_where[QLatin1String(part)][QLatin1String(member)].toString();
    }

private:
    static QString program() {
        return qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab");
    }
    bool refuse(const QString& reason) {
        m_reason = reason;
        return false;
    }
    QStringList settings() const {
        return {QStringLiteral("SetEnv PATH=%1 HOME=%2 SHELL=/bin/sh").arg(path("tools"), home())};
    }
    bool launchLab(const QString& lab) {
        const QString share = qEnvironmentVariable("UNDERSTUDY_SHARE");
        m_lab.start(program(), {"serve", "--die-with-parent", "--home", path("lab"), "--lab", lab,
                                "--catalog", share + QStringLiteral("/course/dwcp-v3/labs")});
        const QString file = path("lab") + QStringLiteral("/lab.json");
        return QTest::qWaitFor(
                   [&] {
                       m_where = QJsonDocument::fromJson(readFile(file)).object();
                       return !m_where.isEmpty() || m_lab.state() == QProcess::NotRunning;
                   },
                   60'000) &&
               !m_where.isEmpty();
    }

    QTemporaryDir m_folder;
    SystemClock m_clock;
    RealThreads m_threads;
    Sshd m_sshd;
    QProcess m_lab;
    QNetworkAccessManager m_network;
    QJsonObject m_where;
    QString m_reason;
};

} // namespace understudy::fakes
