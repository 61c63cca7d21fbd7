#include "core/ssh/Certificate.h"

#include "core/base/Id.h"
#include "core/ssh/CertificateProbe.h"

#include "tests/fakes/Sshd.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>

using namespace understudy;
using fakes::Sshd;

/// Certificates as Debian's ssh-keygen makes them, and what is not one.
class tst_Certificate final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    ssh::PublicKey key(const QString& name) const {
        return ssh::PublicKey::fromLine(Sshd::read(path(name + ".pub"))).value_or(ssh::PublicKey{});
    }
    QByteArray certify(const QString& authority, const QString& subject, const QStringList& how) const {
        QProcess::execute("ssh-keygen", QStringList{"-q", "-s", path(authority), "-I", "the id"} + how +
                                            QStringList{path(subject + ".pub")});
        const QString line = Sshd::read(path(subject + "-cert.pub"));
        return QByteArray::fromBase64(line.section(' ', 1, 1).toLatin1());
    }
    static quint64 now() { return static_cast<quint64>(QDateTime::currentSecsSinceEpoch()); }

private Q_SLOTS:
    void initTestCase() {
        Sshd::makeKey(path("ca"));
        Sshd::makeKey(path("host"));
    }

    void everyKindOfAuthorityAndHostKeyIsVerified_data() {
        QTest::addColumn<QStringList>("kind");
        QTest::newRow("ed25519") << QStringList{"-t", "ed25519"};
        QTest::newRow("ecdsa 256") << QStringList{"-t", "ecdsa", "-b", "256"};
        QTest::newRow("ecdsa 384") << QStringList{"-t", "ecdsa", "-b", "384"};
        QTest::newRow("ecdsa 521") << QStringList{"-t", "ecdsa", "-b", "521"};
        QTest::newRow("rsa 2048") << QStringList{"-t", "rsa", "-b", "2048"};
    }
    void everyKindOfAuthorityAndHostKeyIsVerified() {
        QFETCH(QStringList, kind);
        const QString name = QString(kind.join("")).remove('-');
        Sshd::makeKey(path("ca" + name), {}, kind);
        Sshd::makeKey(path("host" + name), {}, kind);
        const auto certificate =
            ssh::Certificate::fromBlob(certify("ca" + name, "host" + name, {"-h", "-n", "web.lab,db.lab"}));
        QVERIFY(certificate.has_value());
        QVERIFY(certificate->genuine());
        QCOMPARE(certificate->subject, key("host" + name));
        QCOMPARE(certificate->authority, key("ca" + name));
        QCOMPARE(certificate->id, QStringLiteral("the id"));
        QCOMPARE(certificate->principals, (QStringList{"web.lab", "db.lab"}));
        QVERIFY(certificate->vouches("db.lab", key("host" + name), now()).ok());
        QVERIFY(!certificate->vouches("other.lab", key("host" + name), now()).ok());
        QVERIFY(!certificate->vouches("db.lab", key("host"), now()).ok() ||
                key("host") == key("host" + name));
    }

    void itsTimeIsKept() {
        const auto expired =
            ssh::Certificate::fromBlob(certify("ca", "host", {"-h", "-n", "web", "-V", "20200101:20200201"}));
        QVERIFY(expired && expired->genuine());
        const auto verdict = expired->vouches("web", key("host"), now());
        QVERIFY(!verdict.ok());
        QVERIFY(verdict.error().sentence.contains("not valid today"));
        QVERIFY(expired->vouches("web", key("host"), expired->validFrom).ok());
        QVERIFY(!expired->vouches("web", key("host"), expired->validFrom - 1).ok());
        QVERIFY(!expired->vouches("web", key("host"), expired->validUntil).ok());
    }

    void aUsersCertificateAndOneForEveryHostAreNone() {
        const auto user = ssh::Certificate::fromBlob(certify("ca", "host", {"-n", "web"}));
        QVERIFY(user && user->genuine());
        QVERIFY(!user->vouches("web", key("host"), now()).ok());
        const auto any = ssh::Certificate::fromBlob(certify("ca", "host", {"-h"}));
        QVERIFY(any && any->genuine());
        QVERIFY(!any->vouches("web", key("host"), now()).ok());
    }

    void noBitOfItMayBeAnother() {
        const QByteArray good = certify("ca", "host", {"-h", "-n", "web"});
        QVERIFY(ssh::Certificate::fromBlob(good)->vouches("web", key("host"), now()).ok());
        for (qsizetype at = 0; at < good.size(); ++at) {
            QByteArray bad = good;
            bad[at] = static_cast<char>(bad.at(at) ^ (1 << at % 8));
            const auto certificate = ssh::Certificate::fromBlob(bad);
            QVERIFY2(!certificate || certificate->authority != key("ca") ||
                         !certificate->vouches("web", key("host"), now()).ok(),
                     qPrintable(QString::number(at)));
        }
        for (qsizetype size = 0; size < good.size(); ++size)
            QVERIFY(!ssh::Certificate::fromBlob(good.left(size)));
        QVERIFY(!ssh::Certificate::fromBlob(good + 'x'));
        QVERIFY(!ssh::Certificate::fromBlob(key("host").blob));
    }

    void rubbishInPlaceOfAHostIsNoHarm() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        for (int round = 0; round < 2000; ++round) {
            ssh::CertificateProbe probe("ssh-ed25519", systemRandomness());
            probe.receive(round % 3 ? "SSH-2.0-host\r\n" : "banner\n");
            for (int piece = 0; piece < 5; ++piece) {
                QByteArray bytes(random.bounded(60), '\0');
                for (char& c : bytes)
                    c = static_cast<char>(random.bounded(round % 2 ? 256 : 34));
                probe.receive(bytes);
                QVERIFY(probe.takeOutput().size() < 4096);
            }
            (void)ssh::Certificate::fromBlob(probe.blob());
        }
    }
};

QTEST_GUILESS_MAIN(tst_Certificate)
#include "tst_Certificate.moc"
