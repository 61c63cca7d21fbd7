#include "core/sync/CarryFile.h"

#include "core/base/KeyedHash.h"
#include "core/sync/Statement.h"
#include "tests/core/sync/OneJournal.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QTest>

using namespace understudy;
using sync::SealState;
using tests::OneJournal;

/// The file that goes to the server by hand.
class tst_CarryFile final : public QObject {
    Q_OBJECT

    static sync::Account account() { return tests::accountAtPaper(); }
    static QByteArray made(OneJournal& journal) {
        const auto file = sync::makeCarryFile(*journal, account(), journal.clock().now());
        return file ? file->bytes : QByteArray();
    }

private Q_SLOTS:
    void itHoldsWhatWaitsAsItWouldBePosted() {
        OneJournal journal;
        std::vector<journal::Fact> facts;
        for (int i = 0; i < 3; ++i)
            facts.push_back(journal.answer(i, QStringLiteral("ü \"q\" / \\ \u2028")));
        const auto file = sync::makeCarryFile(*journal, account(), journal.clock().now());
        QVERIFY(file);
        QCOMPARE(file->statements, 3);
        const auto content = QJsonDocument::fromJson(file->bytes).object();
        QCOMPARE(content.keys(),
                 QStringList({"account", "device", "format", "mac", "made", "statements", "user"}));
        QCOMPARE(content["format"].toString(), QStringLiteral("understudy-carry/1"));
        QCOMPARE(content["account"].toObject().keys(), QStringList({"homePage", "name"}));
        QCOMPARE(content["account"]["name"].toString(), QStringLiteral("p-1"));
        QCOMPARE(content["user"].toString(), QStringLiteral("dev-1"));
        QCOMPARE(content["device"].toString(), journal->device());
        QCOMPARE(content["made"].toString(), QStringLiteral("2025-11-19T09:00:00.000Z"));
        QCOMPARE(content["statements"].toArray().size(), 3);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(content["statements"][i].toObject(),
                     sync::toStatement(facts[std::size_t(i)], sync::contextOf(account())));
        QVERIFY(!file->bytes.contains(account().password.toUtf8()));
        QCOMPARE(journal.waiting().size(), std::size_t(3)); // until a receipt names them
    }

    // By the words of CarryFile.h, with the library's own functions and none of ours but the hashes.
    void theSealIsTheOneThatTheServerComputes() {
        OneJournal journal;
        journal.answer(1);
        const QByteArray file = made(journal);
        const auto at = file.indexOf("\"mac\":\"");
        QVERIFY(at > 0);
        const QByteArray without = file.left(at) + file.mid(at + 7 + 64 + 2);
        const QByteArray key = keyedHash("secret", "understudy carry 1");
        QCOMPARE(key.size(), 32);
        QCOMPARE(file.mid(at + 7, 64), authTag(without, key).toHex());
        auto content = QJsonDocument::fromJson(file).object();
        content.remove(QStringLiteral("mac"));
        QCOMPARE(without, QJsonDocument(content).toJson(QJsonDocument::Compact));
    }

    void theHashesAreThoseOfLibsodium() {
        // BLAKE2b with a key, as python3 hashlib.blake2b(b"secret", key=b"understudy carry 1",
        // digest_size=32).
        QCOMPARE(keyedHash("secret", "understudy carry 1").toHex(),
                 QByteArray("a540e94bf3482cb67509ee24e667c9f47aa5e3b4e1cf75313b299c8b34a5034b"));
        QVERIFY(keyedHash("secret", "understudy carry 1") != keyedHash("secret", "understudy carry 2"));
        // RFC 4231 has no key of 32 bytes; HMAC-SHA512 by Qt, of which libsodium keeps the first 32 bytes.
        const QByteArray key(32, 'k');
        QCOMPARE(authTag("message", key),
                 QMessageAuthenticationCode::hash("message", key, QCryptographicHash::Sha512).left(32));
        QVERIFY(isAuthTag(authTag("message", key), "message", key));
        QVERIFY(!isAuthTag(authTag("message", key), "massage", key));
        QVERIFY(!isAuthTag(authTag("message", key).left(31), "message", key));
        QVERIFY(!isAuthTag({}, "message", key));
    }

    void aChangedByteOrHalfAFileIsNoticed() {
        OneJournal journal;
        journal.answer(1);
        const QByteArray file = made(journal);
        const QByteArray key = sync::carryKey(account().password);
        QCOMPARE(sync::examineSeal(file, key), SealState::Whole);
        QCOMPARE(sync::examineSeal(file + "\r\n", key), SealState::Whole); // as mail programs add
        QCOMPARE(sync::examineSeal(file, sync::carryKey(QStringLiteral("other"))), SealState::Changed);
        for (qsizetype i = 0; i < file.size(); ++i) {
            QByteArray changed = file;
            changed[i] = static_cast<char>(changed.at(i) ^ 1);
            QVERIFY2(sync::examineSeal(changed, key) != SealState::Whole, qPrintable(QString::number(i)));
            QCOMPARE(sync::examineSeal(file.left(i), key), SealState::NotWhole);
        }
        QCOMPARE(sync::examineSeal({}, key), SealState::NotWhole);
        QCOMPARE(sync::examineSeal("{}", key), SealState::NotWhole);
        QCOMPARE(sync::examineSeal("[1,2]", key), SealState::NotWhole);
    }

    void theServerMayWriteNumbersAndOrderAsItLikes() {
        const QByteArray key = sync::carryKey(QStringLiteral("secret"));
        const QByteArray before = "{\"format\":\"understudy-receipt/1\",";
        const QByteArray after = "\"statements\":[{\"score\":8.5E-1,\"a\":1}],\"acknowledged\":[ ]}";
        const QByteArray mac = authTag(before + after, key).toHex();
        QCOMPARE(sync::examineSeal(before + "\"mac\":\"" + mac + "\"," + after, key), SealState::Whole);
    }

    void thereIsNoFileWithoutAServerOrWithNothingToCarry() {
        OneJournal journal;
        const auto none = sync::makeCarryFile(*journal, account(), journal.clock().now());
        QVERIFY(!none && none.error().sentence.contains(QStringLiteral("Nothing waits")));
        journal.answer(1);
        const auto nowhere = sync::makeCarryFile(*journal, {}, journal.clock().now());
        QVERIFY(!nowhere && nowhere.error().sentence.contains(QStringLiteral("Enroll")));
        auto foreign = account();
        foreign.byKey = true;
        QVERIFY(!sync::makeCarryFile(*journal, foreign, journal.clock().now()));
    }

    void whatWasRefusedCanBeShownToSomebodyWhoCanHelp() {
        OneJournal journal;
        QVERIFY(!sync::refusedAsFile(*journal, account()));
        const auto fact = journal.answer(1);
        QVERIFY(journal->park(fact.id, QStringLiteral("The verb is not known.")));
        const auto file = sync::refusedAsFile(*journal, account());
        QVERIFY(file);
        const auto content = QJsonDocument::fromJson(*file).object();
        QCOMPARE(content["format"].toString(), QStringLiteral("understudy-refused/1"));
        QCOMPARE(content["refused"][0]["reason"].toString(), QStringLiteral("The verb is not known."));
        QCOMPARE(*sync::toFact(content["refused"][0]["statement"].toObject()), fact);
    }

    void aFileIsWrittenWholeOrNotAtAll() {
        OneJournal journal;
        const QString path = journal.file("x.understudy-carry");
        QVERIFY(sync::writeFile(path, "old"));
        QVERIFY(sync::writeFile(path, "new"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("new"));
        const auto nowhere = sync::writeFile(journal.file("none/x"), "new");
        QVERIFY(!nowhere);
        QVERIFY(nowhere.error().sentence.contains(QStringLiteral("Choose another folder")));
        QVERIFY(!nowhere.error().detail.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_CarryFile)
#include "tst_CarryFile.moc"
