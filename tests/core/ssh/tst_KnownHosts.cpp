#include "core/ssh/KnownHosts.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using Word = ssh::KnownHosts::Word;

class tst_KnownHosts final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    const ssh::PublicKey m_key = ssh::KeyPair::makeEd25519()->publicKey;
    const ssh::PublicKey m_other = ssh::KeyPair::makeEd25519()->publicKey;

    QString file(const QString& text) {
        static int count = 0;
        const QString path = m_folder.filePath(QString::number(++count));
        QFile out(path);
        if (out.open(QIODevice::WriteOnly))
            out.write(text.toUtf8());
        return path;
    }
    ssh::KnownHosts::Verdict judge(const QString& text, const QString& host = "lab.example",
                                   quint16 port = 22) {
        return ssh::KnownHosts({file(text)}).judge(host, port, m_key);
    }

private Q_SLOTS:
    void aHostSeenBeforeIsKnownAndANewOneIsNot() {
        QCOMPARE(judge("lab.example " + m_key.line() + "\n").word, Word::Known);
        QCOMPARE(judge("# nothing\n\nother.example " + m_key.line()).word, Word::Unknown);
        QCOMPARE(judge({}).word, Word::Unknown);
    }

    void theNameIsReadWithoutRegardToCase() {
        QCOMPARE(judge("lab.example " + m_key.line(), "LAB.Example").word, Word::Known);
    }

    void aPortIsPartOfTheName() {
        QCOMPARE(judge("[lab.example]:2222 " + m_key.line(), "lab.example", 2222).word, Word::Known);
        QCOMPARE(judge("lab.example " + m_key.line(), "lab.example", 2222).word, Word::Unknown);
    }

    void namesHashedByOpenSshAreFound() {
        const QString path =
            file("lab.example " + m_key.line() + "\n[lab.example]:2222 " + m_other.line() + "\n");
        QCOMPARE(QProcess::execute("ssh-keygen", {"-q", "-H", "-f", path}), 0);
        QFile hashed(path);
        QVERIFY(hashed.open(QIODevice::ReadOnly));
        QVERIFY(!hashed.readAll().contains("lab.example"));
        const ssh::KnownHosts hosts({path});
        QCOMPARE(hosts.judge("lab.example", 22, m_key).word, Word::Known);
        QCOMPARE(hosts.judge("lab.example", 2222, m_key).word, Word::Changed);
        QCOMPARE(hosts.judge("lab.example", 22, m_other).word, Word::Changed);
        QCOMPARE(hosts.judge("example.lab", 22, m_key).word, Word::Unknown);
    }

    void anotherKeyIsAChangeAndSaysWhichWasKnownAndWhere() {
        const auto verdict = judge("# first line\nlab.example " + m_other.line());
        QCOMPARE(verdict.word, Word::Changed);
        QCOMPARE(verdict.known, m_other);
        QVERIFY(verdict.where.endsWith(":2"));
    }

    void aKeyOfAnotherTypeDoesNotPassAsNew() {
        QProcess::execute("ssh-keygen", {"-q", "-N", "", "-t", "ecdsa", "-f", m_folder.filePath("ec")});
        QFile pub(m_folder.filePath("ec.pub"));
        QVERIFY(pub.open(QIODevice::ReadOnly));
        const auto ecdsa = ssh::PublicKey::fromLine(pub.readAll());
        QVERIFY(ecdsa.has_value());
        const ssh::KnownHosts hosts({file("lab.example " + ecdsa->line())});
        QCOMPARE(hosts.judge("lab.example", 22, m_key).word, Word::Changed);
        QCOMPARE(hosts.typesFor("lab.example", 22), QStringList{ecdsa->type});
    }

    void oneOfSeveralKeysIsEnough() {
        QCOMPARE(judge("lab.example " + m_other.line() + "\nlab.example " + m_key.line()).word, Word::Known);
        QCOMPARE(judge("lab.example " + m_key.line() + "\nlab.example " + m_other.line()).word, Word::Known);
    }

    void aRevokedKeyIsRefusedEvenIfKnownElsewhere() {
        QCOMPARE(judge("lab.example " + m_key.line() + "\n@revoked * " + m_key.line()).word, Word::Revoked);
        QCOMPARE(judge("lab.example " + m_key.line() + "\n@revoked * " + m_other.line()).word, Word::Known);
    }

    void anAuthoritysLineIsNoHostKey() {
        QCOMPARE(judge("@cert-authority *.example " + m_key.line()).word, Word::Unknown);
        QCOMPARE(judge("@something lab.example " + m_key.line()).word, Word::Unknown);
    }

    void patternsMatchAndExceptionsOutweighThem() {
        QCOMPARE(judge("*.example,10.0.0.? " + m_key.line()).word, Word::Known);
        QCOMPARE(judge("*.example " + m_key.line(), "lab.examples").word, Word::Unknown);
        QCOMPARE(judge("*.example,!lab.example " + m_key.line()).word, Word::Unknown);
        QCOMPARE(judge("10.0.0.? " + m_key.line(), "10.0.0.7").word, Word::Known);
        QCOMPARE(judge("10.0.0.? " + m_key.line(), "10.0.0.77").word, Word::Unknown);
    }

    void rememberedAndReplacedKeysAreReadBackByOpenSshToo() {
        const QString path = file("# mine\nother.example " + m_other.line()); // no newline at the end
        ssh::KnownHosts hosts({path});
        QVERIFY(hosts.remember("lab.example", 2222, m_other).ok());
        QCOMPARE(hosts.judge("lab.example", 2222, m_key).word, Word::Changed);
        QVERIFY(hosts.replace("lab.example", 2222, m_key).ok());
        QCOMPARE(hosts.judge("lab.example", 2222, m_key).word, Word::Known);
        QCOMPARE(hosts.judge("lab.example", 2222, m_other).word, Word::Changed);
        QCOMPARE(hosts.judge("other.example", 22, m_other).word, Word::Known);
        QProcess find;
        find.start("ssh-keygen", {"-F", "[lab.example]:2222", "-f", path});
        QVERIFY(find.waitForFinished());
        QVERIFY(find.readAllStandardOutput().contains(m_key.blob.toBase64()));
    }

    void theUsersOwnFileIsReadAndNeverWritten() {
        const QString users = file("lab.example " + m_other.line() + "\n");
        const QString ours = m_folder.filePath("profile/ssh/known_hosts");
        ssh::KnownHosts hosts({ours, users});
        QCOMPARE(hosts.judge("lab.example", 22, m_other).word, Word::Known);
        QVERIFY(hosts.replace("lab.example", 22, m_key).ok());
        QCOMPARE(hosts.judge("lab.example", 22, m_key).word, Word::Known);
        QFile kept(users);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("lab.example " + m_other.line().toUtf8() + "\n"));
        QCOMPARE(QFile::permissions(ours) & 0x077, QFile::Permissions());
    }

    void rubbishInAFileIsPassedOver() {
        QByteArray rubbish(4096, '\0');
        for (qsizetype i = 0; i < rubbish.size(); ++i)
            rubbish[i] = static_cast<char>(i * 37 % 251);
        QCOMPARE(judge(QString::fromLatin1(rubbish) + "\n|1|x|y " + m_other.line() + "\nlab.example " +
                       m_key.line())
                     .word,
                 Word::Known);
    }
};

QTEST_GUILESS_MAIN(tst_KnownHosts)
#include "tst_KnownHosts.moc"
