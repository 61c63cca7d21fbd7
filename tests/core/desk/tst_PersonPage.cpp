#include "core/desk/PersonPage.h"

#include "tests/fakes/PushedClock.h"

#include <QTest>

using namespace understudy;

class tst_PersonPage final : public QObject {
    Q_OBJECT

    fakes::PushedClock m_clock;
    const course::Course m_course;
    const desk::Visitor m_visitor;
    const desk::PersonPage m_pages{m_course, m_clock, m_visitor};

    static desk::Record record(const QString& name) {
        desk::Record made;
        made.seq = 7;
        made.statement = {
            {"verb", QJsonObject{{"id", "http://v.example/did"}, {"display", QJsonObject{{"en", name}}}}},
            {"object", QJsonObject{{"id", "http://o.example/1"},
                                   {"definition", QJsonObject{{"name", QJsonObject{{"en", name}}}}}}}};
        return made;
    }

private Q_SLOTS:
    void aPageOfLargeNamesIsStillAPage();
    void whatIsOlderIsOfferedHoweverFewAreShown();
};

void tst_PersonPage::aPageOfLargeNamesIsStillAPage() {
    const desk::Records::Page page{{record(QString(900'000, u'n')), record(QString(900'000, u'm'))}, 5};
    const auto text = m_pages.make({}, page, true);
    QVERIFY2(text.contains(QString(199, u'n') + u'…'), "what fits is shown");
    QVERIFY2(text.size() < 20'000, qPrintable(QString::number(text.size())));
    QVERIFY(m_pages.csv({}, page.records, true).size() < 20'000);
    // A character of two halves is not cut in the middle.
    const auto deed = desk::deedOf(record(QString(197, u'n') + QStringLiteral("😀😀😀")), m_course);
    QCOMPARE(deed.what, QString(197, u'n') + QStringLiteral("😀…").left(2) + u'…');
    QCOMPARE(desk::deedOf(record(QString(198, u'n') + QStringLiteral("😀😀")), m_course).what,
             QString(198, u'n') + u'…');
    QCOMPARE(desk::deedOf(record(QString(200, u'n')), m_course).what, QString(200, u'n'));
}

void tst_PersonPage::whatIsOlderIsOfferedHoweverFewAreShown() {
    QVERIFY(m_pages.make({}, {{record("A")}, 1234}, true).contains("before=1234"));
    QVERIFY(!m_pages.make({}, {{record("A")}, 0}, true).contains("before="));
    const auto others = m_pages.make({}, {{}, 1234}, true); // what others sent was large
    QVERIFY(others.contains("before=1234") && !others.contains("Nothing has come"));
    QVERIFY(m_pages.make({}, {}, true).contains("Nothing has come"));
}

QTEST_APPLESS_MAIN(tst_PersonPage)
#include "tst_PersonPage.moc"
