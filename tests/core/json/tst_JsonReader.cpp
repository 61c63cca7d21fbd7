#include "core/json/JsonReader.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using json::JsonReader;

namespace {

QJsonObject object(const char* text) { return QJsonDocument::fromJson(text).object(); }

} // namespace

class tst_JsonReader final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsAsItShouldBeIsRead() {
        JsonReader reader;
        const QJsonObject from = object(R"({"a":"x","n":7,"l":[1,2],"nothing":null})");
        QCOMPARE(reader.text(from, "a"), QStringLiteral("x"));
        QCOMPARE(reader.textIfAny(from, "missing"), QString());
        QCOMPARE(reader.textIfAny(from, "nothing"), QString());
        QCOMPARE(reader.list(from, "l").size(), 2);
        QVERIFY(reader.list(from, "missing").isEmpty());
        QVERIFY(reader.list(from, "nothing").isEmpty());
        QCOMPARE(reader.whole(from, "n", 7), 7);
        QVERIFY2(reader.ok(), qPrintable(reader.fault()));
    }

    void whatIsNotIsToldWithItsPlace_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("fault");
        QTest::newRow("text missing")
            << QByteArray(R"({"o":"","l":[],"n":1})") << QStringLiteral("panel 3 has no \"t\"");
        QTest::newRow("text a number")
            << QByteArray(R"({"t":1,"n":1})") << QStringLiteral("panel 3 has no \"t\"");
        QTest::newRow("other text a list") << QByteArray(R"({"t":"","o":[],"n":1})")
                                           << QStringLiteral("panel 3 has a \"o\" that is no text");
        QTest::newRow("list an object") << QByteArray(R"({"t":"","l":{},"n":1})")
                                        << QStringLiteral("panel 3 has a \"l\" that is no list");
        for (const char* number : {"-1", "1.5", "11", "\"1\"", "null", "1e300"})
            QTest::newRow(number) << QByteArray(R"({"t":"","n":)") + number + "}"
                                  << QStringLiteral("panel 3 has no whole number from 0 to 10 as \"n\"");
    }
    void whatIsNotIsToldWithItsPlace() {
        QFETCH(QByteArray, json);
        QFETCH(QString, fault);
        JsonReader reader;
        reader.enter(QStringLiteral("panel 3"));
        const QJsonObject from = object(json);
        reader.text(from, "t");
        reader.textIfAny(from, "o");
        reader.list(from, "l");
        reader.whole(from, "n", 10);
        QCOMPARE(reader.fault(), fault);
        QVERIFY(!reader.ok());
    }

    void theFirstFaultIsTheOneTold() {
        JsonReader reader;
        reader.enter(QStringLiteral("span 1"));
        reader.fail(QStringLiteral("is not an object"));
        reader.enter(QStringLiteral("span 2"));
        reader.fail(QStringLiteral("has no id"));
        QCOMPARE(reader.fault(), QStringLiteral("span 1 is not an object"));
        QCOMPARE(reader.place(), QStringLiteral("span 2"));
    }

    void brokenJsonIsToldWithItsByte() {
        QJsonParseError problem;
        QJsonDocument::fromJson("{\"a\":}", &problem);
        QVERIFY2(json::whyNot(problem).contains(QStringLiteral(" at byte ")),
                 qPrintable(json::whyNot(problem)));
    }

    void aFileIsReadToItsBoundAndOneByteMore() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("file.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(100, 'x'));
        file.close();
        QCOMPARE(json::bytesOf(path, 100)->size(), 100);
        QCOMPARE(json::bytesOf(path, 50)->size(), 51);
        const auto missing = json::bytesOf(folder.filePath(QStringLiteral("none")), 10);
        QCOMPARE(missing.error().code, Errc::NotFound);
        QVERIFY(missing.error().detail.contains(QStringLiteral("none")));
    }
};

QTEST_GUILESS_MAIN(tst_JsonReader)
#include "tst_JsonReader.moc"
