#include "core/ssh/Line.h"

#include "tests/fakes/SshCase.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using fakes::StreamReader;

/// Much goes through one channel, and never more than both sides have room for.
class tst_Line final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
    }

    void aPasteOfAMebibyteArrivesWhole() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        std::optional<Result<ssh::ExecResult>> result;
        QByteArray paste(1024 * 1024, 'x');
        QRandomGenerator random(4711);
        for (char& c : paste)
            c = static_cast<char>(random.bounded(256));
        there->exec("sha256sum", paste, 20s, [&](const auto& r) { result = r; });
        QTRY_VERIFY_WITH_TIMEOUT(result, 20'000);
        QCOMPARE((*result)->output.left(64),
                 QCryptographicHash::hash(paste, QCryptographicHash::Sha256).toHex());
    }

    void aFloodWaitsAtTheHostUntilCreditIsGranted() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        StreamReader shell(there->openShell(80, 24));
        shell.grants = false;
        const qint64 before = m_case.residentKiB();
        shell.stream->write("yes | head -c 64M; echo over\n");
        QTRY_VERIFY_WITH_TIMEOUT(shell.total >= terminal::ByteStream::InitialCredit, 10'000);
        QTest::qWait(500); // what was not granted must not come, however long one waits
        QCOMPARE(shell.total, terminal::ByteStream::InitialCredit);
        QVERIFY2(m_case.residentKiB() - before < 16 * 1024,
                 qPrintable(QString::number(m_case.residentKiB() - before)));
        shell.grants = true;
        shell.stream->write("\x03"); // while everything stands still
        shell.stream->grant(terminal::ByteStream::InitialCredit);
        shell.stream->write("echo still\" \"here\n");
        QVERIFY(shell.waitFor("still here", 15'000));
        QVERIFY2(shell.total < 48 * 1024 * 1024, "the flood was not interrupted");
    }

    void aLongListingComesWhole() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        StreamReader shell(there->openShell(80, 24));
        shell.stream->write("stty -echo; seq 1 200000; echo the\" \"end\n");
        QVERIFY(shell.waitFor("199999\r\n200000\r\nthe end", 20'000));
    }

    void newKeysAreAgreedOnUnderLoad() {
        fakes::Sshd often;
        QVERIFY2(often.start({"RekeyLimit 1M", "LogLevel DEBUG1"}), qPrintable(often.reason()));
        const auto there = m_case.loggedIn(m_case.targetOf(often));
        QVERIFY(there);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        QByteArray much(12 * 1024 * 1024, '\0');
        random.fillRange(reinterpret_cast<quint32*>(much.data()), much.size() / 4);
        const auto up = m_case.run(*there, "sha256sum", much);
        QVERIFY(up.ok());
        QCOMPARE(up->output.left(64), QCryptographicHash::hash(much, QCryptographicHash::Sha256).toHex());
        StreamReader down(there->openCommand("head -c 24M /dev/zero; exit 6"));
        std::ptrdiff_t zeros = 0;
        down.stream->received = [&](std::string_view bytes) { // sshd's own notes are among them
            zeros += std::count(bytes.begin(), bytes.end(), '\0');
            down.stream->grant(bytes.size());
        };
        QTRY_VERIFY_WITH_TIMEOUT(down.end, 30'000);
        QCOMPARE(down.end->exitStatus, 6);
        QCOMPARE(zeros, std::ptrdiff_t(24) * 1024 * 1024);
        const int agreed = static_cast<int>(often.said().count("rekey"));
        QVERIFY2(agreed >= 10, qPrintable(QString::number(agreed)));
    }
};

QTEST_GUILESS_MAIN(tst_Line)
#include "tst_Line.moc"
