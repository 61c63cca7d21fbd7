#include "core/front/RequestLog.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace understudy;
using front::RequestLog;
using front::Served;

namespace {

Served sample() {
    Served served;
    served.when = *fromIso(QStringLiteral("2025-11-19T09:00:00.250Z"));
    served.id = "abc";
    served.client = "192.0.2.7";
    served.method = "GET";
    served.path = "/xapi/statements";
    served.parameters = "agent,limit";
    served.credential = "dev-7k2m0qhx4w9t";
    served.status = 200;
    served.received = 0;
    served.sent = 1234;
    served.seconds = 0.00123;
    return served;
}

} // namespace

class tst_RequestLog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLineTellsWhoAskedForWhatAndHowLongItTook() {
        QCOMPARE(QString::fromStdString(RequestLog::logfmt(sample())),
                 QStringLiteral("time=2025-11-19T09:00:00.250Z id=abc client=192.0.2.7 method=GET "
                                "path=/xapi/statements parameters=agent,limit credential=dev-7k2m0qhx4w9t "
                                "status=200 received=0 sent=1234 ms=1.2"));
        const auto json =
            QJsonDocument::fromJson(QByteArray::fromStdString(RequestLog::json(sample()))).object();
        QCOMPARE(json[QLatin1String("path")].toString(), QStringLiteral("/xapi/statements"));
        QCOMPARE(json[QLatin1String("status")].toInt(), 200);
        QCOMPARE(json[QLatin1String("ms")].toDouble(), 1.2);
        QCOMPARE(json.size(), 11);
    }

    void noRequestWritesALineOfItsOwn() {
        auto served = sample();
        served.path = "/a\nstatus=200 \"x\" \\ % =\x1b[31m\xc3\xa4" + std::string(5000, 'x');
        served.client = "";
        for (const auto& line : {RequestLog::logfmt(served), RequestLog::json(served)}) {
            QVERIFY(line.size() < 800);
            QVERIFY(std::all_of(line.begin(), line.end(), [](char c) { return c >= 32 && c < 127; }));
        }
        QVERIFY(RequestLog::logfmt(served).find(" client=- ") != std::string::npos);
        QVERIFY(RequestLog::logfmt(served).find("path=/a%0Astatus%3D200%20%22x%22") != std::string::npos);
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(RequestLog::json(served)));
        QVERIFY(json.isObject());
    }

    void aFormatIsChosenByItsName() {
        QCOMPARE(RequestLog::formatNamed("json"), std::optional(RequestLog::Format::Json));
        QVERIFY(!RequestLog::formatNamed("xml"));
        std::vector<std::string> lines;
        const auto write = [&](const std::string& line) { lines.push_back(line); };
        RequestLog(RequestLog::Format::None, write).add(sample());
        QVERIFY(lines.empty());
        RequestLog(RequestLog::Format::Json, write).add(sample());
        QVERIFY(lines.size() == 1 && lines[0].front() == '{');
    }
};

QTEST_APPLESS_MAIN(tst_RequestLog)
#include "tst_RequestLog.moc"
