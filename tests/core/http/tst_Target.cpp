#include "core/http/Target.h"

#include <QTest>

using namespace understudy::http;

class tst_Target final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTargetIsSplitAndDecoded() {
        const auto target = parseTarget("/a%20b/c+d?x=1&y=a%26b+c&x=2&flag&=v");
        QVERIFY(target);
        QCOMPARE(target->path, std::string("/a b/c+d"));
        const Pairs expected{{"x", "1"}, {"y", "a&b c"}, {"x", "2"}, {"flag", ""}, {"", "v"}};
        QVERIFY(target->query == expected);
    }

    void anAbsoluteTargetLosesItsHost() {
        QCOMPARE(parseTarget("http://example.org/a?b=c")->path, std::string("/a"));
        QCOMPARE(parseTarget("http://example.org")->path, std::string("/"));
    }

    void whatCouldLeaveTheTreeOrHideAByteIsRefused_data() {
        QTest::addColumn<QByteArray>("target");
        const char* bad[] = {
            "",        "a",         "*",        "/..",    "/a/../b", "/a/%2e%2e/b", "/a%2f..%2fb",
            "/a%5c..", "/%00",      "/%0",      "/%zz",   "/%",      "/a?b=%",      "/a#b",
            "/a b",    "/\xc3\xa4", "/a?x=%00", "ftp:/x", "http:/"};
        for (const char* target : bad)
            QTest::addRow("%s", target) << QByteArray(target);
        QTest::newRow("NUL") << QByteArray("/a\0b", 4);
    }
    void whatCouldLeaveTheTreeOrHideAByteIsRefused() {
        QFETCH(QByteArray, target);
        QVERIFY(!parseTarget(target.toStdString()));
    }

    void dotsInsideANameAreFine() { QCOMPARE(parseTarget("/..a/b..")->path, std::string("/..a/b..")); }

    void tooManyFieldsAreRefused() {
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += "a=b&";
        QVERIFY(parseForm(text));
        QVERIFY(!parseForm(text + "a=b"));
    }

    void anyTextSurvivesAFormAndBack() {
        std::string all;
        for (int c = 1; c < 256; ++c)
            all.push_back(static_cast<char>(c));
        const auto back = parseForm("k=" + percentEncode(all));
        QVERIFY(back && back->size() == 1);
        QVERIFY(back->front().second == all);
    }
};

QTEST_GUILESS_MAIN(tst_Target)
#include "tst_Target.moc"
