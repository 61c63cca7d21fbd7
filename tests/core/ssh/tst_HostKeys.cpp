#include "core/ssh/KnownHosts.h"

#include "tests/fakes/SshCase.h"

using namespace understudy;
using fakes::SshTrainee;

/// Who a host is, as a connection finds it out: first use, changed, revoked, pinned, certified.
class tst_HostKeys final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;

    /// A server whose host key the authority in "ca" vouches for.
    bool certified(fakes::Sshd& sshd, const QString& name, const QString& validity,
                   const QStringList& kind = {"-t", "ed25519"}) {
        if (!QFile::exists(m_case.path("ca")))
            fakes::Sshd::makeKey(m_case.path("ca"));
        fakes::Sshd::makeKey(sshd.path("host"), {}, kind);
        return QProcess::execute("ssh-keygen", {"-q", "-s", m_case.path("ca"), "-I", "h", "-h", "-n", name,
                                                "-V", validity, sshd.path("host.pub")}) == 0 &&
               sshd.start({"HostCertificate " + sshd.path("host-cert.pub")});
    }
    /// Knows nothing but that authority, for all hosts, and  more lines.
    ssh::Target trusting(const fakes::Sshd& sshd, const QByteArray& more) const {
        ssh::Target to = m_case.targetOf(sshd);
        to.hostKey.clear();
        to.knownHosts = QStringList{sshd.path("known")};
        m_case.append(to.knownHosts.first(),
                      "@cert-authority * " + fakes::Sshd::read(m_case.path("ca.pub")).toUtf8() + "\n" + more);
        return to;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
    }

    void anUnknownHostIsAskedAboutAndRememberedWhenToldTo() {
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Remember;
        auto first = m_case.session();
        QVERIFY(trainee.connect(*first, m_case.unpinned("remembered")));
        QCOMPARE(trainee.hosts.size(), std::size_t(1));
        QCOMPARE(trainee.hosts.front().key.fingerprint(),
                 ssh::PublicKey::fromLine(m_case.sshd.hostKeyLine())->fingerprint());
        SshTrainee again;
        auto second = m_case.session();
        QVERIFY(again.connect(*second, m_case.unpinned("remembered")));
        QVERIFY(again.hosts.empty());
    }

    void refusingAnUnknownHostSendsItNothing() {
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Refuse;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, m_case.unpinned("refused")));
        QCOMPARE(trainee.error().code, Errc::Cancelled);
        QVERIFY(!QFile::exists(m_case.path("refused")));
        QVERIFY(trainee.prompts.empty());
    }

    void aChangedHostKeyIsRefusedWithBothFingerprintsUntilReplaced() {
        const auto old = ssh::KeyPair::makeEd25519()->publicKey;
        const ssh::Target to = m_case.unpinned("changed");
        ssh::KnownHosts hosts(to.knownHosts);
        QVERIFY(hosts.remember(to.host, to.port, old).ok());
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.hosts.empty() && trainee.prompts.empty());
        QVERIFY(there->hostKeyChange().has_value());
        QCOMPARE(there->hostKeyChange()->known, old);
        QCOMPARE(there->hostKeyChange()->shown.line(), m_case.sshd.hostKeyLine().section(' ', 0, 1));
        QVERIFY(hosts.replace(to.host, to.port, there->hostKeyChange()->shown).ok());
        SshTrainee again;
        auto second = m_case.session();
        QVERIFY(again.connect(*second, to));
    }

    void aRevokedHostKeyIsRefused() {
        const ssh::Target to = m_case.unpinned("revoked");
        QFile file(to.knownHosts.first());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("@revoked * " + m_case.sshd.hostKeyLine().toUtf8() + "\n");
        file.close();
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(trainee.error().sentence.contains("revoked"));
    }

    void aPinnedHostWithAnotherKeyIsRefusedWithoutAQuestion() {
        ssh::Target to = m_case.target();
        to.hostKey = ssh::KeyPair::makeEd25519()->publicKey.line();
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.hosts.empty());
    }

    void theUsersSshConfigCannotSwitchTheCheckOff() {
        QTemporaryDir home;
        QDir(home.path()).mkdir(".ssh");
        QFile config(home.filePath(".ssh/config"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("Host *\nStrictHostKeyChecking no\nHostName 192.0.2.1\n");
        config.close();
        const QByteArray before = qgetenv("HOME");
        qputenv("HOME", home.path().toLocal8Bit());
        ssh::Target to = m_case.unpinned("strict");
        QVERIFY(ssh::KnownHosts(to.knownHosts)
                    .remember(to.host, to.port, ssh::KeyPair::makeEd25519()->publicKey)
                    .ok());
        SshTrainee trainee;
        auto there = m_case.session();
        const bool in = trainee.connect(*there, to);
        qputenv("HOME", before);
        QVERIFY(!in);
        QVERIFY(there->hostKeyChange().has_value());
    }

    void aKeyMadeNewByTheHostIsNoticedAtTheNextConnection() {
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Remember;
        auto first = m_case.session();
        QVERIFY(trainee.connect(*first, m_case.unpinned("reinstalled")));
        first.reset();
        QVERIFY2(m_case.sshd.reinstall(), qPrintable(m_case.sshd.reason()));
        SshTrainee again;
        auto second = m_case.session();
        QVERIFY(!again.connect(*second, m_case.unpinned("reinstalled")));
        QVERIFY(second->hostKeyChange().has_value());
        QVERIFY(again.hosts.empty());
    }

    void aHostWhoseNameIsHashedIsKnown() {
        const ssh::Target to = m_case.unpinned("hashed");
        QVERIFY(ssh::KnownHosts(to.knownHosts)
                    .remember(to.host, to.port, *ssh::PublicKey::fromLine(m_case.sshd.hostKeyLine()))
                    .ok());
        QCOMPARE(QProcess::execute("ssh-keygen", {"-q", "-H", "-f", to.knownHosts.first()}), 0);
        QVERIFY(!fakes::Sshd::read(to.knownHosts.first()).contains(to.host));
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(trainee.connect(*there, to));
        QVERIFY(trainee.hosts.empty());
    }

    void aShortRsaHostKeyIsNotTakenByAnyName() {
        fakes::Sshd sshd;
        fakes::Sshd::makeKey(sshd.path("host"), {}, {"-t", "rsa", "-b", "1024"});
        QVERIFY2(sshd.start({"RequiredRSASize 1024"}), qPrintable(sshd.reason()));
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, m_case.targetOf(sshd)));
        QVERIFY(!trainee.error().sentence.isEmpty());
    }

    void aHostThatSignsWithSha1AloneIsRefused() {
        fakes::Sshd sshd;
        fakes::Sshd::makeKey(sshd.path("host"), {}, {"-t", "rsa", "-b", "2048"});
        QVERIFY2(sshd.start({"HostKeyAlgorithms ssh-rsa"}), qPrintable(sshd.reason()));
        ssh::Target to = m_case.targetOf(sshd);
        for (const bool pinned : {true, false}) {
            if (!pinned)
                to.hostKey.clear();
            SshTrainee trainee;
            auto there = m_case.session();
            QVERIFY(!trainee.connect(*there, to));
            QVERIFY2(trainee.error().sentence.contains("not safe any more"),
                     qPrintable(trainee.error().sentence));
            QVERIFY(trainee.hosts.empty());
        }
    }

    void aHostWithWeakCiphersAloneIsRefused() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start({"Ciphers aes128-cbc,3des-cbc"}), qPrintable(sshd.reason()));
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, m_case.targetOf(sshd)));
        QVERIFY2(trainee.error().sentence.contains("not safe any more"),
                 qPrintable(trainee.error().sentence));
    }

    void rsaAndEcdsaHostKeysAreKnownAgain_data() {
        QTest::addColumn<QStringList>("kind");
        QTest::newRow("rsa") << QStringList{"-t", "rsa", "-b", "2048"};
        QTest::newRow("ecdsa") << QStringList{"-t", "ecdsa", "-b", "384"};
    }
    void rsaAndEcdsaHostKeysAreKnownAgain() {
        QFETCH(QStringList, kind);
        fakes::Sshd sshd;
        fakes::Sshd::makeKey(sshd.path("host"), {}, kind);
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        ssh::Target to = m_case.targetOf(sshd);
        to.hostKey.clear();
        to.knownHosts = QStringList{m_case.path(kind.at(1).toLatin1().constData())};
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Remember;
        auto first = m_case.session();
        QVERIFY(trainee.connect(*first, to));
        SshTrainee again;
        auto second = m_case.session();
        QVERIFY(again.connect(*second, to));
        QVERIFY(again.hosts.empty());
    }

    void aHostCertifiedByAKnownAuthorityNeedsNoQuestion_data() {
        QTest::addColumn<QStringList>("kind");
        QTest::newRow("ed25519") << QStringList{"-t", "ed25519"};
        QTest::newRow("ecdsa") << QStringList{"-t", "ecdsa"};
        QTest::newRow("rsa") << QStringList{"-t", "rsa", "-b", "2048"};
    }
    void aHostCertifiedByAKnownAuthorityNeedsNoQuestion() {
        QFETCH(QStringList, kind);
        fakes::Sshd sshd;
        QVERIFY(certified(sshd, "127.0.0.1", "-1h:+1h", kind));
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(trainee.connect(*there, trusting(sshd, "")));
        QVERIFY(trainee.hosts.empty());
    }

    void aCertificateThatIsOldOrAnothersIsRefusedWithoutAQuestion_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("validity");
        QTest::newRow("old") << "127.0.0.1"
                             << "-2h:-1h";
        QTest::newRow("of another host") << "127.0.0.2"
                                         << "-1h:+1h";
    }
    void aCertificateThatIsOldOrAnothersIsRefusedWithoutAQuestion() {
        QFETCH(QString, name);
        QFETCH(QString, validity);
        fakes::Sshd sshd;
        QVERIFY(certified(sshd, name, validity));
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, trusting(sshd, "")));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.error().sentence.contains("certificate"));
        QVERIFY(trainee.hosts.empty());
    }

    void aCertificateOfARevokedAuthorityIsRefused() {
        fakes::Sshd sshd;
        QVERIFY(certified(sshd, "127.0.0.1", "-1h:+1h"));
        SshTrainee trainee;
        auto there = m_case.session();
        const QByteArray authority = fakes::Sshd::read(m_case.path("ca.pub")).toUtf8();
        QVERIFY(!trainee.connect(*there, trusting(sshd, "@revoked * " + authority + "\n")));
        QVERIFY(trainee.error().sentence.contains("revoked"));
        QVERIFY(trainee.hosts.empty());
    }

    void aCertificateOfAnUnknownAuthorityIsAskedAboutAsAnyKey() {
        fakes::Sshd sshd;
        QVERIFY(certified(sshd, "127.0.0.1", "-1h:+1h"));
        ssh::Target to = trusting(sshd, "");
        QFile file(to.knownHosts.first());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("@cert-authority * " + ssh::KeyPair::makeEd25519()->publicKey.line().toUtf8() + "\n");
        file.close();
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(trainee.connect(*there, to));
        QCOMPARE(trainee.hosts.size(), std::size_t(1));
    }

    void aHostWithoutACertificateIsAskedAboutAsAnyOther() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(trainee.connect(*there, trusting(sshd, "")));
        QCOMPARE(trainee.hosts.size(), std::size_t(1));
    }

    void aCertificateIsFoundThroughAJumpHostToo() {
        fakes::Sshd sshd;
        QVERIFY(certified(sshd, "127.0.0.1", "-1h:+1h"));
        ssh::Target to = trusting(sshd, "");
        to.jumps = {m_case.target()};
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(trainee.connect(*there, to));
        QVERIFY(trainee.hosts.empty());
    }
};

QTEST_GUILESS_MAIN(tst_HostKeys)
#include "tst_HostKeys.moc"
