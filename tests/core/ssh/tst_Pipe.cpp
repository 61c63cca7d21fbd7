#include "core/ssh/Pipe.h"

#include <QTest>

using namespace understudy;
using ssh::Pipe;

/// What the two ends of a channel owe each other, without a connection.
class tst_Pipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void creditInTimeRingsForNobody() {
        Pipe pipe([] {});
        pipe.deliver("some output", false);
        QCOMPARE(pipe.credit(), terminal::ByteStream::InitialCredit - 11);
        QVERIFY(!pipe.grant(11));
        QCOMPARE(pipe.credit(), terminal::ByteStream::InitialCredit);
    }

    void creditThatIsWaitedForRingsOnce() {
        Pipe pipe([] {});
        pipe.deliver(std::string(terminal::ByteStream::InitialCredit, 'x'), false);
        QCOMPARE(pipe.credit(), std::size_t(0));
        QVERIFY(pipe.grant(4096));
        QVERIFY2(!pipe.grant(4096), "the session's thread has been told already");
        QCOMPARE(pipe.credit(), std::size_t(8192));
    }

    void creditUsedUpAndNotYetAskedForRingsForNobody() {
        Pipe pipe([] {});
        pipe.deliver(std::string(terminal::ByteStream::InitialCredit, 'x'), true);
        QVERIFY2(!pipe.grant(100), "nobody has come for it: the next look finds it");
        QCOMPARE(pipe.credit(), std::size_t(100));
    }

    void whatComesBeforeTheOwnerLooksIsToldOnceAndHandedOverWhole() {
        int told = 0;
        Pipe pipe([&told] { ++told; });
        pipe.deliver("one ", false);
        pipe.deliver("two", false);
        pipe.deliver("oops", true);
        QCOMPARE(told, 1);
        const Pipe::Parcel parcel = pipe.collect();
        QCOMPARE(parcel.output, std::string("one two"));
        QCOMPARE(parcel.errors, std::string("oops"));
        pipe.deliver("three", false);
        QCOMPARE(told, 2);
        QCOMPARE(pipe.collect().output, std::string("three"));
    }
};

QTEST_APPLESS_MAIN(tst_Pipe)
#include "tst_Pipe.moc"
