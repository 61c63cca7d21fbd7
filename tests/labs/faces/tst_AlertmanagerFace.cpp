#include "tests/fakes/LabServer.h"
#include "tests/labs/faces/Ask.h"

#include <QJsonArray>

using namespace understudy;
using fakes::ask;
using fakes::get;

namespace {

constexpr const char* monday = "lab: t\nseed: 3\nfaults:\n  - {id: m, at: -30m, do: traffic, rps: 15000}\n";
constexpr std::size_t face = 3;

QString url(const fakes::LabServer& lab) {
    return QStringLiteral("--alertmanager.url=http://127.0.0.1:%1").arg(lab.port(face));
}

QByteArray silence(const QByteArray& matcher, qint64 fromNow, qint64 toNow, const QByteArray& id = {}) {
    const auto stamp = [](qint64 seconds) {
        return QDateTime::currentDateTimeUtc().addSecs(seconds).toString(Qt::ISODate).toUtf8();
    };
    return "{\"id\":\"" + id + "\",\"matchers\":[" + matcher + "],\"startsAt\":\"" + stamp(fromNow) +
           "\",\"endsAt\":\"" + stamp(toNow) + "\",\"createdBy\":\"ana\",\"comment\":\"known\"}";
}

constexpr const char* brokenPattern = "{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}";
constexpr const char* anyValue = "{\"name\":\"a\",\"value\":\".*\",\"isRegex\":true}";
constexpr const char* errorRate = R"({"name":"alertname","value":"HighErrorRate","isRegex":false})";

} // namespace

class TestAlertmanagerFace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void amtoolListsSilencesAndExpires() {
        fakes::LabServer lab(monday);
        lab.push(cluster::minute);
        const auto amtool = [&](const QStringList& words) {
            return fakes::run(QStringLiteral("amtool"), QStringList{url(lab)} + words);
        };
        auto ran = amtool({QStringLiteral("alert"), QStringLiteral("query")});
        if (ran.status == -2)
            QSKIP("amtool is missing (package prometheus-alertmanager)");
        QVERIFY2(ran.status == 0 && ran.out.contains(QStringLiteral("HighErrorRate")),
                 qPrintable(ran.out + ran.err));
        ran =
            amtool({QStringLiteral("silence"), QStringLiteral("add"),
                    QStringLiteral("alertname=HighErrorRate"), QStringLiteral("-c"), QStringLiteral("known"),
                    QStringLiteral("-a"), QStringLiteral("ana"), QStringLiteral("-d"), QStringLiteral("1h")});
        QVERIFY2(ran.status == 0 && ran.out.trimmed().size() == 36, qPrintable(ran.out + ran.err));
        const QString id = ran.out.trimmed();
        ran = amtool({QStringLiteral("silence"), QStringLiteral("query")});
        QVERIFY2(ran.out.contains(id) && ran.out.contains(QStringLiteral("ana")),
                 qPrintable(ran.out + ran.err));
        ran = amtool({QStringLiteral("alert"), QStringLiteral("query")});
        QVERIFY2(!ran.out.contains(QStringLiteral("HighErrorRate")) &&
                     ran.out.contains(QStringLiteral("HighCPUUsage")),
                 qPrintable(ran.out));
        ran = amtool({QStringLiteral("alert"), QStringLiteral("query"), QStringLiteral("-s"),
                      QStringLiteral("alertname=~High.*Rate")});
        QVERIFY2(ran.out.contains(QStringLiteral("suppressed")), qPrintable(ran.out));
        ran = amtool({QStringLiteral("silence"), QStringLiteral("expire"), id});
        QVERIFY2(ran.status == 0, qPrintable(ran.out + ran.err));
        ran = amtool({QStringLiteral("alert"), QStringLiteral("query")});
        QVERIFY(ran.out.contains(QStringLiteral("HighErrorRate")));
        QVERIFY(get(lab.port(face), QStringLiteral("/api/v2/silence/") + id).body.contains("expired"));
        ran = amtool({QStringLiteral("alert"), QStringLiteral("add"), QStringLiteral("Handmade"),
                      QStringLiteral("severity=info")});
        QVERIFY2(ran.status == 0, qPrintable(ran.out + ran.err));
        QVERIFY(amtool({QStringLiteral("alert"), QStringLiteral("query"), QStringLiteral("Handmade")})
                    .out.contains(QStringLiteral("Handmade")));
        ran = amtool({QStringLiteral("config"), QStringLiteral("routes"), QStringLiteral("test"),
                      QStringLiteral("severity=critical")});
        QCOMPARE(ran.out.trimmed(), QStringLiteral("pager"));
    }
    void amtoolAcceptsTheConfiguration() {
        fakes::LabServer lab;
        const auto status = get(lab.port(face), QStringLiteral("/api/v2/status")).object();
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("alertmanager.yml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(status[QStringLiteral("config")][QStringLiteral("original")].toString().toUtf8());
        file.close();
        const auto ran =
            fakes::run(QStringLiteral("amtool"), {QStringLiteral("check-config"), file.fileName()});
        if (ran.status == -2)
            QSKIP("amtool is missing (package prometheus-alertmanager)");
        QVERIFY2(ran.status == 0 && ran.out.contains(QStringLiteral("SUCCESS")),
                 qPrintable(ran.out + ran.err));
    }
    void aSilenceIsByTheClientsClockThoughTheLabIsAhead() {
        fakes::LabServer lab(monday);
        lab.with([](const cluster::World&) { return 0; });
        QVERIFY(lab.stage().skip(1, "6h").status < 300);
        lab.push(cluster::second);
        const auto kept =
            ask("POST", lab.port(face), QStringLiteral("/api/v2/silences"), silence(errorRate, 0, 3600));
        QCOMPARE(kept.status, 200);
        const auto listed = get(lab.port(face), QStringLiteral("/api/v2/silences")).json().array();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed[0][QStringLiteral("status")][QStringLiteral("state")].toString(),
                 QStringLiteral("active"));
        lab.push(2 * cluster::hour);
        QCOMPARE(get(lab.port(face), QStringLiteral("/api/v2/silences"))
                     .json()
                     .array()[0][QStringLiteral("status")][QStringLiteral("state")]
                     .toString(),
                 QStringLiteral("expired"));
    }
    void wrongSilencesAreRefusedInWords() {
        fakes::LabServer lab;
        const auto post = [&](const QByteArray& body, const QByteArray& type = "application/json") {
            return ask("POST", lab.port(face), QStringLiteral("/api/v2/silences"), body, type);
        };
        QVERIFY(post(silence(errorRate, 0, -3600)).body.contains("start time must be before"));
        QVERIFY(post(silence(errorRate, -7200, -3600)).body.contains("past"));
        QVERIFY(post(silence("", 0, 3600)).body.contains("at least one matcher"));
        QVERIFY(post(silence(anyValue, 0, 3600)).body.contains("empty string"));
        QVERIFY(post(silence(brokenPattern, 0, 3600)).body.contains("regular expression"));
        QCOMPARE(post(silence(errorRate, 0, 3600, "nosuch")).status, 404);
        QCOMPARE(post("{").status, 400);
        QCOMPARE(post("[]").status, 400);
        QCOMPARE(post("matchers=1", "application/x-www-form-urlencoded").status, 415);
        QCOMPARE(ask("DELETE", lab.port(face), QStringLiteral("/api/v2/silence/nosuch")).status, 404);
        QCOMPARE(ask("POST", lab.port(face), QStringLiteral("/api/v2/other"), "{}").status, 404);
        QCOMPARE(ask("PUT", lab.port(face), QStringLiteral("/api/v2/silences"), "{}").status, 405);
        QCOMPARE(get(lab.port(face), QStringLiteral("/api/v2/alerts?filter=oops")).status, 400);
        QVERIFY(get(lab.port(face), QStringLiteral("/api/v2/silences")).json().array().isEmpty());
    }
    void alertsAreGroupedByReceiver() {
        fakes::LabServer lab(monday);
        lab.push(cluster::minute);
        const auto groups = get(lab.port(face), QStringLiteral("/api/v2/alerts/groups")).json().array();
        QStringList seen;
        for (const auto& group : groups)
            seen << group[QStringLiteral("receiver")][QStringLiteral("name")].toString() + u'/' +
                        group[QStringLiteral("labels")][QStringLiteral("alertname")].toString();
        QCOMPARE(seen, QStringList({QStringLiteral("pager/HighErrorRate"),
                                    QStringLiteral("slack-warnings/HighCPUUsage"),
                                    QStringLiteral("slack-warnings/HighMemoryUsage")}));
        const auto only = get(lab.port(face), QStringLiteral("/api/v2/alerts?receiver=pager")).json().array();
        QCOMPARE(only.size(), 1);
        QCOMPARE(only[0][QStringLiteral("fingerprint")].toString().size(), 16);
    }
    void oneAlertHidesAnother() {
        fakes::LabServer lab;
        lab.push(cluster::minute);
        const QByteArray both = R"([{"labels":{"alertname":"DWCPv3AllReplicasDown","severity":"critical"}},
                                    {"labels":{"alertname":"DWCPv3ServiceDown","severity":"critical"}}])";
        QCOMPARE(ask("POST", lab.port(face), QStringLiteral("/api/v2/alerts"), both).status, 200);
        const auto alerts = get(lab.port(face), QStringLiteral("/api/v2/alerts")).json().array();
        QCOMPARE(alerts.size(), 2);
        QCOMPARE(alerts[1][QStringLiteral("status")][QStringLiteral("inhibitedBy")].toArray(),
                 QJsonArray({alerts[0][QStringLiteral("fingerprint")]}));
        QCOMPARE(get(lab.port(face), QStringLiteral("/api/v2/alerts?inhibited=false")).json().array().size(),
                 1);
        lab.push(6 * cluster::minute); // nobody said again that they still fire
        QVERIFY(get(lab.port(face), QStringLiteral("/api/v2/alerts")).json().array().isEmpty());
    }
    void whatWasSilencedIsSilencedAgainWhenTheJournalIsPlayed() {
        fakes::LabServer lab(monday);
        lab.push(cluster::minute);
        QCOMPARE(ask("POST", lab.port(face), QStringLiteral("/api/v2/silences"), silence(errorRate, 0, 3600))
                     .status,
                 200);
        lab.push(cluster::minute);
        const auto before = get(lab.port(face), QStringLiteral("/api/v2/silences")).body;
        lab.with([&](const cluster::World& world) {
            return lab.stage().rewind(1 + 2 * cluster::minute, world.now()).status;
        });
        QCOMPARE(get(lab.port(face), QStringLiteral("/api/v2/silences")).body, before);
    }
};

QTEST_GUILESS_MAIN(TestAlertmanagerFace)
#include "tst_AlertmanagerFace.moc"
