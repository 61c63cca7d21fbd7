#include "core/company/Trial.h"

#include "tests/fakes/CompanyStage.h"
#include "tests/fakes/RealPrometheus.h"

#include <QTest>

using namespace understudy;
using namespace understudy::company;
using Part = Trial::Part;
using State = Trial::State;

/// A profile tried against a real sshd, stock kubectl there, and another lab behind it as the cluster.
class tst_Trial final : public QObject {
    Q_OBJECT
    std::unique_ptr<fakes::CompanyStage> m_stage;
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Trial> m_trial;

    bool tried(const Profile& profile) {
        m_trial.reset();
        m_cluster = m_stage->cluster(profile);
        m_trial = std::make_unique<Trial>(*m_cluster);
        m_trial->start();
        return QTest::qWaitFor([this] { return m_trial->over(); }, 60'000);
    }
    const Trial::Line& line(Part part) const { return m_trial->lines()[std::size_t(part)]; }
    bool says(Part part, State state, const char* words) const {
        const bool as = line(part).state == state && line(part).words.contains(QString::fromUtf8(words));
        if (!as)
            qWarning() << "it says" << int(line(part).state) << line(part).words << line(part).detail;
        return as;
    }
private Q_SLOTS:
    void initTestCase() {
        m_stage = std::make_unique<fakes::CompanyStage>();
        if (!m_stage->start("lab-1-1"))
            QSKIP(qPrintable(m_stage->reason()));
    }
    void cleanup() {
        m_trial.reset();
        m_cluster.reset();
    }

    void whatWorksIsSaidPartByPart() {
        QVERIFY(tried(m_stage->profile()));
        QVERIFY(says(Part::Login, State::Works, "Logged in to Bastion"));
        QVERIFY(says(Part::Kubectl, State::Works, "reaches the cluster"));
        QVERIFY(says(Part::Prometheus, State::Works, "Targets that are up"));
        QVERIFY(says(Part::Alertmanager, State::Works, "Alerts that fire: 0"));
        QVERIFY(says(Part::Jaeger, State::Works, "Services with traces"));
        QVERIFY(m_trial->works());
    }

    void addressesSeenFromHereAreReadStraight() {
        Profile profile = m_stage->profile();
        for (Service* each : {&profile.prometheus, &profile.alertmanager, &profile.jaeger})
            each->throughHost = false;
        QVERIFY(tried(profile));
        QVERIFY(m_trial->works());
    }

    void aRealPrometheusIsReadThroughTheLogin() {
        fakes::RealPrometheus real;
        real.metrics = "# TYPE redis_up gauge\nredis_up 1\n";
        if (!real.start())
            QSKIP(qPrintable(real.reason()));
        Profile profile = m_stage->profile();
        profile.prometheus.address = real.address();
        for (int turn = 0; turn < 200; ++turn) { // until it has asked its target for the first time
            QVERIFY(tried(profile));
            if (line(Part::Prometheus).words.contains("up: 1."))
                break;
        }
        QVERIFY(says(Part::Prometheus, State::Works, "Targets that are up: 1."));
    }

    void whatIsNotInTheProfileIsLeftOut() {
        Profile profile = m_stage->profile();
        profile.prometheus = profile.alertmanager = profile.jaeger = {};
        QVERIFY(tried(profile));
        QVERIFY(says(Part::Prometheus, State::Left, "No address"));
        QVERIFY(says(Part::Jaeger, State::Left, "No address"));
        QVERIFY(m_trial->works());
    }

    void aWrongKubeconfigIsSaid() {
        Profile profile = m_stage->profile();
        profile.kubeconfig = "~/.kube/nowhere";
        QVERIFY(tried(profile));
        QVERIFY(says(Part::Kubectl, State::Fails, "There is no kubeconfig ~/.kube/nowhere on Bastion"));
        QVERIFY(says(Part::Prometheus, State::Works, "Prometheus"));
        QVERIFY(!m_trial->works());

        fakes::writeFile(m_stage->home() + "/.kube/broken", "certificates: [\n");
        profile.kubeconfig = "~/.kube/broken";
        QVERIFY(tried(profile));
        QVERIFY(says(Part::Kubectl, State::Fails, "kubectl cannot use ~/.kube/broken"));

        QByteArray config = fakes::readFile(m_stage->kubeconfig());
        config.replace(m_stage->said("kubernetes", "token").toUtf8(), "out-of-date");
        fakes::writeFile(m_stage->home() + "/.kube/old", config);
        profile.kubeconfig = "~/.kube/old";
        QVERIFY(tried(profile));
        QVERIFY(says(Part::Kubectl, State::Fails, "does not accept the login in ~/.kube/old"));

        const QUrl server(m_stage->said("kubernetes", "server"));
        config = fakes::readFile(m_stage->kubeconfig());
        config.replace(server.authority().toUtf8(),
                       "127.0.0.1:" + QByteArray::number(fakes::SshServer::freePort()));
        fakes::writeFile(m_stage->home() + "/.kube/elsewhere", config);
        profile.kubeconfig = "~/.kube/elsewhere";
        QVERIFY(tried(profile));
        QVERIFY(says(Part::Kubectl, State::Fails, "does not reach the cluster"));
    }

    void servicesThatDoNotAnswerAreSaid() {
        Profile profile = m_stage->profile();
        const QString nobody = QStringLiteral("http://127.0.0.1:%1").arg(fakes::SshServer::freePort());
        for (Service* each : {&profile.prometheus, &profile.alertmanager, &profile.jaeger})
            each->address = nobody;
        QVERIFY(tried(profile));
        QVERIFY(says(Part::Prometheus, State::Fails, "does not answer"));
        QVERIFY(says(Part::Prometheus, State::Fails, "address in the cluster's profile"));
        QVERIFY(says(Part::Alertmanager, State::Fails, "alerts are not known"));
        QVERIFY(says(Part::Jaeger, State::Fails, "Jaeger does not answer"));
        // Another server in their place.
        profile.alertmanager.address = m_stage->profile().prometheus.address;
        QVERIFY(tried(profile));
        QVERIFY(says(Part::Alertmanager, State::Fails, "not as Alertmanager does"));
    }

    void aHostToBeWatchedOnlyIsNotLoggedInTo() {
        auto host = m_stage->host();
        host.watchOnly = true;
        m_cluster = std::make_unique<Cluster>(m_stage->profile(), host, m_stage->means(),
                                              fakes::CompanyStage::trusting());
        m_trial = std::make_unique<Trial>(*m_cluster);
        m_trial->start();
        QVERIFY(says(Part::Login, State::Fails, "Watch only"));
        QVERIFY(says(Part::Kubectl, State::Left, "needs the login"));
        QVERIFY(m_trial->over());
        QVERIFY(!m_cluster->link().session());
    }

    void stoppingLeavesTheRest() {
        m_cluster = m_stage->cluster(m_stage->profile());
        m_trial = std::make_unique<Trial>(*m_cluster);
        m_trial->start();
        m_trial->cancel();
        QVERIFY(m_trial->over());
        QVERIFY(!m_trial->works());
        QVERIFY(QTest::qWaitFor(
            [this] { return m_cluster->link().state() != connection::HostLink::State::Connecting; }, 40'000));
        QVERIFY(says(Part::Login, State::Left, "you stopped"));
    }

    void aChangedHostKeyStopsTheLogin() {
        QVERIFY(tried(m_stage->profile()));
        QVERIFY(m_stage->reinstall());
        QVERIFY(tried(m_stage->profile()));
        QVERIFY(says(Part::Login, State::Fails, "shows another key than before"));
        QVERIFY(says(Part::Prometheus, State::Left, "through the login"));
        QFile::remove(m_stage->path("known_hosts"));
    }

    void aHostWithoutKubectlIsSaid() {
        fakes::CompanyStage bare;
        if (!bare.start("lab-1-1", false))
            QSKIP(qPrintable(bare.reason()));
        const auto cluster = bare.cluster(bare.profile());
        Trial trial(*cluster);
        trial.start();
        QVERIFY(QTest::qWaitFor([&] { return trial.over(); }, 60'000));
        QVERIFY(trial.lines()[1].state == State::Fails);
        QVERIFY2(trial.lines()[1].words.contains("Bastion has no kubectl"),
                 qPrintable(trial.lines()[1].words));
    }
};

QTEST_GUILESS_MAIN(tst_Trial)
#include "tst_Trial.moc"
