#include "tests/fakes/AccountSshd.h"
#include "tests/fakes/SshCase.h"

#include <QDateTime>
#include <QMessageAuthenticationCode>
#include <QtEndian>

using namespace understudy;
using fakes::AccountSshd;
using fakes::SshTrainee;

namespace {

constexpr auto secret = "KRUGKIDTMVRXEZLU"; // base32 of the bytes below
const QByteArray secretBytes("The secret", 10);

bool isInstalled() {
    for (const QString& folder : QDir("/lib").entryList({"*-linux-gnu"}, QDir::Dirs))
        if (QFile::exists("/lib/" + folder + "/security/pam_google_authenticator.so"))
            return true;
    return false;
}

/// The six digits of now (RFC 6238, 30 seconds, SHA-1), as the trainee's telephone shows them.
QString codeNow() {
    const quint64 step = qToBigEndian(static_cast<quint64>(QDateTime::currentSecsSinceEpoch() / 30));
    const QByteArray hash = QMessageAuthenticationCode::hash(
        QByteArray(reinterpret_cast<const char*>(&step), sizeof step), secretBytes, QCryptographicHash::Sha1);
    const int at = hash.back() & 0x0F;
    const quint32 number = qFromBigEndian<quint32>(hash.constData() + at) & 0x7FFFFFFFu;
    return QStringLiteral("%1").arg(number % 1'000'000, 6, 10, QLatin1Char('0'));
}

} // namespace

/// A real sshd whose PAM asks for the password and then for the code of a telephone.
class tst_SecondFactor final : public QObject {
    Q_OBJECT
    AccountSshd m_sshd;
    fakes::RealThreads m_threads;

    ssh::Target target() const {
        ssh::Target to;
        to.host = QStringLiteral("127.0.0.1");
        to.port = m_sshd.port();
        to.user = QLatin1String(AccountSshd::user);
        to.hostKey = m_sshd.hostKeyLine();
        return to;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!isInstalled())
            QSKIP("libpam-google-authenticator is not installed");
        QFile key(m_sshd.path("second-factor"));
        QVERIFY(key.open(QIODevice::WriteOnly));
        key.write(QByteArray(secret) + "\n\" TOTP_AUTH\n");
        key.close();
        QVERIFY(key.setPermissions(QFileDevice::ReadOwner));
        m_sshd.setPam({"auth required pam_unix.so",
                       "auth required pam_google_authenticator.so user=root secret=" + key.fileName()});
        if (!m_sshd.start({"MaxAuthTries 10"}))
            QSKIP(qPrintable(m_sshd.reason()));
    }

    void thePasswordAndThenTheCodeLetIn() {
        SshTrainee trainee;
        trainee.answers = {QStringList{AccountSshd::password}, QStringList{codeNow()}};
        ssh::Session there(m_threads, fakes::postHere());
        QVERIFY(trainee.connect(there, target()));
        QCOMPARE(trainee.prompts.size(), std::size_t(2));
        for (const ssh::Prompt& prompt : trainee.prompts) {
            QCOMPARE(prompt.kind, ssh::Prompt::Kind::Keyboard);
            QCOMPARE(prompt.fields.size(), std::size_t(1));
            QVERIFY(!prompt.fields[0].echo);
            QCOMPARE(prompt.attempt, 1);
        }
        QVERIFY(trainee.prompts[0].fields[0].text.contains("Password"));
        QVERIFY(trainee.prompts[1].fields[0].text.contains("Verification code"));
    }

    void aWrongCodeIsRefusedAndMayBeTypedAgain() {
        SshTrainee trainee;
        const QString wrong = codeNow() == "000000" ? "000001" : "000000";
        trainee.answers = {QStringList{AccountSshd::password}, QStringList{wrong},
                           QStringList{AccountSshd::password}, QStringList{codeNow()}};
        ssh::Session there(m_threads, fakes::postHere());
        QVERIFY(trainee.connect(there, target()));
        QCOMPARE(trainee.prompts.size(), std::size_t(4));
        QCOMPARE(trainee.prompts[2].attempt, 2);
    }

    void theCodeAloneDoesNotLetIn() {
        SshTrainee trainee;
        trainee.answers = {QStringList{"wrong"}, QStringList{codeNow()}};
        ssh::Session there(m_threads, fakes::postHere());
        trainee.answers.insert(trainee.answers.end(), {QStringList{"wrong"}, QStringList{codeNow()}});
        trainee.answers.insert(trainee.answers.end(), {QStringList{"wrong"}, QStringList{codeNow()}});
        QVERIFY(!trainee.connect(there, target()));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(!trainee.error().sentence.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_SecondFactor)
#include "tst_SecondFactor.moc"
