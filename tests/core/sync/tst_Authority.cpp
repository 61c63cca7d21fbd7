#include "core/sync/Authority.h"

#include "core/http/Server.h"

#include <QRandomGenerator>
#include <QSslCertificate>
#include <QTest>

using namespace understudy;
using sync::Authority;

/// What a file is good for that somebody chooses as the certificate of their company's authority.
class tst_Authority final : public QObject {
    Q_OBJECT
    QByteArray m_root, m_server, m_key;

    static Instant inYears(int years) { return SystemClock().now() + std::chrono::hours(24) * 365 * years; }
    static QString refusal(const QByteArray& file, Instant now = inYears(0)) {
        const auto got = sync::authorityOf(file, now);
        return got ? QString() : got.error().sentence;
    }

private Q_SLOTS:
    void initTestCase() {
        const auto made = http::makeLocalCertificate(825);
        QVERIFY(made);
        m_root = QByteArray::fromStdString(made->authorityPem);
        m_server = QByteArray::fromStdString(made->certificatePem);
        m_key = QByteArray::fromStdString(made->privateKeyPem);
    }

    void anAuthorityIsTakenWithItsNameAndItsLastDay() {
        const QSslCertificate certificate(m_root);
        const auto got = sync::authorityOf(m_root, inYears(0));
        QVERIFY(got);
        QCOMPARE(got->name, certificate.subjectInfo(QSslCertificate::CommonName).first());
        QCOMPARE(got->expires.time_since_epoch().count(), certificate.expiryDate().toMSecsSinceEpoch());
        QCOMPARE(sync::authorityIn(got->pem), *got);
        QCOMPARE(*sync::authorityOf(certificate.toDer(), inYears(0)), *got);
    }

    void nothingButCertificatesIsKeptOfAFile() {
        const auto got = sync::authorityOf("Ours, by Tom\n" + m_key + m_server + m_root, inYears(0));
        QVERIFY(got);
        QCOMPARE(got->pem.count("-----BEGIN"), 2);
        QCOMPARE(got->pem.count("-----BEGIN CERTIFICATE-----"), 2);
        QVERIFY(!got->pem.contains("Tom"));
    }

    void whatIsNoCertificateIsToldSo() {
        QByteArray noise(5000, '\0');
        QRandomGenerator::global()->fillRange(reinterpret_cast<quint32*>(noise.data()), noise.size() / 4);
        const QByteArray half = QSslCertificate(m_root).toDer().left(200);
        for (const QByteArray& file :
             {QByteArray(), QByteArray("hello"), noise, half, m_key,
              QByteArray("-----BEGIN CERTIFICATE-----\nAAAA\n"),
              QByteArray("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}) {
            QVERIFY2(refusal(file).contains(QStringLiteral("holds no certificate")), file.toHex().left(80));
            QVERIFY(sync::authorityIn(file).isEmpty());
        }
    }

    void aServersOwnCertificateIsNotTakenForItsAuthority() {
        const QString sentence = refusal(m_server);
        QVERIFY2(sentence.contains(QStringLiteral("is not the certificate of an authority")),
                 qPrintable(sentence));
        QVERIFY(sentence.contains(QSslCertificate(m_root).subjectInfo(QSslCertificate::CommonName).first()));
    }

    void oneThatHasExpiredOrIsNotGoodYetSaysWhenAndWhatToDo() {
        const QString late = refusal(m_root, inYears(5));
        QVERIFY2(late.contains(QStringLiteral("has expired on")) &&
                     late.contains(QStringLiteral("the new one")),
                 qPrintable(late));
        QVERIFY(refusal(m_root, inYears(-5)).contains(QStringLiteral("this computer's clock")));
        QVERIFY(!sync::authorityIn(m_root).isEmpty()); // one that was kept is still shown
    }
};

QTEST_GUILESS_MAIN(tst_Authority)
#include "tst_Authority.moc"
