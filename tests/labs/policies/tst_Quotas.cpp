#include "labs/policies/Amounts.h"
#include "labs/policies/LimitRanges.h"
#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

class TestQuotas : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_world = fakes::smallProduction(); }
    void cleanup() { m_world.reset(); }

    void amountsAreExact_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("thousandths");
        QTest::newRow("m") << QByteArray("1m") << qint64(1);
        QTest::newRow("cores") << QByteArray("1.5") << qint64(1500);
        QTest::newRow("Gi") << QByteArray("2Gi") << qint64(2) * 1024 * 1024 * 1024 * 1000;
        QTest::newRow("M") << QByteArray("3M") << qint64(3'000'000'000);
        for (const char* wrong : {"", "x", "1Xi", "1e9", "-1", "Gi", "1GiB"})
            QTest::newRow(wrong) << QByteArray(wrong) << qint64(-1);
    }
    void amountsAreExact() {
        QFETCH(QByteArray, text);
        QFETCH(qint64, thousandths);
        QCOMPARE(qint64(cluster::thousandths(text.toStdString()).value_or(-1)), thousandths);
    }
    void amountsAreWrittenShort() {
        QCOMPARE(quantityOf(1500, false), std::string("1500m"));
        QCOMPARE(quantityOf(2000, false), std::string("2"));
        QCOMPARE(quantityOf(512LL * 1024 * 1024 * 1000, true), std::string("512Mi"));
        QCOMPARE(quantityOf(0, true), std::string("0"));
    }
    void aFullNamespaceTakesNoMorePodsUntilThereIsRoom() {
        quota(R"({"pods":"3"})");
        auto web = deployment(5);
        m_world->workloads().apply(web);
        advance(minute);
        QCOMPARE(pods(), 3);
        QVERIFY(told("FailedCreate", "is forbidden: exceeded quota: few, requested: pods=1, used: pods=3, "
                                     "limited: pods=3"));
        QCOMPARE(m_world->store().find<Deployment>("team", "web")->status.available, 3);
        m_world->store().remove(Kind::ResourceQuota, "team", "few");
        advance(minute);
        QCOMPARE(pods(), 5);
    }
    void whatIsLimitedMustBeNamed() {
        quota(R"({"limits.memory":"1Gi","requests.cpu":"1"})");
        m_world->workloads().apply(deployment(1));
        advance(minute);
        QCOMPARE(pods(), 0);
        QVERIFY(told("FailedCreate", "failed quota: few: must specify limits.memory"));
    }
    void limitRangesFillInWhatAQuotaAsksFor() {
        quota(R"({"limits.memory":"300Mi"})");
        range(R"([{"type":"Container","default":{"memory":"128Mi","cpu":"500m"}}])");
        m_world->workloads().apply(deployment(3));
        advance(minute);
        QCOMPARE(pods(), 2);
        for (const auto& pod : m_world->store().list<Pod>("team")) {
            QCOMPARE(pod->spec.containers[0].limits.at("memory"), std::string("128Mi"));
            QVERIFY(pod->meta.annotations.contains("kubernetes.io/limit-ranger"));
        }
        QVERIFY(told("FailedCreate", "requested: limits.memory=128Mi, used: limits.memory=256Mi, limited: "
                                     "limits.memory=300Mi"));
    }
    void boundsAreSaidInTheWordsOfTheApi() {
        range(R"([{"type":"Container","max":{"memory":"1Gi"},"min":{"cpu":"100m"}}])");
        Pod pod;
        pod.meta.ns = "team";
        pod.spec = deployment(1).pods;
        pod.spec.containers[0].limits["memory"] = "2Gi";
        QCOMPARE(applyLimitRanges(m_world->store(), pod),
                 std::string(
                     "[minimum cpu usage per Container is 100m, but request is 50m, maximum memory usage per "
                     "Container is 1Gi, but limit is 2Gi]"));
        pod.spec = deployment(1).pods;
        pod.spec.containers[0].requests["cpu"] = "100m";
        pod.spec.containers[0].limits["memory"] = "1Gi";
        QCOMPARE(applyLimitRanges(m_world->store(), pod), std::string());
    }

private:
    void advance(Micros by) { m_world->advanceTo(m_world->now() + by); }
    void plain(Kind kind, const char* name, const std::string& spec) {
        Namespace team;
        team.meta.name = "team";
        if (!m_world->store().find<Namespace>("", "team"))
            m_world->store().add(team);
        Plain object(kind);
        object.meta.name = name;
        object.meta.ns = "team";
        object.rest = spec;
        m_world->store().add(object);
    }
    void quota(const std::string& hard) {
        plain(Kind::ResourceQuota, "few", R"({"spec":{"hard":)" + hard + "}}");
    }
    void range(const std::string& limits) {
        plain(Kind::LimitRange, "sizes", R"({"spec":{"limits":)" + limits + "}}");
    }
    int pods() {
        int found = 0;
        for (const auto& pod : m_world->store().list<Pod>("team"))
            found += pod->ready();
        return found;
    }
    bool told(const std::string& reason, const std::string& words) {
        for (const auto& event : m_world->store().list<Event>("team"))
            if (event->reason == reason && event->message.find(words) != std::string::npos)
                return true;
        return false;
    }
    static Deployment deployment(int replicas) {
        Deployment made;
        made.meta.name = "web";
        made.meta.ns = "team";
        made.replicas = replicas;
        made.selector["app"] = made.pods.labels["app"] = "web";
        Container container;
        container.name = "web";
        container.image = "nginx:1.25";
        container.requests["cpu"] = "50m";
        made.pods.containers.push_back(container);
        return made;
    }
    std::unique_ptr<World> m_world;
};

QTEST_GUILESS_MAIN(TestQuotas)
#include "tst_Quotas.moc"
