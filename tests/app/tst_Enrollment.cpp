#include "app/desktop/Enrollment.h"

#include "tests/app/ServerProcess.h"
#include "tests/views/window/DeskStage.h"
#include "views/settings/ServerSettings.h"
#include "views/settings/SettingsView.h"
#include "views/settings/WhoseWorkDialog.h"
#include "views/window/Planner.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace understudy;
using settings::AccountSettings;
using tests::ServerProcess;

namespace {

/// For passwords of proxies, of which there are none here.
struct NoSecrets final : connection::Secrets {
    void read(const QString&, std::function<void(std::optional<QString>)> done) override { done({}); }
    void write(const QString&, const QString&, std::function<void(Result<void>)> done) override { done({}); }
    void forget(const QString&) override {}
};

/// A workstation with its window, as far as the settings of the training server go.
class Laptop final {
public:
    Laptop()
        : m_stage(m_clock)
        , m_settings(m_stage.profile.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat) {
        m_stage.at(QSize(1366, 700));
        m_stage.desk->go(window::Place::Settings);
        start();
    }
    /// As after closing the window and opening it again. Its password is gone, since no keychain is there.
    void start() {
        enrollment.reset();
        m_settings.sync();
        enrollment = std::make_unique<desktop::Enrollment>(
            m_stage.threads, m_stage.post,
            desktop::Enrollment::Place{m_profile, m_settings, m_clock, *m_stage.journal, m_secrets,
                                       *m_stage.desk, m_stage.feed});
        enrollment->begin();
        Q_EMIT m_stage.desk->settingsMade(); // they are there already
    }
    settings::ServerSettings& server() { return m_stage.desk->settings()->server(); }
    QLineEdit* field(const char* name) {
        for (auto* each : server().account().findChildren<QLineEdit*>())
            if (each->accessibleName() == QLatin1String(name))
                return each;
        qFatal("no field: %s", name);
    }
    /// What was said when it was refused; "" when it is enrolled. A question whose the work is gets @p
    /// answer.
    std::optional<QString> enroll(const QUrl& address, const QString& code, const QString& answer = {}) {
        std::optional<QString> came;
        QObject here;
        QObject::connect(enrollment.get(), &desktop::Enrollment::enrolled, &here, [&] { came = QString(); });
        QObject::connect(enrollment.get(), &desktop::Enrollment::refused, &here,
                         [&](const QString& sentence) { came = sentence; });
        field("Address")->setText(address.toString());
        field("Enrollment code")->setText(code);
        QTest::keyClick(field("Enrollment code"), Qt::Key_Return);
        (void)QTest::qWaitFor(
            [&] {
                if (!answer.isEmpty())
                    press(answer);
                return came.has_value();
            },
            40'000);
        return came;
    }
    QString asked; ///< whose the work is, when that was asked
    bool syncs(int within = 40'000) {
        return QTest::qWaitFor(
            [&] { return enrollment->sync().status().state == sync::Status::State::Synced; }, within);
    }
    bool sees(const QString& words) {
        const auto labels = m_stage.desk->window().findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* one) {
            return !one->isHidden() && one->text().contains(words);
        });
    }
    std::optional<progress::Agenda::Enrolment> track() {
        m_stage.feed.refresh();
        return m_stage.feed.progress().enrolment();
    }
    void choose(const QString& track, QDate start) { m_stage.desk->planner().follow(track, start); }
    bool keepsAPlan() const { return m_settings.contains(QStringLiteral("server/plan-track")); }

    /// What happens when somebody works on it.
    void work(int times) {
        for (int i = 0; i < times; ++i)
            (void)m_stage.journal->append(
                journal::kind::PageRead,
                {{QStringLiteral("page"), QStringLiteral("01-architecture/p%1").arg(i)}});
        m_stage.feed.refresh();
    }
    void leave() { Q_EMIT server().account().leaveRequested(); }
    int waiting() const { return *m_stage.journal->unsentCount(); }

private:
    void press(const QString& answer) {
        const auto* dialog = m_stage.desk->window().findChild<settings::WhoseWorkDialog*>();
        if (!dialog || !dialog->isVisible())
            return;
        asked.clear();
        for (const auto* label : dialog->findChildren<QLabel*>())
            asked += label->text() + u'\n';
        for (auto* button : dialog->findChildren<QPushButton*>())
            if (button->text() == answer)
                return button->click();
        qFatal("no such answer: %s", qPrintable(answer));
    }

    SystemClock m_clock;
    fakes::DeskStage m_stage;
    NoSecrets m_secrets;
    const QString m_profile = m_stage.profile.path();
    QSettings m_settings;

public:
    std::unique_ptr<desktop::Enrollment> enrollment;
};

} // namespace

/// Enrolling in the settings of the window at the server program itself.
class tst_Enrollment final : public QObject {
    Q_OBJECT

    /// Takes somebody into the roster, from that day on; the code.
    static QString invite(const ServerProcess& server, const QString& folder, QDate start) {
        QFile file(folder + QStringLiteral("/roster.csv"));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write("name,full name,cohort,track,start\nanna,Anna Berg,2026-11,new-hire," +
                   start.toString(Qt::ISODate).toLatin1() + "\n");
        file.close();
        const auto ended = server.run({QStringLiteral("enrol"), QStringLiteral("--file"), file.fileName()});
        return ended.out.section(u'\t', 2, 2).trimmed();
    }

private Q_SLOTS:
    void initTestCase() {
        // No keychain: the passwords of these laptops are for this test alone.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        qunsetenv("UNDERSTUDY_CA_FILE");
    }

    void aServerOfTheCompanysOwnAuthorityIsTrustedOnceThatIsChosenAndNotOnceItIsRemoved() {
        QTemporaryDir data, files;
        ServerProcess server(data.path());
        QVERIFY(server.start({QStringLiteral("--local-tls")}));
        QCOMPARE(server.root().scheme(), QStringLiteral("https"));
        const QString code = server.code(QStringLiteral("add"), QStringLiteral("anna"),
                                         {QStringLiteral("--name"), QStringLiteral("Anna Berg")});
        const QString tls = data.filePath(QStringLiteral("tls/"));
        const QString pem = files.filePath(QStringLiteral("ca.pem"));
        QVERIFY(QFile::copy(tls + QStringLiteral("authority.pem"), pem));
        Laptop laptop;
        const auto untrusted = laptop.enroll(server.root(), code);
        QVERIFY(untrusted && untrusted->contains(QStringLiteral("under Network, Certificate authority")));
        QCOMPARE(laptop.field("Enrollment code")->text(), code);

        auto& authority = laptop.server().authority();
        Q_EMIT authority.chosen(tls + QStringLiteral("key.pem"));
        QVERIFY(laptop.sees(QStringLiteral("holds no certificate")));
        Q_EMIT authority.chosen(tls + QStringLiteral("certificate.pem"));
        QVERIFY(laptop.sees(QStringLiteral("is not the certificate of an authority")));
        Q_EMIT authority.chosen(files.filePath(QStringLiteral("missing.pem")));
        QVERIFY(laptop.sees(QStringLiteral("could not be read")));
        QVERIFY(!laptop.enroll(server.root(), code)->isEmpty());
        Q_EMIT authority.chosen(pem);
        QVERIFY(laptop.sees(QStringLiteral("good until")));
        QCOMPARE(laptop.enroll(server.root(), code), QString());
        QCOMPARE(laptop.field("Enrollment code")->text(), QString());
        QVERIFY(laptop.sees(QStringLiteral("Anna Berg (p-")));
        QVERIFY(laptop.syncs());

        // It is kept, whatever becomes of the file.
        QVERIFY(QFile::remove(pem));
        laptop.start();
        QVERIFY(laptop.sees(QStringLiteral("good until")));
        const QString second = server.code(QStringLiteral("code"), QStringLiteral("anna"));
        QCOMPARE(laptop.enroll(server.root(), second), QString());
        QVERIFY(laptop.syncs());

        Q_EMIT authority.removed();
        QTRY_VERIFY_WITH_TIMEOUT(laptop.enrollment->sync().status().sentence.contains(
                                     QStringLiteral("under Network, Certificate authority")),
                                 40'000);
        QVERIFY(laptop.sees(QStringLiteral("None of its own")));
        const QString third = server.code(QStringLiteral("code"), QStringLiteral("anna"));
        QVERIFY(laptop.enroll(server.root(), third)->contains(QStringLiteral("Certificate authority")));
        laptop.start();
        QVERIFY(laptop.enroll(server.root(), third)->contains(QStringLiteral("Certificate authority")));
    }

    void theWorkOfOneBecomesThatOfAnotherOnlyWhenTheySaySo() {
        QTemporaryDir data;
        ServerProcess server(data.path());
        QVERIFY(server.start());
        const auto add = [&](const char* name, const char* fullName) {
            return server.code(QStringLiteral("add"), QLatin1String(name),
                               {QStringLiteral("--name"), QLatin1String(fullName)});
        };
        const auto again = [&](const char* name) {
            return server.code(QStringLiteral("code"), QLatin1String(name));
        };
        const QString leaveIt = QStringLiteral("Leave it as it was");
        const QString mine = QStringLiteral("This work is mine too, send it");
        Laptop laptop;
        laptop.work(3);
        QCOMPARE(laptop.enroll(server.root(), add("xenia", "Xenia Kast"), leaveIt), QString());
        QVERIFY(laptop.syncs());
        laptop.leave();
        laptop.work(1);
        QVERIFY(laptop.asked.isEmpty()); // it was nobody's before
        QCOMPARE(laptop.enroll(server.root(), add("yuri", "Yuri Lem"), leaveIt),
                 QStringLiteral("Nothing was changed, and nothing was sent."));
        QVERIFY2(laptop.asked.contains(QStringLiteral("Yuri Lem (p-")), qPrintable(laptop.asked));
        QVERIFY(laptop.asked.contains(QStringLiteral("--profile")));
        QCOMPARE(laptop.waiting(), 1);
        QVERIFY(!laptop.syncs(500));

        // Xenia comes back: it is hers, and nothing is asked.
        laptop.asked.clear();
        QCOMPARE(laptop.enroll(server.root(), again("xenia"), leaveIt), QString());
        QVERIFY(laptop.syncs());
        QVERIFY(laptop.asked.isEmpty());
        // While she is enrolled it is asked as well, and she stays so.
        QVERIFY(!laptop.enroll(server.root(), again("yuri"), leaveIt)->isEmpty());
        QVERIFY2(laptop.asked.contains(QStringLiteral("sent as Xenia Kast (p-")), qPrintable(laptop.asked));
        QVERIFY(laptop.sees(QStringLiteral("Xenia Kast (p-")));
        laptop.work(1);
        QTRY_COMPARE_WITH_TIMEOUT(laptop.waiting(), 0, 40'000);

        QCOMPARE(laptop.enroll(server.root(), again("yuri"), mine), QString());
        QVERIFY(laptop.syncs());
        QVERIFY(laptop.sees(QStringLiteral("Yuri Lem (p-")));
    }

    void whoCannotBeHelpedWithoutAJournalIsTold() {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly)); // no folder, so that there is no place for a journal
        const QString path = file.fileName() + QStringLiteral("/journal.sqlite");
        fakes::RealThreads threads;
        QObject here;
        desktop::SyncThread sync(
            threads,
            [&](std::function<void()> work) {
                QMetaObject::invokeMethod(&here, std::move(work), Qt::QueuedConnection);
            },
            path);
        QSignalSpy said(&sync, &desktop::SyncThread::said);
        sync.saveCarry(folder.filePath(QStringLiteral("out")), {});
        sync.openReceipt(folder.filePath(QStringLiteral("in")), {});
        QTRY_COMPARE(said.count(), 2);
        QVERIFY(said.front().front().value<Error>().sentence.contains(QStringLiteral("could not be opened")));
    }

    void theRostersPlanIsFollowedUntilTheTraineeChoosesAnother() {
        QTemporaryDir data;
        ServerProcess server(data.path());
        QVERIFY(server.start());
        const QDate monday = QDate::currentDate().addDays(-6 - QDate::currentDate().dayOfWeek());
        const QString code = invite(server, data.path(), monday);
        QVERIFY2(code.size() == 19, qPrintable(code));
        Laptop laptop;
        QVERIFY(laptop.enroll(server.root(), QStringLiteral("AAAA-BBBB-CCCC-DDDD"))
                    ->contains(QStringLiteral("does not take this code")));
        QCOMPARE(laptop.field("Enrollment code")->text(), QStringLiteral("AAAA-BBBB-CCCC-DDDD"));
        QCOMPARE(laptop.enroll(server.root(), code), QString());
        QTRY_COMPARE_WITH_TIMEOUT(laptop.track()->start, monday, 40'000);
        QCOMPARE(laptop.track()->track, QStringLiteral("new-hire"));
        QVERIFY(laptop.sees(QStringLiteral("Your coordinator's plan: New Hire Track from Monday")));
        QVERIFY(!laptop.keepsAPlan());

        laptop.choose(QStringLiteral("operations"), monday.addDays(1));
        QCOMPARE(laptop.enroll(server.root(), server.code(QStringLiteral("code"), QStringLiteral("anna"))),
                 QString());
        QTRY_VERIFY_WITH_TIMEOUT(!laptop.keepsAPlan(), 40'000); // it is decided
        QCOMPARE(laptop.track()->track, QStringLiteral("operations"));
        QCOMPARE(laptop.track()->start, monday.addDays(1));
    }
};

QTEST_MAIN(tst_Enrollment)
#include "tst_Enrollment.moc"
