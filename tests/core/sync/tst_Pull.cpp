#include "core/sync/Pull.h"

#include "core/sync/Statement.h"
#include "tests/core/sync/Laptop.h"

#include <QJsonDocument>

using namespace understudy;
using tests::Laptop;

/// Two computers that began as one.
class tst_Pull final : public QObject {
    Q_OBJECT

    static std::size_t renamed(const std::vector<const Laptop*>& laptops, const Id& before) {
        std::size_t count = 0;
        for (const Laptop* laptop : laptops)
            count += laptop->journal->device() != before;
        return count;
    }

    static int post(const sync::Account& account, const QJsonObject& statement) {
        sync::HttpNetwork network;
        sync::Remote remote(network, account);
        int status = 0;
        remote.post(QJsonDocument(statement).toJson(),
                    [&](const sync::Answer& answer) { status = answer.status; });
        (void)QTest::qWaitFor([&] { return status != 0; }, 20000);
        return status;
    }

private Q_SLOTS:
    void aClonedDiskBecomesADeviceOfItsOwnAndNoAnswerIsLost() {
        tests::ServerInProcess server;
        Laptop first;
        first.enroll(server, server.addPerson("anna"));
        first.answer(1);
        first.syncNow();
        const Id device = first.journal->device();
        Laptop clone({}, &first);
        QCOMPARE(clone.journal->device(), device);
        int told = 0;
        first.engine->copied = clone.engine->copied = [&] { ++told; };
        // Both go on under one name, with the same numbers for other answers.
        first.answer(2);
        clone.answer(3);
        first.syncNow();
        clone.syncNow();
        QCOMPARE(told, 1);
        QVERIFY(clone.journal->device() != device);
        clone.answer(4);
        first.answer(5);
        clone.syncNow();
        first.syncNow();
        clone.syncNow();
        QCOMPARE(server.count("statement"), 5);
        QVERIFY(first.facts() == clone.facts());
        QCOMPARE(first.facts().size(), std::size_t(5));
        QVERIFY(renamed({&first, &clone}, device) >= 1);
        QVERIFY(first.journal->device() != clone.journal->device());
        // From here on no number is given twice.
        std::map<std::pair<Id, qint64>, int> numbers;
        for (const auto& fact : first.facts())
            ++numbers[{fact.device, fact.deviceSeq}];
        QCOMPARE(numbers.size(), std::size_t(4)); // only the two of before it was known
        QVERIFY(first.journal->check() && clone.journal->check());
    }

    void aJournalPutBackFromABackupGetsItsAnswersAndANewName() {
        tests::ServerInProcess server;
        Laptop laptop;
        laptop.enroll(server, server.addPerson("anna"));
        laptop.answer(1);
        laptop.syncNow();
        Laptop old({}, &laptop); // the backup
        laptop.answer(2);
        laptop.syncNow();
        old.syncNow();
        QVERIFY(old.facts() == laptop.facts());
        QVERIFY(old.journal->device() != laptop.journal->device());
    }

    void whatOthersSayAboutSomebodyIsNotTakenForTheirDoing() {
        tests::ServerInProcess server;
        Laptop anna;
        anna.enroll(server, server.addPerson("anna"));
        anna.answer(1);
        anna.syncNow();
        Laptop mallory;
        mallory.enroll(server, server.addPerson("mallory"));
        mallory.answer(2);
        mallory.answer(3);
        // An answer that mallory gave to anna, and one that a group of anna's name gave.
        const auto told = mallory.facts();
        auto forged = sync::toStatement(told.front(), sync::contextOf(mallory.account));
        const auto self = sync::toStatement(told.back(), sync::contextOf(anna.account));
        forged[QStringLiteral("object")] = self[QStringLiteral("actor")];
        auto ofAGroup = self;
        auto group = self[QStringLiteral("actor")].toObject();
        group[QStringLiteral("objectType")] = QStringLiteral("Group");
        ofAGroup[QStringLiteral("actor")] = group;
        QCOMPARE(post(mallory.account, forged), 200);
        QCOMPARE(post(anna.account, ofAGroup), 403);
        auto admin = anna.account;
        const auto made = server.credential("admin", access::Role::Administrator);
        admin.user = QString::fromStdString(made.credential.user);
        admin.password = QString::fromStdString(made.password);
        QCOMPARE(post(admin, ofAGroup), 200);
        anna.syncNow();
        QCOMPARE(anna.facts().size(), std::size_t(1));
    }

    void anotherConnectionToTheJournalGoesOnUnderTheNewName() {
        tests::ServerInProcess server;
        Laptop first;
        first.enroll(server, server.addPerson("anna"));
        first.answer(1);
        first.syncNow();
        Laptop clone({}, &first);
        const auto window = clone.secondConnection();
        first.answer(2);
        first.syncNow();
        clone.syncNow();
        const auto written =
            window->append(journal::kind::PageRead, {{QStringLiteral("page"), QStringLiteral("x")}});
        QVERIFY(written);
        QCOMPARE(written->device, clone.journal->device());
        QCOMPARE(written->deviceSeq, 1);
    }
};

QTEST_GUILESS_MAIN(tst_Pull)
#include "tst_Pull.moc"
