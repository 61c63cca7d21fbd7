#include "core/desk/Intake.h"
#include "core/store/Database.h"

#include "tests/fakes/PushedClock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace understudy;

class tst_Intake final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatCouldNotBeTakenBackCanBeTriedAgain() {
        QTemporaryDir folder;
        const auto database = store::Database::open(folder.path().toStdString());
        QVERIFY(database.ok());
        auto& sql = (*database)->sql();
        bool away = false;
        const access::Change change = [&](auto work, auto done) {
            done(away ? Error{Errc::Unreachable, QStringLiteral("The database does not answer."), {}}
                      : sql.transact([&] { return work(sql); }));
        };
        const fakes::PushedClock clock;
        desk::Intake intake(change, clock, "https://home.example");
        desk::RosterFile file;
        file.lines.resize(1);
        auto& anna = file.lines.front().member;
        anna.name = QStringLiteral("anna");
        anna.fullName = QStringLiteral("Anna Berg");
        anna.cohort = QStringLiteral("2025-11");
        QString token;
        intake.take(file, "priya", "::1", [&](const auto& taken) {
            QVERIFY2(taken.ok(), taken ? "" : qPrintable(taken.error().detail));
            token = taken->undo;
        });
        std::vector<Result<int>> undone;
        const auto undo = [&] {
            intake.undo(token, "priya", "::1", [&](const auto& outcome) { undone.push_back(outcome); });
        };
        away = true;
        undo();
        away = false;
        undo();
        undo();
        QCOMPARE(undone.size(), std::size_t(3));
        QVERIFY(!undone[0].ok() && undone[0].error().code == Errc::Unreachable);
        QVERIFY2(undone[1].ok(), undone[1] ? "" : qPrintable(undone[1].error().sentence));
        QCOMPARE(*undone[1], 1);
        QVERIFY(!undone[2].ok() && undone[2].error().code == Errc::NotFound); // once is enough
    }
};

QTEST_GUILESS_MAIN(tst_Intake)
#include "tst_Intake.moc"
