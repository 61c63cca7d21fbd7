#include "core/ssh/Key.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;

class tst_Key final : public QObject {
    Q_OBJECT

    static QString keygen(const QStringList& arguments) {
        QProcess process;
        process.start(QStringLiteral("ssh-keygen"), arguments);
        process.waitForFinished();
        return QString::fromLocal8Bit(process.readAllStandardOutput());
    }

private Q_SLOTS:
    void aNewKeyIsReadByOpenSshWithTheSameFingerprint() {
        QTemporaryDir folder;
        const auto pair = ssh::KeyPair::makeEd25519();
        QVERIFY(pair.ok());
        const QString file = folder.filePath("id");
        QVERIFY(pair->save(file).ok());
        QCOMPARE(QFile::permissions(file) & 0x077, QFile::Permissions());
        QVERIFY(keygen({"-lf", file + ".pub"}).contains(pair->publicKey.fingerprint()));
        QCOMPARE(keygen({"-yf", file}).trimmed(), pair->publicKey.line());
    }

    void twoKeysDiffer() {
        QVERIFY(!(ssh::KeyPair::makeEd25519()->publicKey == ssh::KeyPair::makeEd25519()->publicKey));
    }

    void aLineMustSayTheSameTypeOutsideAndInside() {
        const QString line = ssh::KeyPair::makeEd25519()->publicKey.line();
        QVERIFY(ssh::PublicKey::fromLine(line + " comment with words").has_value());
        QVERIFY(!ssh::PublicKey::fromLine(QString(line).replace("ssh-ed25519", "ssh-rsa")));
        QVERIFY(!ssh::PublicKey::fromLine("ssh-ed25519"));
        QVERIFY(!ssh::PublicKey::fromLine("ssh-ed25519 AAAA"));
        QVERIFY(!ssh::PublicKey::fromLine("ssh-ed25519 not*base64"));
    }

    void aFullOrMissingFolderIsSaidInASentence() {
        const auto saved = ssh::KeyPair::makeEd25519()->save("/nonexistent/folder/id");
        QVERIFY(!saved.ok());
        QVERIFY(saved.error().sentence.endsWith('.'));
        QVERIFY(saved.error().detail.contains("/nonexistent"));
    }
};

QTEST_GUILESS_MAIN(tst_Key)
#include "tst_Key.moc"
