#include "core/store/Merge.h"

#include <QTest>

using namespace understudy::store;

class tst_Merge final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNewerMemberIsTaken_data();
    void theNewerMemberIsTaken();
    void aDefinitionKeepsItsLanguagesAndExtensions();
    void anExtendedDefinitionKeepsWhatItHas();
    void manyLanguagesAreMergedToo();
};

void tst_Merge::theNewerMemberIsTaken_data() {
    QTest::addColumn<QByteArray>("older");
    QTest::addColumn<QByteArray>("newer");
    QTest::addColumn<QByteArray>("both");
    const auto row = [](const char* name, const char* older, const char* newer, const char* both) {
        QTest::newRow(name) << QByteArray(older) << QByteArray(newer) << QByteArray(both);
    };
    row("nothing and nothing", "{}", " { } ", "{}");
    row("others", R"({"a":1})", R"({"b":2})", R"({"a":1,"b":2})");
    row("the same", R"({"a":{"x":1,"y":2},"b":1})", R"({"a":{"x":3}})", R"({"a":{"x":3},"b":1})");
    row("numbers stay as they are written", R"({"a":1.0,"b":1e3})", R"({"b":0.10})", R"({"a":1.0,"b":0.10})");
    row("a name that is written otherwise", R"({"\u0061":1})", R"({"a":2})", R"({"a":2})");
    row("brackets in texts", R"({"a":"}\"","b":"]"})", R"({"c":"{"})", R"({"a":"}\"","b":"]","c":"{"})");
}
void tst_Merge::theNewerMemberIsTaken() {
    QFETCH(QByteArray, older);
    QFETCH(QByteArray, newer);
    QFETCH(QByteArray, both);
    QCOMPARE(QByteArray::fromStdString(mergedObject(older.toStdString(), newer.toStdString())), both);
}
void tst_Merge::aDefinitionKeepsItsLanguagesAndExtensions() {
    QCOMPARE(mergedDefinition(
                 R"({"name":{"de":"a","en":"b"},"choices":[{"id":"x"}],"extensions":{"x:y":1}})",
                 R"({"name":{"en":"c"},"choices":[],"extensions":{"x:z":2},"description":{"en":"d"}})"),
             std::string(R"({"name":{"de":"a","en":"c"},"choices":[],"extensions":{"x:y":1,"x:z":2},)"
                         R"("description":{"en":"d"}})"));
}

void tst_Merge::anExtendedDefinitionKeepsWhatItHas() {
    QCOMPARE(extendedDefinition(
                 R"({"name":{"de":"a","en":"b"},"type":"x:t","choices":[{"id":"x"}]})",
                 R"({"type":"x:u","name":{"fr":"d","en":"c"},"choices":[],"extensions":{"x:z":2}})"),
             std::string(R"({"name":{"de":"a","en":"b","fr":"d"},"type":"x:t","choices":[{"id":"x"}],)"
                         R"("extensions":{"x:z":2}})"));
    QCOMPARE(extendedDefinition(R"({"a":1})", "{}"), std::string(R"({"a":1})"));
}
void tst_Merge::manyLanguagesAreMergedToo() {
    std::string older = "{";
    std::string newer = "{";
    std::string both = "{";
    constexpr int many = 200'000;
    for (int i = 0; i < many; ++i) {
        const auto name = (i ? ",\"n" : "\"n") + std::to_string(i) + "\":";
        older += name + "1";
        newer += name + "2";
        both += name + "2";
    }
    QVERIFY(mergedObject(older + "}", newer + R"(,"x":3})") == both + R"(,"x":3})");
}

QTEST_GUILESS_MAIN(tst_Merge)
#include "tst_Merge.moc"
