#include "core/upkeep/Doctor.h"

#include "tests/core/store/StoreCase.h"

using namespace understudy;
using namespace understudy::tests;
using upkeep::Finding;

class tst_Doctor final : public QObject {
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    std::unique_ptr<store::Database> m_database;
    SystemClock m_clock;

    /// What is not good, in one text.
    QString complaints(const Clock& clock) {
        const auto folder = QTest::currentDataTag() == QByteArray("PostgreSQL")
                                ? QString()
                                : QString::fromStdString(m_place->address());
        QString all;
        int good = 0;
        for (const auto& finding : upkeep::Doctor(m_database->sql(), clock, folder).examine()) {
            good += finding.grade == Finding::Grade::Good ? 1 : 0;
            if (finding.grade == Finding::Grade::Good ||
                finding.what.contains(QStringLiteral("free on the disk")))
                continue; // the disk of whoever runs this test may be full
            all += finding.what + u'\n';
            if (finding.next.isEmpty())
                all += QStringLiteral("(says not what to do)");
        }
        return good > 0 ? all : QStringLiteral("nothing is good");
    }

private Q_SLOTS:
    void init() {
        const auto* row = QTest::currentDataTag();
        m_place = std::make_unique<Place>(row && QByteArray(row) == "PostgreSQL");
        if (m_place->address().empty())
            QSKIP("PostgreSQL is not installed.");
        m_database = m_place->open();
        QCOMPARE(appendTo(m_database->sql(), m_clock, {statementOf(1), statementOf(2), aboutOf(3, 1)}),
                 std::string());
    }
    void aHealthyServerHasNoComplaints_data() { Place::engines(); }
    void aHealthyServerHasNoComplaints() { QCOMPARE(complaints(m_clock), QString()); }
    void aMissingEntryOfTheIndexIsFound_data() { Place::engines(); }
    void aMissingEntryOfTheIndexIsFound();
    void aStatementFromTheFutureIsFound_data() { Place::engines(); }
    void aStatementFromTheFutureIsFound();
    void anUnreadableStatementIsFound();
    void aDeviceOfNobodyIsFound();
    void tablesOfAnotherFormAreFound();
    void aServerThatFellSilentIsFound();
};

void tst_Doctor::aMissingEntryOfTheIndexIsFound() {
    QVERIFY(m_database->sql().run(
        "DELETE FROM statement_key WHERE key = $1",
        {store::keyNumber(xapi::makeKey(xapi::KeyKind::Verb, "http://v.example/did"))}));
    QVERIFY2(complaints(m_clock).startsWith(QStringLiteral("2 entries are missing")),
             qPrintable(complaints(m_clock)));
}

void tst_Doctor::aStatementFromTheFutureIsFound() {
    fakes::PushedClock clock("2001-01-01T00:00:00.000Z");
    QVERIFY2(complaints(clock).contains(QStringLiteral("in the future")), qPrintable(complaints(clock)));
}

void tst_Doctor::anUnreadableStatementIsFound() {
    QVERIFY(m_database->sql().run("UPDATE statement SET body = '{' WHERE id = $1", {idOf(2)}));
    QVERIFY2(complaints(m_clock).startsWith(QStringLiteral("1 of the newest")),
             qPrintable(complaints(m_clock)));
}

void tst_Doctor::aDeviceOfNobodyIsFound() {
    QVERIFY(m_database->sql().script(
        "PRAGMA foreign_keys = OFF; INSERT INTO device (\"user\", person, device, label, hash, created) "
        "VALUES ('dev-1', 77, 'd', 'l', x'00', 1)"));
    QVERIFY2(complaints(m_clock).startsWith(QStringLiteral("1 devices or codes")),
             qPrintable(complaints(m_clock)));
}

void tst_Doctor::tablesOfAnotherFormAreFound() {
    QVERIFY(m_database->sql().script("PRAGMA user_version = 99"));
    QVERIFY2(complaints(m_clock).startsWith(QStringLiteral("The tables have form 99")),
             qPrintable(complaints(m_clock)));
}

void tst_Doctor::aServerThatFellSilentIsFound() {
    const Place place(true);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    m_database = place.open();
    QVERIFY(m_database->sql().run(
        "INSERT INTO writer (id, token, low_water, heartbeat) VALUES (3, 'x', 0, 0)", {}));
    QVERIFY2(complaints(m_clock).contains(QStringLiteral("Server 3 was last heard of")),
             qPrintable(complaints(m_clock)));
}

QTEST_GUILESS_MAIN(tst_Doctor)
#include "tst_Doctor.moc"
