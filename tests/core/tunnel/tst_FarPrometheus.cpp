#include "core/metrics/PrometheusClient.h"
#include "core/tunnel/FarNetwork.h"
#include "tests/fakes/RealPrometheus.h"
#include "tests/fakes/SshCase.h"

using namespace understudy;
using metrics::PrometheusClient;

/// A real Prometheus behind a real sshd, read as the charts read it.
class tst_FarPrometheus final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    fakes::RealPrometheus m_prometheus;
    std::unique_ptr<ssh::Session> m_there;

    std::optional<Result<metrics::Answer>> ask(PrometheusClient& client, const QString& promql) {
        std::optional<Result<metrics::Answer>> answer;
        client.query(promql, this, [&](const auto& said) { answer = said; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 15'000))
            qWarning("nobody answered");
        return answer;
    }

private Q_SLOTS:
    void initTestCase() {
        m_prometheus.metrics = "things 7\n";
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
        if (!m_prometheus.start())
            QSKIP(qPrintable(m_prometheus.reason()));
        m_there = m_case.loggedIn();
        QVERIFY(m_there);
    }
    void cleanupTestCase() { m_there.reset(); }

    void aValueComesThroughTheLoginAndNothingListensHere() {
        const QStringList before = fakes::ownListeners();
        tunnel::FarNetwork network([this] { return m_there.get(); });
        PrometheusClient client(QUrl(m_prometheus.address()), network);
        std::optional<Result<metrics::Answer>> answer;
        QTRY_VERIFY_WITH_TIMEOUT(
            (answer = ask(client, "things")) && answer->ok() && !answer->value().series.empty(), 20'000);
        QCOMPARE(answer->value().series.front().series.at(0).value, 7.0);
        QCOMPARE(fakes::ownListeners(), before);
    }

    void aMistakeInTheQueryIsPrometheusOwnSentence() {
        tunnel::FarNetwork network([this] { return m_there.get(); });
        PrometheusClient client(QUrl(m_prometheus.address()), network);
        const auto answer = ask(client, "sum(");
        QVERIFY(answer && !answer->ok());
        QCOMPARE(answer->error().code, Errc::Refused);
    }

    void nobodyThereAndNoLoginAreSaidForTheHost() {
        tunnel::FarNetwork network([this] { return m_there.get(); });
        PrometheusClient wrong(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(fakes::Sshd::freePort())),
                               network);
        auto answer = ask(wrong, "up");
        QVERIFY(answer && !answer->ok());
        QCOMPARE(answer->error().code, Errc::Unreachable);
        QVERIFY(answer->error().sentence.contains("at the host"));
        tunnel::FarNetwork alone([] { return nullptr; });
        PrometheusClient loggedOut(QUrl(m_prometheus.address()), alone);
        answer = ask(loggedOut, "up");
        QCOMPARE(answer->error().code, Errc::Unreachable);
    }
};

QTEST_GUILESS_MAIN(tst_FarPrometheus)
#include "tst_FarPrometheus.moc"
