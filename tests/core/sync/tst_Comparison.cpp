#include "core/sync/Comparison.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace understudy;

namespace {

/// With single quotes for double ones.
const QByteArray text =
    QByteArray("{'id':'0190a6a0-0000-7000-8000-0000000000ab','timestamp':'2025-11-10T09:00:00.123Z',"
               " 'actor':{'objectType':'Agent','account':{'homePage':'https://h.example','name':'p-1'}},"
               " 'verb':{'id':'http://adlnet.gov/expapi/verbs/passed','display':{'en-US':'passed'}},"
               " 'object':{'objectType':'Activity','id':'https://h.example/quiz','definition':{'type':'http:/"
               "/adlnet.gov/expapi/activities/assessment'}},"
               " 'result':{'success':true,'duration':'PT61.23S','score':{'scaled':0.85}},"
               " 'context':{'registration':'0190a6a0-0000-7000-8000-0000000000cd','contextActivities':{'"
               "category':[{'id':'https://h.example/c'}]},"
               "  'extensions':{'https://h.example/e':{'seq':7}}}}")
        .replace("'", "\"");

QByteArray quoted(const char* single) { return QByteArray(single).replace("'", "\""); }

} // namespace

/// What a server may write otherwise, and what it may not.
class tst_Comparison final : public QObject {
    Q_OBJECT

    static bool same(const QByteArray& was, const QByteArray& is) {
        QByteArray changed = text;
        if (!was.isEmpty() && !changed.contains(was))
            qFatal("%s", was.constData());
        changed.replace(was, is);
        const auto other = QJsonDocument::fromJson(changed).object();
        if (other.isEmpty())
            qFatal("no JSON: %s", is.constData());
        return sync::isSameStatement(QJsonDocument::fromJson(text).object(), other);
    }

private Q_SLOTS:
    void whatAServerRewritesMakesNoDifference_data() {
        QTest::addColumn<QByteArray>("was");
        QTest::addColumn<QByteArray>("is");
        const auto row = [](const char* name, const char* was, const char* is) {
            QTest::newRow(name) << quoted(was) << quoted(is);
        };
        row("itself", "0.85", "0.850");
        row("stored", "'timestamp'", "'stored':'2026-01-01T00:00:00Z','timestamp'");
        row("authority", "'actor'", "'authority':{'mbox':'mailto:a@b.example'},'actor'");
        row("version", "'actor'", "'version':'1.0.0','actor'");
        row("another zone", "09:00:00.123Z", "10:00:00.123+01:00");
        row("finer than milliseconds", ".123Z", ".1230004Z");
        row("display", "{'en-US':'passed'}", "{'de':'bestanden'}");
        row("no display", ",'display':{'en-US':'passed'}", "");
        row("definition", "activities/assessment", "activities/other");
        row("upper case id", "0000000000ab", "0000000000AB");
        row("upper case registration", "0000000000cd", "0000000000CD");
        row("thousandths", "PT61.23S", "PT61.239S");
        row("minutes", "PT61.23S", "PT1M1.23S");
        row("objectType left out", "'objectType':'Activity',", "");
        row("Agent left out", "'objectType':'Agent',", "");
        row("one for a list of one", "[{'id':'https://h.example/c'}]", "{'id':'https://h.example/c'}");
        row("definition of a category", "{'id':'https://h.example/c'}",
            "{'objectType':'Activity','id':'https://h.example/c','definition':{'name':{'en':'C'}}}");
    }
    void whatAServerRewritesMakesNoDifference() {
        QFETCH(QByteArray, was);
        QFETCH(QByteArray, is);
        QVERIFY(same(was, is));
    }

    void whatSomebodyElseMeantDoes_data() {
        QTest::addColumn<QByteArray>("was");
        QTest::addColumn<QByteArray>("is");
        const auto row = [](const char* name, const char* was, const char* is) {
            QTest::newRow(name) << quoted(was) << quoted(is);
        };
        row("id", "0000000000ab", "0000000000ac");
        row("person", "p-1", "p-2");
        row("verb", "verbs/passed", "verbs/failed");
        row("object", "h.example/quiz", "h.example/quiz2");
        row("moment", ".123Z", ".124Z");
        row("success", "true", "false");
        row("score", "0.85", "0.86");
        row("duration", "PT61.23S", "PT61.24S");
        row("registration", "0000000000cd", "0000000000ce");
        row("extension", "'seq':7", "'seq':8");
        row("category", "h.example/c", "h.example/d");
        row("result", "'success':true,", "");
    }
    void whatSomebodyElseMeantDoes() {
        QFETCH(QByteArray, was);
        QFETCH(QByteArray, is);
        QVERIFY(!same(was, is));
    }
};

QTEST_GUILESS_MAIN(tst_Comparison)
#include "tst_Comparison.moc"
