#include "core/desk/Intake.h"
#include "core/store/Database.h"

#include "tests/fakes/PushedClock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace understudy;

class tst_Intake final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<store::Database> m_database;
    fakes::PushedClock m_clock;
    bool m_away = false;

    void open() {
        auto opened = store::Database::open(m_folder.path().toStdString());
        QVERIFY(opened.ok());
        m_database = std::move(*opened);
    }
    store::Sql& sql() { return m_database->sql(); }
    access::Change change() {
        return [this](auto work, auto done) {
            done(m_away ? Error{Errc::Unreachable, QStringLiteral("The database does not answer."), {}}
                        : sql().transact([&] { return work(sql()); }));
        };
    }
    /// As one server of several has it.
    desk::Intake server() { return desk::Intake(change(), m_clock, "https://home.example"); }
    static desk::RosterFile file(const QString& cohort) {
        desk::RosterFile file;
        file.lines.resize(1);
        auto& anna = file.lines.front().member;
        anna.name = QStringLiteral("anna");
        anna.fullName = QStringLiteral("Anna Berg");
        anna.cohort = cohort;
        anna.team = QStringLiteral("Storage");
        anna.track = QStringLiteral("new-hire");
        anna.start = QDate(2025, 11, 17);
        anna.mentor = QStringLiteral("marco");
        return file;
    }
    QString take(const QString& cohort) {
        QString token;
        server().take(file(cohort), "priya", "::1", [&](const auto& taken) {
            QVERIFY2(taken.ok(), taken ? "" : qPrintable(taken.error().detail));
            token = taken->undo;
        });
        return token;
    }
    Result<int> undo(const QString& token) {
        Result<int> undone = -1;
        server().undo(token, "priya", "::1", [&](const auto& outcome) { undone = outcome; });
        return undone;
    }
    std::vector<desk::Member> members() { return *cohort::Roster(sql()).members(); }
    std::int64_t number(const std::string& question) { return (*sql().run(question))[0].integer(0); }

private Q_SLOTS:
    void init() {
        open();
        m_away = false;
    }
    void cleanup() {
        m_database.reset();
        QVERIFY(QFile::remove(m_folder.filePath(QStringLiteral("progress.sqlite"))));
    }

    void whatCouldNotBeTakenBackCanBeTriedAgain() {
        const auto token = take(QStringLiteral("2025-11"));
        m_away = true;
        QCOMPARE(undo(token).error().code, Errc::Unreachable);
        m_away = false;
        const auto undone = undo(token);
        QVERIFY2(undone.ok(), undone ? "" : qPrintable(undone.error().sentence));
        QCOMPARE(*undone, 1);
        QCOMPARE(undo(token).error().code, Errc::NotFound); // once is enough
    }

    void anyServerTakesBackWhatAnotherOneTook() {
        const auto first = take(QStringLiteral("2025-11"));
        const auto before = members();
        const auto second = take(QStringLiteral("2025-12"));
        QCOMPARE(members().front().cohort, QStringLiteral("2025-12"));
        open(); // a restart
        const auto undone = undo(second);
        QVERIFY2(undone.ok(), undone ? "" : qPrintable(undone.error().sentence));
        QVERIFY(members() == before);
        QCOMPARE(number("SELECT count(*) FROM code"), 1);
        QVERIFY(undo(first).ok());
        QCOMPARE(members().size(), std::size_t(0));
        QCOMPARE(number("SELECT count(*) FROM code"), 0); // she was new then
        QCOMPARE(number("SELECT count(*) FROM person"), 1);
        QCOMPARE(undo(QStringLiteral("nothing")).error().code, Errc::NotFound);
    }

    void anHourLaterItStaysAsItIs() {
        const auto token = take(QStringLiteral("2025-11"));
        m_clock.push(std::chrono::minutes(59));
        const auto other = take(QStringLiteral("2025-12"));
        m_clock.push(std::chrono::minutes(2));
        QCOMPARE(undo(token).error().code, Errc::NotFound);
        QCOMPARE(members().front().cohort, QStringLiteral("2025-12"));
        QVERIFY(undo(other).ok());
        take(QStringLiteral("2026-01"));
        QCOMPARE(number("SELECT count(*) FROM roster_undo"), 1); // what is old is not kept
    }

    void whoWasRemovedMeanwhileIsPassedOver() {
        const auto first = take(QStringLiteral("2025-11"));
        const auto second = take(QStringLiteral("2025-12"));
        access::Access people(sql(), m_clock, "https://home.example");
        const auto anna = people.person("anna");
        QVERIFY(anna.ok() && *anna && people.remove((*anna)->id).ok());
        for (const auto& token : {second, first}) {
            const auto undone = undo(token);
            QVERIFY2(undone.ok(), undone ? "" : qPrintable(undone.error().sentence));
            QCOMPARE(*undone, 0);
        }
        QCOMPARE(members().size(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(tst_Intake)
#include "tst_Intake.moc"
