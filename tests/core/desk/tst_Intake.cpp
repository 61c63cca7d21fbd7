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

    void askedForTwiceItIsDoneOnceAndTheCodesAreTheSame() {
        std::vector<std::function<void()>> held; // as the writer's thread does it
        bool holding = true;
        desk::Intake one(
            [&](auto work, auto done) {
                const auto now = [this, work, done] { done(sql().transact([&] { return work(sql()); })); };
                if (holding)
                    held.push_back(now);
                else
                    now();
            },
            m_clock, "https://home.example");
        QStringList codes;
        std::optional<Error> refused;
        const auto token = desk::Intake::token();
        const auto ask = [&](desk::Intake& intake) {
            intake.take(
                file(QStringLiteral("2025-11")), "priya", "::1",
                [&](const auto& taken) {
                    if (taken)
                        codes << taken->invitations.front().code;
                    else
                        refused = taken.error();
                },
                token);
        };
        ask(one);
        ask(one); // before the first is done
        QCOMPARE(held.size(), std::size_t(1));
        held.front()();
        holding = false;
        m_clock.push(std::chrono::minutes(5));
        ask(one);
        QCOMPARE(codes.size(), 3);
        QVERIFY(!codes[0].isEmpty() && codes[0] == codes[1] && codes[1] == codes[2]);
        auto other = server();
        ask(other); // which has no codes
        QVERIFY(refused && refused->code == Errc::Refused);
        refused.reset();
        m_clock.push(std::chrono::minutes(15));
        ask(one);
        QVERIFY(refused && refused->code == Errc::Refused);
        QCOMPARE(codes.size(), 3);
        QCOMPARE(number("SELECT count(*) FROM code"), 1);
        QVERIFY(undo(token).ok());
    }

    void whatFailedIsTriedAgain() {
        auto one = server();
        const auto token = desk::Intake::token();
        int done = 0;
        const auto ask = [&] {
            one.take(
                file(QStringLiteral("2025-11")), "priya", "::1",
                [&](const auto& taken) { done += taken.ok(); }, token);
        };
        m_away = true;
        ask();
        QCOMPARE(done, 0);
        m_away = false;
        ask();
        QCOMPARE(done, 1);
    }

    void whoHasNoDeviceGetsANewCode() {
        take(QStringLiteral("2025-11"));
        QStringList codes;
        auto one = server();
        const auto ask = [&] {
            codes.clear();
            one.invite("priya", "::1", [&](const auto& made) {
                QVERIFY(made.ok());
                for (const auto& invitation : *made)
                    codes << invitation.code;
            });
        };
        ask();
        QCOMPARE(codes.size(), 1);
        access::Access people(sql(), m_clock, "https://home.example");
        const auto enrolled = people.redeem(codes.front().toStdString(), "d", "laptop");
        QVERIFY(enrolled.ok() && *enrolled);
        ask();
        QCOMPARE(codes.size(), 0);
        QVERIFY(*people.revoke((*enrolled)->credential.user));
        ask();
        QCOMPARE(codes.size(), 1);
    }

    void aNameIsCorrectedWhereOneIsTold() {
        take(QStringLiteral("2025-11"));
        auto corrected = file(QStringLiteral("2025-11"));
        corrected.lines.front().member.fullName = QStringLiteral("Anna Berger");
        QString told;
        const auto put = [&] {
            server().take(corrected, "priya", "::1",
                          [&](const auto& taken) { told = taken->invitations.front().member.fullName; });
        };
        put();
        QCOMPARE(told, QStringLiteral("Anna Berger"));
        QCOMPARE(members().front().fullName, QStringLiteral("Anna Berger"));
        corrected.lines.front().member.fullName = QStringLiteral("anna"); // as a file without names is read
        put();
        QCOMPARE(members().front().fullName, QStringLiteral("Anna Berger"));
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
