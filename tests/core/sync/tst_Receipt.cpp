#include "core/sync/Receipt.h"

#include "core/sync/CarryFile.h"
#include "core/sync/Statement.h"
#include "tests/core/sync/OneJournal.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace understudy;
using sync::Settled;
using tests::OneJournal;

namespace {

/// A coordinator with the server's keys, who writes receipts by the text of CarryFile.h.
struct Coordinator {
    sync::Account account = tests::accountAtPaper();
    QString made = QStringLiteral("2025-11-20T08:00:00.000Z");
    std::vector<QString> acknowledged;
    std::vector<std::pair<QString, QString>> refused;
    QJsonArray statements;

    QJsonObject content() const {
        QJsonArray taken;
        for (const auto& id : acknowledged)
            taken.append(id);
        QJsonArray not_;
        for (const auto& [id, reason] : refused)
            not_.append(QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("reason"), reason}});
        return {{QStringLiteral("format"), QStringLiteral("understudy-receipt/1")},
                {QStringLiteral("account"), QJsonObject{{QStringLiteral("homePage"), account.homePage},
                                                        {QStringLiteral("name"), account.name}}},
                {QStringLiteral("user"), account.user},
                {QStringLiteral("made"), made},
                {QStringLiteral("acknowledged"), taken},
                {QStringLiteral("refused"), not_},
                {QStringLiteral("statements"), statements}};
    }
    QByteArray receipt() const { return sync::seal(content(), sync::carryKey(account.password)); }
};

} // namespace

/// The file that comes back from the server by hand.
class tst_Receipt final : public QObject {
    Q_OBJECT

    static Result<Settled> open(const QByteArray& file, OneJournal& journal) {
        const auto receipt = sync::readReceipt(file, tests::accountAtPaper());
        return receipt ? sync::settle(*receipt, *journal) : Result<Settled>(receipt.error());
    }

private Q_SLOTS:
    void whatItNamesNoLongerWaitsAndWhatItRefusesIsListed() {
        OneJournal journal;
        OneJournal other;
        std::vector<journal::Fact> facts;
        for (int i = 0; i < 4; ++i)
            facts.push_back(journal.answer(i));
        const auto elsewhere = other.answer(9);
        Coordinator coordinator;
        coordinator.acknowledged = {facts[0].id, facts[2].id};
        coordinator.refused = {{facts[1].id, QStringLiteral("The quiz is not known.")}};
        coordinator.statements = {sync::toStatement(elsewhere, sync::contextOf(coordinator.account)),
                                  QJsonObject{{QStringLiteral("id"), QStringLiteral("of another program")}}};
        const auto settled = open(coordinator.receipt(), journal);
        QVERIFY2(settled.ok(), qPrintable(settled ? QString() : settled.error().sentence));
        QCOMPARE(*settled, (Settled{2, 1, 1, 1}));
        QCOMPARE(journal.waiting(), std::vector<Id>{facts[3].id});
        QCOMPARE(journal->parked()->front().fact, facts[1]);
        QCOMPARE(journal->parked()->front().reason, QStringLiteral("The quiz is not known."));
        QVERIFY(journal->unknown({elsewhere.id})->empty());
        QCOMPARE(sync::wordsOf(*settled),
                 QStringLiteral("The server has taken 2 events. It refused 1: it is kept, and listed in the "
                                "settings. 1 event of your other computers came in. 1 event still waits."));
    }

    void whatOthersDidIsNoRecordOfTheirs() {
        OneJournal journal;
        OneJournal other;
        Coordinator coordinator;
        auto account = coordinator.account;
        account.name = QStringLiteral("mallory");
        auto forged = sync::toStatement(other.answer(1), sync::contextOf(account));
        forged[QStringLiteral("object")] =
            sync::toStatement(other.answer(1), sync::contextOf(coordinator.account))[QStringLiteral("actor")];
        auto ofAGroup = sync::toStatement(other.answer(2), sync::contextOf(coordinator.account));
        auto group = ofAGroup[QStringLiteral("actor")].toObject();
        group[QStringLiteral("objectType")] = QStringLiteral("Group");
        ofAGroup[QStringLiteral("actor")] = group;
        coordinator.statements = {forged, ofAGroup};
        QCOMPARE(*open(coordinator.receipt(), journal), (Settled{0, 0, 0, 0}));
        QCOMPARE(*journal->lastSeq(), 0);
    }

    void openedTwiceItChangesNothing() {
        OneJournal journal;
        const auto one = journal.answer(1);
        const auto two = journal.answer(2);
        Coordinator coordinator;
        coordinator.acknowledged = {one.id};
        coordinator.refused = {{two.id, QStringLiteral("no")}};
        QVERIFY(open(coordinator.receipt(), journal));
        QVERIFY(journal->unpark()); // "Send again": the old words do not count any more
        const auto again = open(coordinator.receipt(), journal);
        QVERIFY(again);
        QCOMPARE(*again, (Settled{0, 0, 0, 1}));
        QVERIFY(sync::wordsOf(*again).contains(QStringLiteral("opened before")));
        QCOMPARE(journal.waiting(), std::vector<Id>{two.id});
    }

    void anOlderOneStillAcknowledgesAndNeverRefuses() {
        OneJournal journal;
        const auto one = journal.answer(1);
        const auto two = journal.answer(2);
        Coordinator newer;
        newer.acknowledged = {two.id};
        Coordinator older;
        older.made = QStringLiteral("2025-11-19T08:00:00.000Z");
        older.acknowledged = {one.id};
        QVERIFY(open(newer.receipt(), journal));
        older.refused = {{two.id, QStringLiteral("no")}};
        QCOMPARE(*open(older.receipt(), journal), (Settled{1, 0, 0, 0}));
        QCOMPARE(*journal->parkedCount(), 0);
    }

    void aFileThatIsNotForThisLaptopChangesNothingAndSaysWhy_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        OneJournal other;
        const auto fact = other.answer(1);
        Coordinator mine;
        mine.statements = {sync::toStatement(fact, sync::contextOf(mine.account))};
        const QByteArray whole = mine.receipt();
        Coordinator ben;
        ben.account.name = QStringLiteral("ben");
        Coordinator second;
        second.account.user = QStringLiteral("dev-2");
        Coordinator forged;
        forged.account.password = QStringLiteral("guessed");
        QByteArray changed = whole;
        changed.replace("\"response\":\"a\"", "\"response\":\"b\"");
        auto later = mine.content();
        later[QStringLiteral("format")] = QStringLiteral("understudy-receipt/2");
        auto noMoment = mine.content();
        noMoment[QStringLiteral("made")] = QStringLiteral("yesterday");
        const auto key = sync::carryKey(mine.account.password);
        const auto row = [](const char* name, const QByteArray& file, const char* says) {
            QTest::newRow(name) << file << QString::fromLatin1(says);
        };
        row("nothing", {}, "not whole");
        row("half", whole.left(whole.size() / 2), "Copy the file again");
        row("all but a byte", whole.left(whole.size() - 1), "Copy the file again");
        row("without its seal", QJsonDocument(mine.content()).toJson(QJsonDocument::Compact), "not whole");
        row("a changed answer", changed, "was changed");
        row("somebody else's", ben.receipt(), "for somebody else");
        row("another laptop's", second.receipt(), "another of your computers");
        row("from nobody who knows the key", forged.receipt(), "not from your server");
        row("the file for the server", sync::makeCarryFile(*other, mine.account, other.clock().now())->bytes,
            "This is the file for the server");
        row("of a newer server", sync::seal(later, key), "newer server");
        row("another JSON file", "{\"name\":\"x\"}", "no receipt");
        row("a picture", QByteArray("\x89PNG\r\n\x1a\n", 8), "not whole");
        row("no moment", sync::seal(noMoment, key), "not whole");
    }
    void aFileThatIsNotForThisLaptopChangesNothingAndSaysWhy() {
        QFETCH(QByteArray, file);
        QFETCH(QString, says);
        OneJournal journal;
        journal.answer(1);
        const auto before = journal.waiting();
        const auto settled = open(file, journal);
        QVERIFY(!settled);
        QVERIFY2(settled.error().sentence.contains(says), qPrintable(settled.error().sentence));
        QCOMPARE(journal.waiting(), before);
        QCOMPARE(*journal->parkedCount(), 0);
        QCOMPARE(*journal->lastSeq(), 1);
    }

    void aLaptopThatIsNotEnrolledHasNoReceipts() { QVERIFY(!sync::readReceipt(Coordinator().receipt(), {})); }

    void whatTheServerNamesAndNobodyHereKnowsIsPassedOver() {
        OneJournal journal;
        journal.answer(1);
        Coordinator coordinator;
        coordinator.acknowledged = {QStringLiteral("0190a6a0-0000-7000-8000-000000000099"), QString(),
                                    QStringLiteral("not an id"), QString(9000, QLatin1Char('x'))};
        coordinator.refused = {{QString(), QStringLiteral("no")}};
        QCOMPARE(*open(coordinator.receipt(), journal), (Settled{0, 0, 0, 1}));
    }

    void aDayWithoutANetworkEndsLikeOneWith() {
        // Written here, carried there, taken by a server, carried back.
        OneJournal journal;
        for (int i = 0; i < 200; ++i)
            journal.answer(i);
        const auto file = sync::makeCarryFile(*journal, tests::accountAtPaper(), journal.clock().now());
        QVERIFY(file);
        QCOMPARE(sync::examineSeal(file->bytes, sync::carryKey(QStringLiteral("secret"))),
                 sync::SealState::Whole);
        journal.answer(200); // after the file was made
        Coordinator coordinator;
        const auto content = QJsonDocument::fromJson(file->bytes).object();
        for (const auto& statement : content[QStringLiteral("statements")].toArray())
            coordinator.acknowledged.push_back(
                statement.toObject()[QStringLiteral("id")].toString().toUpper());
        QCOMPARE(*open(coordinator.receipt(), journal), (Settled{200, 0, 0, 1}));
    }
};

QTEST_GUILESS_MAIN(tst_Receipt)
#include "tst_Receipt.moc"
