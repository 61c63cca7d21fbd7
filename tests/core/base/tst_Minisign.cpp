#include "core/base/Minisign.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;

namespace {

constexpr minisign::LockCost cheap{32768, 16777216};

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int run(const QStringList& arguments, const QByteArray& typed = {}, QByteArray* said = nullptr) {
    QProcess process;
    process.start(QStringLiteral("minisign"), arguments);
    process.write(typed);
    process.closeWriteChannel();
    if (!process.waitForFinished(30000))
        return -1;
    if (said)
        *said = process.readAllStandardOutput() + process.readAllStandardError();
    return process.exitCode();
}

} // namespace

class TestMinisign final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString at(const char* name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    bool haveMinisign() const {
        return !QStandardPaths::findExecutable(QStringLiteral("minisign")).isEmpty();
    }

private Q_SLOTS:
    void whatOneKeySignsTheSameKeyVerifies() {
        const auto key = minisign::makeKey(systemRandomness());
        const auto signature = minisign::readSignature(minisign::sign(key, "message", "id=x version=1"));
        QVERIFY(signature.ok());
        QVERIFY(minisign::verify(key.publicKey, "message", *signature).ok());
        QCOMPARE(signature->trustedComment, QByteArray("id=x version=1"));
        const auto other = minisign::makeKey(systemRandomness());
        QVERIFY(!minisign::verify(other.publicKey, "message", *signature).ok());
        QVERIFY(!minisign::verify(key.publicKey, "massage", *signature).ok());
    }

    void aSwappedCommentIsRefused() {
        const auto key = minisign::makeKey(systemRandomness());
        QByteArray file = minisign::sign(key, "message", "serial=1");
        file.replace("serial=1", "serial=2");
        const auto signature = minisign::readSignature(file);
        QVERIFY(signature.ok());
        const auto verdict = minisign::verify(key.publicKey, "message", *signature);
        QVERIFY(!verdict.ok());
        QVERIFY(verdict.error().sentence.contains(QStringLiteral("comment")));
    }

    void everyFlippedBitOfASignatureIsRefused() {
        const auto key = minisign::makeKey(systemRandomness());
        const QByteArray file = minisign::sign(key, "message", "id=x");
        const qsizetype start = file.indexOf('\n') + 1; // the first line is an untrusted comment
        for (qsizetype i = start; i + 1 < file.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray bad = file;
                bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
                const auto signature = minisign::readSignature(bad);
                QVERIFY2(!signature.ok() || !minisign::verify(key.publicKey, "message", *signature).ok(),
                         qPrintable(QStringLiteral("byte %1 bit %2").arg(i).arg(bit)));
            }
        }
    }

    void debiansMinisignAcceptsWhatWeSign() {
        if (!haveMinisign())
            QSKIP("minisign is not installed");
        const auto key = minisign::makeKey(systemRandomness());
        write(at("m"), "the message\n");
        write(at("k.pub"), minisign::publicKeyFile(key.publicKey));
        write(at("m.minisig"), minisign::sign(key, "the message\n", "id=dwcp-v3 version=1.0.0 serial=1"));
        QByteArray said;
        QCOMPARE(run({"-V", "-p", at("k.pub"), "-m", at("m")}, {}, &said), 0);
        QVERIFY2(said.contains("id=dwcp-v3 version=1.0.0 serial=1"), said.constData());
        write(at("m"), "another message\n");
        QVERIFY(run({"-V", "-p", at("k.pub"), "-m", at("m")}) != 0);
    }

    void weAcceptWhatDebiansMinisignSigns() {
        if (!haveMinisign())
            QSKIP("minisign is not installed");
        QCOMPARE(run({"-G", "-W", "-f", "-p", at("d.pub"), "-s", at("d.key")}), 0);
        write(at("n"), "from afar");
        QCOMPARE(run({"-S", "-s", at("d.key"), "-m", at("n"), "-t", "id=y serial=3"}), 0);
        const auto key = minisign::readPublicKey(read(at("d.pub")));
        QVERIFY(key.ok());
        const auto signature = minisign::readSignature(read(at("n.minisig")));
        QVERIFY(signature.ok());
        QVERIFY(minisign::verify(*key, "from afar", *signature).ok());
        // minisign drops the zeros in front of an id, which one key in sixteen has.
        QString id = key->idText();
        id.remove(QRegularExpression("^0+"));
        QVERIFY2(read(at("d.pub")).contains(id.toLatin1() + '\n'), read(at("d.pub")).constData());

        const auto secret = minisign::readSecretKey(read(at("d.key")));
        QVERIFY(secret.ok());
        QCOMPARE(secret->publicKey, *key);
    }

    void minisignSignsWithASecretKeyOfOurs() {
        if (!haveMinisign())
            QSKIP("minisign is not installed");
        const auto key = minisign::makeKey(systemRandomness());
        const auto open = minisign::secretKeyFile(key, {}, systemRandomness());
        const auto locked = minisign::secretKeyFile(key, "secret word", systemRandomness(), cheap);
        QVERIFY(open.ok() && locked.ok());
        write(at("o.pub"), minisign::publicKeyFile(key.publicKey));
        write(at("o"), "text");
        for (const auto& file : {*open, *locked}) {
            write(at("o.key"), file);
            QFile::remove(at("o.minisig"));
            QByteArray said;
            QVERIFY2(run({"-S", "-s", at("o.key"), "-m", at("o")}, "secret word\n", &said) == 0,
                     said.constData());
            QCOMPARE(run({"-V", "-p", at("o.pub"), "-m", at("o")}), 0);
        }
    }

    void aLockedKeyOpensWithItsPasswordOnly() {
        const auto key = minisign::makeKey(systemRandomness());
        const auto file = minisign::secretKeyFile(key, "right", systemRandomness(), cheap);
        QVERIFY(file.ok());
        QVERIFY(minisign::secretKeyIsLocked(*file));
        QVERIFY(!minisign::readSecretKey(*file, "wrong").ok());
        const auto opened = minisign::readSecretKey(*file, "right");
        QVERIFY(opened.ok());
        QCOMPARE(opened->publicKey, key.publicKey);
    }

    void rubbishIsNotAKey() {
        QVERIFY(!minisign::readPublicKey("").ok());
        QVERIFY(!minisign::readPublicKey("RWQ").ok());
        QVERIFY(!minisign::readPublicKey(QByteArray(56, 'A')).ok());
        QVERIFY(!minisign::readSecretKey("untrusted comment: x\nAAAA\n").ok());
        QVERIFY(!minisign::readSignature("").ok());
        QVERIFY(!minisign::readSignature("a\nb\nc\nd\n").ok());
    }

    void theLegacyFormIsToldApart() {
        const auto key = minisign::makeKey(systemRandomness());
        auto lines = minisign::sign(key, "m", "c").split('\n');
        QByteArray bytes = QByteArray::fromBase64(lines[1]);
        bytes[1] = 'd';
        lines[1] = bytes.toBase64();
        const auto signature = minisign::readSignature(lines.join('\n'));
        QVERIFY(!signature.ok());
        QCOMPARE(signature.error().code, Errc::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TestMinisign)
#include "tst_Minisign.moc"
