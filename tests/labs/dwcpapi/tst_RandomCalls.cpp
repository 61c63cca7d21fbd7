#include "tests/labs/dwcpapi/PlatformStand.h"
#include "tests/labs/dwcpapi/Soundness.h"

#include <QRandomGenerator>
#include <QTest>

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::dwcp;
using tests::broken;
using tests::PlatformStand;

namespace {

/// Calls anything with anything, while one thing after the other breaks and is mended.
class Somebody final {
public:
    Somebody(PlatformStand& stand, quint32 seed)
        : m_stand(stand)
        , m_random(seed) {}
    void asksSomething(int number) {
        const Verb& verb = verbs()[m_random.bounded(quint32(verbs().size()))];
        json::object args;
        for (const auto& option : verb.options)
            if (option.needed || m_random.bounded(4) == 0)
                args[option.name] = option.kind == Option::Kind::Truth ? std::string("true") : word();
        const auto& vms = m_stand.platform.machines.all();
        if (args.contains("vm") && !vms.empty() && m_random.bounded(3) > 0)
            args["vm"] = std::next(vms.begin(), m_random.bounded(int(vms.size())))->first;
        if (verb.group == "vm" && verb.name == "create")
            args["name"] = "random-" + std::to_string(number);
        m_stand.call("POST", "/v3/ops/" + verb.group + "/" + verb.name, json::serialize(args));
        if (m_random.bounded(50) == 0)
            breaksOrMends();
        m_stand.pass(m_random.bounded(20) * second);
    }
    void stops() {
        for (int i = 0; i < 6; ++i)
            m_stand.platform.end("fault-" + std::to_string(i));
    }

private:
    std::string word() {
        static const std::vector<std::string> words{"worker-001",
                                                    "worker-002",
                                                    "worker-007",
                                                    "worker-099",
                                                    "controller-1",
                                                    "controller-2",
                                                    "vm-12345",
                                                    "us-east-1",
                                                    "all",
                                                    "0",
                                                    "1",
                                                    "5",
                                                    "16",
                                                    "-1",
                                                    "1e300",
                                                    "0.5",
                                                    "30s",
                                                    "1h",
                                                    "datacenter",
                                                    "internet",
                                                    "v3.0.0",
                                                    "v3.0.1",
                                                    "pre-copy",
                                                    "stop-and-copy",
                                                    "score",
                                                    "bbr2",
                                                    "cubic",
                                                    "x",
                                                    "true",
                                                    "vm_count_total",
                                                    "amst_throughput_mbps",
                                                    "worker-001,worker-003"};
        return words[m_random.bounded(quint32(words.size()))];
    }
    void breaksOrMends() {
        static const std::vector<const char*> kinds{
            "byzantine",   "net",     "partition",   "node_down",      "sync_lag",  "hde_bad_ratio",
            "leader_flap", "bit_rot", "bad_release", "consensus_slow", "pba_drift", "lie"};
        PlatformFault fault;
        fault.id = "fault-" + std::to_string(m_random.bounded(6));
        fault.kind = kinds[m_random.bounded(quint32(kinds.size()))];
        fault.on = fault.from = word();
        fault.to = "*";
        fault.mode = "vote";
        fault.probability = fault.share = 0.4;
        fault.rttMs = fault.seconds = 100;
        fault.value = 0.2;
        fault.version = "v3.0.1";
        fault.metric = "amst_throughput_mbps";
        fault.groups = {word()};
        m_stand.platform.end(fault.id);
        if (m_random.bounded(2) == 0)
            m_stand.platform.begin(fault);
    }
    PlatformStand& m_stand;
    QRandomGenerator m_random;
};

} // namespace

/// Calls without sense, and what they may not do.
class tst_RandomCalls final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tenThousandRandomCallsBreakNothing() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        PlatformStand stand(seed);
        Somebody somebody(stand, seed);
        for (int i = 0; i < 10000; ++i) {
            somebody.asksSomething(i);
            if (i % 20 == 0) {
                const QByteArray what = broken(stand.platform);
                QVERIFY2(what.isEmpty(), (what + " after call " + QByteArray::number(i)).constData());
            }
        }
        somebody.stops();
        stand.pass(2 * day);
        QCOMPARE(broken(stand.platform), QByteArray());
        for (const auto& one : stand.platform.migrations.all())
            QVERIFY2(!one.open(), (one.id + " never ended").c_str());
    }
};

QTEST_GUILESS_MAIN(tst_RandomCalls)
#include "tst_RandomCalls.moc"
