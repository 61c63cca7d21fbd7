#include "tests/app/ServerProcess.h"
#include "tests/app/Workstation.h"

#include "core/sync/CarryFile.h"
#include "core/sync/Receipt.h"

#include <QFile>
#include <QTest>

using namespace understudy;
using tests::ServerProcess;
using tests::Workstation;

namespace {

/// What comes of a receipt at a laptop, or the sentence why nothing does.
Result<sync::Settled> open(Workstation& laptop, const QString& path) {
    QFile receipt(path);
    if (!receipt.open(QIODevice::ReadOnly))
        return Error{Errc::NotFound, path, {}};
    const auto read = sync::readReceipt(receipt.readAll(), laptop.account);
    return read ? sync::settle(*read, *laptop.journal) : Result<sync::Settled>(read.error());
}

} // namespace

/// Work that reaches the server on a stick, and the receipt that comes back, with the programs themselves.
class tst_CarryByHand final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWaitsIsCarriedThereAndTheReceiptBack() {
        QTemporaryDir folder;
        ServerProcess server(folder.path());
        QVERIFY(server.start());
        Workstation offline;
        Workstation online;
        QVERIFY(offline.enroll(server.root(), server.code("add", "anna")));
        QVERIFY(online.enroll(server.root(), server.code("code", "anna")));
        online.answer(1);
        online.answer(2);
        online.engine->setAccount(online.account);
        QTRY_COMPARE_WITH_TIMEOUT(*online.journal->unsentCount(), 0, 20000);

        for (int i = 10; i < 70; ++i)
            offline.answer(i);
        const auto file = sync::makeCarryFile(*offline.journal, offline.account, offline.now());
        QVERIFY(file);
        const QString carried = offline.file("anna.understudy-carry");
        const QString receipt = offline.file("anna.understudy-receipt");
        QVERIFY(sync::writeFile(carried, file->bytes));
        auto ended = server.run({"carry", carried, "--receipt", receipt}); // it serves on meanwhile
        QVERIFY2(ended.code == 0, qPrintable(ended.err));
        const auto settled = open(offline, receipt);
        QVERIFY2(settled.ok(), qPrintable(settled ? QString() : settled.error().sentence));
        QCOMPARE(*settled, (sync::Settled{60, 0, 2, 0}));
        QCOMPARE(server.statementIds(server.staff())->size(), 62);

        // The same stick once more, and the same receipt: nothing is new.
        ended = server.run({"carry", carried, "--receipt", receipt});
        QVERIFY2(ended.code == 0, qPrintable(ended.err));
        QCOMPARE(*open(offline, receipt), (sync::Settled{0, 0, 0, 0}));
        // It is not for the other laptop.
        const auto others = open(online, receipt);
        QVERIFY(!others && others.error().sentence.contains(QStringLiteral("another of your computers")));
        // With a network again, both know the same and nothing is sent twice.
        offline.engine->setAccount(offline.account);
        online.engine->syncNow();
        QTRY_COMPARE_WITH_TIMEOUT(*online.journal->lastSeq(), qint64(62), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(offline.engine->status().state, sync::Status::State::Synced, 20000);
        QCOMPARE(*offline.journal->lastSeq(), qint64(62));
        QCOMPARE(server.statementIds(server.device("staff"))->size(), 62);
    }

    void aFileThatWasChangedOnItsWayStoresNothing() {
        QTemporaryDir folder;
        ServerProcess server(folder.path());
        QVERIFY(server.start());
        Workstation laptop;
        QVERIFY(laptop.enroll(server.root(), server.code("add", "anna")));
        laptop.answer(1);
        auto bytes = sync::makeCarryFile(*laptop.journal, laptop.account, laptop.now())->bytes;
        const QString carried = laptop.file("anna.understudy-carry");
        for (const auto& spoiled :
             {bytes.left(bytes.size() / 2), QByteArray(bytes).replace("01/quiz#q1", "01/quiz#q2")}) {
            QVERIFY(sync::writeFile(carried, spoiled));
            const auto ended = server.run({"carry", carried, "--receipt", laptop.file("receipt")});
            QVERIFY(ended.code != 0);
            QVERIFY(!QFile::exists(laptop.file("receipt")));
        }
        QCOMPARE(server.statementIds(server.staff())->size(), 0);
        QCOMPARE(*laptop.journal->unsentCount(), 1);
    }
};

QTEST_GUILESS_MAIN(tst_CarryByHand)
#include "tst_CarryByHand.moc"
