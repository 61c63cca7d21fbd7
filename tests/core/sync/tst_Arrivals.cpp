#include "core/sync/Arrivals.h"

#include "core/sync/CarryFile.h"
#include "core/sync/Engine.h"
#include "core/sync/Receipt.h"
#include "core/sync/Statement.h"
#include "tests/core/sync/OneJournal.h"
#include "tests/core/sync/PaperStore.h"

#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using tests::OneJournal;
using tests::PaperStore;

namespace {

/// A computer that syncs with a store of paper, under one account after another.
class Laptop final {
public:
    explicit Laptop(PaperStore& store)
        : m_engine(*journal, store, journal.clock(),
                   [](unsigned char* bytes, std::size_t n) { std::fill(bytes, bytes + n, 0); }) {
        m_engine.copied = [this] { ++copies; };
    }
    void enroll(const QString& person) { m_engine.setAccount(tests::accountAtPaper(person)); }
    void syncNow() {
        journal.push(1s);
        m_engine.syncNow();
    }
    bool done() { return m_engine.status().lastSynced == journal.clock().now() && journal.waiting().empty(); }
    std::size_t factCount() { return journal->after(0)->size(); }

    OneJournal journal;
    int copies = 0;

private:
    sync::Engine m_engine;
};

} // namespace

/// What has to be sent under a second id, and stays one thing that the person did.
class tst_Arrivals final : public QObject {
    Q_OBJECT

    const QString m_first = QStringLiteral("p-1");
    const QString m_second = QStringLiteral("p-2");

private Q_SLOTS:
    void anotherAccountAtTheSameServerDoublesNothingOnAnyLaptop() {
        PaperStore store;
        Laptop one(store), two(store);
        const auto sync = [](Laptop& laptop) {
            laptop.syncNow();
            QTRY_VERIFY(laptop.done());
        };
        for (int i = 0; i < 3; ++i)
            one.journal.answer(i);
        two.journal.answer(3);
        for (const auto& person : {m_first, m_second})
            for (Laptop* laptop : {&one, &two, &one}) {
                laptop->enroll(person);
                sync(*laptop);
            }
        for (Laptop* laptop : {&two, &one, &two}) {
            sync(*laptop);
            QCOMPARE(laptop->factCount(), std::size_t(4));
            QCOMPARE(laptop->copies, 0);
        }
        // And when it reads everything once more under a name of its own that is new.
        QVERIFY(one.journal->setValue(QStringLiteral("device"),
                                      QStringLiteral("01900000-0000-7000-8000-000000000001")));
        QVERIFY(one.journal->setValue(QStringLiteral("sync.cursor"), QString()));
        sync(one);
        QCOMPARE(one.factCount(), std::size_t(4));
        QCOMPARE(one.copies, 0);
        // A computer that comes later has each of them once, too.
        Laptop third(store);
        third.enroll(m_second);
        sync(third);
        QCOMPARE(third.factCount(), std::size_t(4));
    }

    void aThirdAccountDoublesNothingEither() {
        PaperStore store;
        Laptop one(store);
        one.journal.answer(1);
        const auto as = [](Laptop& laptop, const QString& person) {
            laptop.enroll(person);
            laptop.syncNow();
            QTRY_VERIFY(laptop.done());
        };
        as(one, m_first);
        as(one, m_second);
        Laptop late(store); // knows it by its second id alone
        as(late, m_second);
        as(late, QStringLiteral("p-3"));
        as(one, QStringLiteral("p-3"));
        as(late, QStringLiteral("p-3"));
        QCOMPARE(one.factCount(), std::size_t(1));
        QCOMPARE(late.factCount(), std::size_t(1));
    }

    void aReceiptBringsNothingTwiceAndNoFalseAlarm() {
        OneJournal journal;
        const auto account = tests::accountAtPaper(m_second);
        QJsonArray statements;
        for (int i = 0; i < 3; ++i)
            statements.append(sync::toReissuedStatement(journal.answer(i), sync::contextOf(account)));
        int copies = 0;
        journal->renamed = [&] { ++copies; };
        const auto file = sync::seal(
            {{QStringLiteral("format"), QStringLiteral("understudy-receipt/1")},
             {QStringLiteral("account"), QJsonObject{{QStringLiteral("homePage"), account.homePage},
                                                     {QStringLiteral("name"), account.name}}},
             {QStringLiteral("user"), account.user},
             {QStringLiteral("made"), QStringLiteral("2025-11-20T08:00:00.000Z")},
             {QStringLiteral("statements"), statements}},
            sync::carryKey(account.password));
        const auto receipt = sync::readReceipt(file, account);
        QVERIFY(receipt.ok());
        const auto settled = sync::settle(*receipt, *journal);
        QVERIFY(settled.ok());
        QCOMPARE(settled->fresh, 0);
        QCOMPARE(journal->after(0)->size(), std::size_t(3));
        QCOMPARE(copies, 0);
    }

    void whatOnlyBearsTheSameIdIsAnotherThing() {
        OneJournal here, there;
        const auto mine = here.answer(1);
        auto other = there.answer(2);
        other.id = mine.id; // taken at the server: so it came under another
        const auto context = sync::contextOf(tests::accountAtPaper());
        const auto came = sync::arrivals({sync::toReissuedStatement(other, context)}, *here);
        QVERIFY(came.ok());
        QCOMPARE(came->size(), std::size_t(1));
        QCOMPARE(came->front().body, other.body);
        // The same moment on the same device is not enough: what was done has its number.
        auto next = mine;
        ++next.deviceSeq;
        QCOMPARE(sync::arrivals({sync::toReissuedStatement(next, context)}, *here)->size(), std::size_t(1));
        QVERIFY(sync::arrivals({sync::toReissuedStatement(mine, context)}, *here)->empty());
    }
};

QTEST_GUILESS_MAIN(tst_Arrivals)
#include "tst_Arrivals.moc"
