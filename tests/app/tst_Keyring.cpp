#include "app/desktop/Enrollment.h"

#include "tests/views/window/DeskStage.h"
#include "views/settings/ServerSettings.h"
#include "views/settings/SettingsView.h"

#include <QApplication>
#include <QDBusConnection>
#include <QLabel>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>

#include <csignal>

using namespace understudy;

namespace {

struct NoSecrets final : connection::Secrets {
    void read(const QString&, std::function<void(std::optional<QString>)> done) override { done({}); }
    void write(const QString&, const QString&, std::function<void(Result<void>)> done) override { done({}); }
    void forget(const QString&) override {}
};

/// Nothing listens there: what matters is whether it is asked.
sync::Account accountAt(const char* address, const char* user = "laptop-1") {
    return {QUrl(QLatin1String(address) + QStringLiteral("/xapi")), QLatin1String(user),
            QStringLiteral("secret"), QLatin1String(address), QStringLiteral("p-1")};
}

} // namespace

/// The server's account in a real keychain: GNOME's, on a bus and in a folder of the test's own (see main).
class tst_Keyring final : public QObject {
    Q_OBJECT
    static constexpr auto oldServer = "http://127.0.0.1:9";
    static constexpr auto newServer = "http://127.0.0.1:19";

    SystemClock m_clock;
    NoSecrets m_secrets;
    std::unique_ptr<fakes::DeskStage> m_stage;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<desktop::Enrollment> m_enrollment;
    QString m_profile;

    void start() {
        m_enrollment = std::make_unique<desktop::Enrollment>(
            m_stage->threads, m_stage->post,
            desktop::Enrollment::Place{m_profile, *m_settings, m_clock, *m_stage->journal, m_secrets,
                                       *m_stage->desk, m_stage->feed});
        m_enrollment->begin();
        Q_EMIT m_stage->desk->settingsMade(); // they are there already
    }
    settings::ServerSettings& server() { return m_stage->desk->settings()->server(); }
    bool sees(const QString& words) {
        const auto labels = m_stage->desk->window().findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* one) {
            return !one->isHidden() && one->text().contains(words);
        });
    }
    /// What the keychain holds for this profile, asked after everything that was asked of it before.
    std::optional<sync::Account> kept() {
        desktop::Keyring keyring(m_profile);
        QSignalSpy nothing(&keyring, &desktop::Keyring::nothingFound);
        std::optional<sync::Account> held;
        connect(&keyring, &desktop::Keyring::found, this,
                [&](const sync::Account& account) { held = account; });
        keyring.read();
        (void)QTest::qWaitFor([&] { return held || nothing.count(); }, 20'000);
        return held;
    }
    void keep(const sync::Account& account) {
        desktop::Keyring keyring(m_profile);
        keyring.write(account);
        QTRY_VERIFY(kept() == account);
    }
    /// Whether sync was given an account, once everything that was under way is done.
    bool syncs() {
        (void)kept();
        QSignalSpy said(&m_enrollment->sync(), &desktop::SyncThread::said);
        m_enrollment->sync().saveCarry(QStringLiteral("/nonexistent/file"), {});
        return QTest::qWaitFor([&] { return said.count() > 0; }, 20'000) &&
               m_enrollment->sync().status().state != sync::Status::State::Unenrolled;
    }
    /// Ends the service that was started for this test, by its number, and answers for it: always no.
    static bool endKeychain() {
        QProcess ask;
        ask.start(QStringLiteral("dbus-send"),
                  {QStringLiteral("--session"), QStringLiteral("--print-reply=literal"),
                   QStringLiteral("--dest=org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
                   QStringLiteral("org.freedesktop.DBus.GetConnectionUnixProcessID"),
                   QStringLiteral("string:org.freedesktop.secrets")});
        if (!ask.waitForFinished())
            return false;
        const auto process = pid_t(ask.readAllStandardOutput().simplified().split(' ').value(1).toInt());
        auto bus = QDBusConnection::sessionBus();
        return process > 1 && ::kill(process, SIGKILL) == 0 && QTest::qWaitFor([&] {
                   return bus.registerService(QStringLiteral("org.freedesktop.secrets"));
               });
    }

private Q_SLOTS:
    void init() {
        if (!qEnvironmentVariableIsSet("UNDERSTUDY_KEYCHAIN"))
            QSKIP("gnome-keyring and dbus-run-session are not installed");
        m_stage = std::make_unique<fakes::DeskStage>(m_clock);
        m_profile = m_stage->profile.path();
        m_settings = std::make_unique<QSettings>(m_stage->profile.filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        m_stage->at(QSize(1366, 700));
        m_stage->desk->go(window::Place::Settings);
    }
    void cleanup() {
        m_enrollment.reset();
        m_settings.reset();
        m_stage.reset();
    }

    void theAccountThatWasTakenIsThereAtTheNextStart() {
        start();
        Q_EMIT server().store().chosen(accountAt(newServer));
        QTRY_VERIFY(kept() == accountAt(newServer));
        m_enrollment.reset();
        start();
        QVERIFY(syncs());
        QVERIFY(!sees(QStringLiteral("does not give out the password")));
    }

    void anAccountLeftBehindInTheKeychainIsNotTakenAfterLeaving() {
        keep(accountAt(oldServer)); // it was locked when the trainee left
        start();
        QVERIFY(!syncs());
    }

    void anAccountOfTheServerBeforeIsNotTaken() {
        keep(accountAt(oldServer));
        m_settings->setValue(QStringLiteral("server/address"), QLatin1String(newServer));
        start();
        QTRY_VERIFY(sees(QStringLiteral("was enrolled at http://127.0.0.1:19, but its keychain")));
        QVERIFY(!syncs());
    }

    void anAccountOfThisServerButOfAnEnrollmentBeforeIsNotTaken() {
        keep(accountAt(newServer, "laptop-1"));
        m_settings->setValue(QStringLiteral("server/address"), QLatin1String(newServer));
        m_settings->setValue(QStringLiteral("server/user"), QStringLiteral("laptop-2"));
        start();
        QTRY_VERIFY(sees(QStringLiteral("does not give out the password")));
        QVERIFY(!syncs());
    }

    void whatTheKeychainGivesLateDoesNotReplaceANewEnrollment() {
        QTcpServer before, after;
        QVERIFY(before.listen(QHostAddress::LocalHost) && after.listen(QHostAddress::LocalHost));
        const auto address = [](const QTcpServer& server) {
            return QStringLiteral("http://127.0.0.1:%1").arg(server.serverPort()).toLatin1();
        };
        const auto old = accountAt(address(before).constData());
        const auto young = accountAt(address(after).constData());
        keep(old);
        m_settings->setValue(QStringLiteral("server/address"), old.endpoint.toString(QUrl::RemovePath));
        start(); // the keychain is asked, and its answer is still to come
        Q_EMIT server().store().chosen(young);
        QTRY_VERIFY(kept() == young);
        QVERIFY(syncs());
        m_enrollment->sync().syncNow();
        QTRY_VERIFY(after.hasPendingConnections());
        QVERIFY(syncs());
        QVERIFY(!before.hasPendingConnections());
    }

    void leavingTakesTheAccountOutOfTheKeychain() {
        start();
        Q_EMIT server().store().chosen(accountAt(newServer));
        QTRY_VERIFY(kept());
        Q_EMIT server().account().leaveRequested();
        QTRY_VERIFY(!kept());
        QVERIFY(!sees(QStringLiteral("still in this computer's keychain")));
    }

    void aKeychainThatDoesNotForgetIsSaid() {
        start();
        Q_EMIT server().store().chosen(accountAt(newServer));
        QTRY_VERIFY(kept());
        QVERIFY(endKeychain());
        Q_EMIT server().account().leaveRequested();
        QTRY_VERIFY_WITH_TIMEOUT(sees(QStringLiteral("still in this computer's keychain")), 40'000);
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
    QApplication application(argc, argv);
    tst_Keyring test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_Keyring.moc"
