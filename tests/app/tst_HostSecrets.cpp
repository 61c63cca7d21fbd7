#include "app/desktop/HostSecrets.h"
#include "core/connection/HostLink.h"
#include "tests/fakes/AccountSshd.h"
#include "tests/fakes/SshTrainee.h"

#include <QDirIterator>
#include <QStandardPaths>

using namespace understudy;
using namespace understudy::connection;
using fakes::AccountSshd;
using State = HostLink::State;

/// Real logins whose secrets are kept by a real keychain: GNOME's, on a bus and in a folder of the test's own
/// (see main).
class tst_HostSecrets final : public QObject {
    Q_OBJECT
    AccountSshd m_sshd;
    fakes::RealThreads m_threads;
    SystemClock m_clock;
    QTemporaryDir m_folder;
    desktop::HostSecrets m_secrets;
    std::vector<SecretQuestion> m_asked;
    QString m_answer;
    bool m_keep = false;

    Connection ada() const {
        Connection connection;
        connection.id = "ada";
        connection.name = "Bastion";
        connection.address = {AccountSshd::user, "127.0.0.1", m_sshd.port()};
        return connection;
    }
    bool logsIn(const Connection& connection) {
        const LinkQuestions questions{
            [](const ssh::HostQuestion&, const auto& answer) { answer(ssh::HostAnswer::Remember); },
            [this](const SecretQuestion& question, const auto& answer) {
                m_asked.push_back(question);
                answer(SecretAnswer{{m_answer}, m_keep});
            }};
        HostLink link(
            connection,
            {m_threads, fakes::postHere(), m_clock, &m_secrets, {m_folder.filePath("known")}, "ada", {}},
            questions);
        std::unique_ptr<terminal::ByteStream> shell;
        link.shell(this, 80, 24,
                   [&](std::unique_ptr<terminal::ByteStream> stream) { shell = std::move(stream); });
        const bool told = QTest::qWaitFor([&] { return shell || link.state() == State::Failed; }, 40'000);
        if (link.trouble())
            qInfo().noquote() << link.trouble()->sentence << '|' << link.trouble()->detail;
        return told && shell;
    }
    /// What the keychain has under a name.
    std::optional<QString> kept(const QString& name) {
        std::optional<std::optional<QString>> found;
        m_secrets.read(name, [&](const std::optional<QString>& secret) { found = secret; });
        return QTest::qWaitFor([&] { return found.has_value(); }, 10'000) ? *found : std::nullopt;
    }
    QString passwordName() const { return QStringLiteral("password ada@127.0.0.1:%1").arg(m_sshd.port()); }
    static bool isInFiles(const QByteArray& secret) {
        for (QDirIterator it(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
             it.hasNext();) {
            QFile file(it.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(secret))
                return true;
        }
        return false;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!qEnvironmentVariableIsSet("UNDERSTUDY_KEYCHAIN"))
            QSKIP("gnome-keyring and dbus-run-session are not installed");
        if (!m_sshd.start({"MaxAuthTries 10"}))
            QSKIP(qPrintable(m_sshd.reason()));
    }
    void init() {
        m_asked.clear();
        m_answer = AccountSshd::password;
        m_keep = false;
    }

    void aPasswordIsStoredOnlyWhenOneWantsItStored() {
        QVERIFY(logsIn(ada()));
        QVERIFY(!kept(passwordName()));
        QVERIFY(logsIn(ada()));
        QCOMPARE(m_asked.size(), std::size_t(2));
        m_keep = true;
        QVERIFY(logsIn(ada()));
        QTRY_COMPARE(kept(passwordName()).value_or(QString()), QString(AccountSshd::password));
        QVERIFY(logsIn(ada()));
        QCOMPARE(m_asked.size(), std::size_t(3)); // the last one asked nothing
        QVERIFY(!isInFiles(AccountSshd::password));
    }

    void aStoredPasswordThatIsRefusedIsForgotten() {
        bool written = false;
        m_secrets.write(passwordName(), "changed meanwhile",
                        [&](const Result<void>& r) { written = r.ok(); });
        QTRY_VERIFY(written);
        QVERIFY(logsIn(ada()));
        QCOMPARE(m_asked.size(), std::size_t(1));
        QVERIFY(m_asked[0].keptRefused);
        QTRY_VERIFY(!kept(passwordName()));
    }

    void aPassphraseIsStoredOnlyWhenOneWantsItStored() {
        const QString file = m_folder.filePath("locked");
        AccountSshd::makeKey(file, "open sesame");
        QFile authorized(m_sshd.path("authorized"));
        QVERIFY(authorized.open(QIODevice::Append));
        authorized.write(AccountSshd::read(file + ".pub").toUtf8() + '\n');
        authorized.close();
        Connection connection = ada();
        connection.login = Connection::Login::KeyFile;
        connection.keyFile = file;
        m_answer = "open sesame";
        QVERIFY(logsIn(connection));
        QVERIFY(!kept("passphrase " + file));
        m_keep = true;
        QVERIFY(logsIn(connection));
        QTRY_COMPARE(kept("passphrase " + file).value_or(QString()), QString("open sesame"));
        QVERIFY(logsIn(connection));
        QCOMPARE(m_asked.size(), std::size_t(2));
        QVERIFY(!isInFiles("open sesame"));
    }
};

/// Runs the test once more, inside a session bus with an unlocked keychain of its own.
int main(int argc, char* argv[]) {
    const QString session = QStandardPaths::findExecutable("dbus-run-session");
    const QString keyring = QStandardPaths::findExecutable("gnome-keyring-daemon");
    if (!qEnvironmentVariableIsSet("UNDERSTUDY_KEYCHAIN") && !session.isEmpty() && !keyring.isEmpty()) {
        const QTemporaryDir home;
        for (const char* name : {"HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
            qputenv(name, home.path().toLocal8Bit());
        qputenv("XDG_CURRENT_DESKTOP", "GNOME");
        qputenv("UNDERSTUDY_KEYCHAIN", "1");
        QStringList words{"--", "/bin/sh", "-c",
                          "printf opens | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
                          "exec \"$0\" \"$@\""};
        for (int i = 0; i < argc; ++i)
            words << QString::fromLocal8Bit(argv[i]);
        return QProcess::execute(session, words);
    }
    QCoreApplication application(argc, argv);
    tst_HostSecrets test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_HostSecrets.moc"
