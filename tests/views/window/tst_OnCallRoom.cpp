#include "views/window/OnCallRoom.h"

#include "tests/fakes/AccountSshd.h"
#include "tests/fakes/PushedClock.h"
#include "tests/fakes/SshTrainee.h"
#include "views/connection/ConnectionDialog.h"
#include "views/connection/SecretDialog.h"
#include "views/connection/TerminalCover.h"
#include "views/connection/TerminalStrip.h"
#include "views/terminal/HostKeyDialog.h"
#include "views/terminal/TerminalTabs.h"
#include "views/theme/Style.h"
#include "views/window/Window.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QTcpServer>
#include <QTest>

using namespace understudy;
using namespace understudy::window;
using connection::Connection;
using connection::ConnectionDialog;
using connection::SecretDialog;
using connection::TerminalCover;
using connection::TerminalStrip;
using terminal::HostKeyDialog;
using terminal::TerminalView;

namespace {

QString wordsOf(const QWidget& widget) {
    QStringList words;
    for (const QLabel* label : widget.findChildren<QLabel*>())
        words << label->text();
    return words.join(QLatin1Char('\n'));
}

QPushButton* button(const QWidget& in, const QString& text) {
    for (auto* found : in.findChildren<QPushButton*>())
        if (found->text().startsWith(text) && found->isVisibleTo(&in))
            return found;
    return nullptr;
}

} // namespace

/// The place On call in a window, with a real OpenSSH server behind it. Where UNDERSTUDY_GRABS names a
/// folder, pictures of each state are left there to look at.
class tst_OnCallRoom final : public QObject {
    Q_OBJECT
    QTemporaryDir m_profile;
    theme::Theme m_theme;
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    fakes::RealThreads m_threads;
    fakes::AccountSshd m_sshd;
    std::unique_ptr<journal::Journal> m_journal;
    std::unique_ptr<ProgressFeed> m_feed;
    std::unique_ptr<session::LabProcess> m_process;
    std::unique_ptr<session::LabLink> m_lab;
    std::unique_ptr<Tools> m_tools;
    std::unique_ptr<Window> m_window;
    OnCallRoom* m_room = nullptr;

    Id add(const QString& name, const std::function<void(Connection&)>& change = {}) {
        Connection connection;
        connection.id = m_ids.next();
        connection.name = name;
        connection.address = {fakes::AccountSshd::user, "127.0.0.1", m_sshd.port()};
        if (change)
            change(connection);
        if (!m_room->book().save(connection))
            qFatal("the book takes nothing");
        return connection.id;
    }
    Id addKey(const QString& name, bool watchOnly = false) {
        return add(name, [&](Connection& connection) {
            connection.login = Connection::Login::KeyFile;
            connection.keyFile = m_sshd.identity();
            connection.watchOnly = watchOnly;
        });
    }
    template <class Dialog>
    Dialog* dialog() {
        Dialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (auto* each : m_window->findChildren<Dialog*>())
                    if (each->isVisible())
                        found = each;
                return found != nullptr;
            },
            20'000);
        return found;
    }
    void trustHost() {
        if (auto* asked = dialog<HostKeyDialog>()) {
            grab("first-use");
            button(*asked, "Connect")->click();
        } else {
            QFAIL("nobody asked for the host's key");
        }
    }
    void type(const QString& password) {
        auto* asked = dialog<SecretDialog>();
        QVERIFY(asked);
        asked->findChild<QLineEdit*>()->setText(password);
        button(*asked, "Log in")->click();
    }
    TerminalView* view() { return m_room->tabs().current(); }
    TerminalCover* cover() { return view()->findChild<TerminalCover*>(); }
    bool shows(const QString& text) {
        return QTest::qWaitFor([&] { return view() && view()->screenText().contains(text); }, 20'000);
    }
    bool connected() {
        return QTest::qWaitFor([&] { return view() && view()->isConnected(); }, 20'000);
    }
    QString strips() const {
        QStringList words;
        for (const TerminalStrip* strip : m_room->findChildren<TerminalStrip*>())
            words << strip->words();
        return words.join(QLatin1Char('\n'));
    }
    /// The whole window or the dialog above it, in both themes and at both sizes of the mockups.
    void grab(const QString& name) {
        const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS");
        if (folder.isEmpty())
            return;
        for (const auto mode : {theme::Mode::Light, theme::Mode::Dark})
            for (const QSize size : {QSize(1440, 900), QSize(1366, 700)}) {
                m_theme.setMode(mode);
                m_window->resize(size);
                QCoreApplication::processEvents();
                QPixmap picture = m_window->grab();
                for (QDialog* above : m_window->findChildren<QDialog*>())
                    if (above->isVisible()) {
                        const QPixmap over = above->grab();
                        QPainter(&picture).drawPixmap((picture.width() - over.width()) / 2,
                                                      (picture.height() - over.height()) / 2, over);
                    }
                picture.save(QStringLiteral("%1/%2-%3-%4.png")
                                 .arg(folder, name, mode == theme::Mode::Dark ? "dark" : "light")
                                 .arg(size.width()));
            }
        m_theme.setMode(theme::Mode::Light);
    }

private Q_SLOTS:
    void initTestCase() {
        qApp->setStyle(new theme::Style);
        connect(&m_theme, &theme::Theme::changed, this, [this] {
            qApp->setPalette(theme::paletteOf(m_theme));
            qApp->setFont(m_theme.font(theme::Type::Ui));
            qApp->setStyleSheet(theme::styleSheetOf(m_theme));
        });
        m_theme.setMode(theme::Mode::Light);
        if (!m_sshd.start({"MaxAuthTries 10"}))
            QSKIP(qPrintable(m_sshd.reason()));
        auto journal = journal::Journal::open(m_profile.filePath("journal.sqlite"), m_clock, m_ids);
        QVERIFY(journal.ok());
        m_journal = std::move(*journal);
        m_feed = std::make_unique<ProgressFeed>(*m_journal);
        m_process =
            std::make_unique<session::LabProcess>("/nowhere/understudy-lab", m_profile.filePath("lab"));
        m_lab = std::make_unique<session::LabLink>(*m_process, m_threads, fakes::postHere());
        m_tools = std::make_unique<Tools>(
            Tools{m_theme,
                  m_clock,
                  m_ids,
                  *m_journal,
                  *m_feed,
                  *m_lab,
                  nullptr,
                  {},
                  m_profile.path(),
                  {m_threads, fakes::postHere(), nullptr, {m_profile.filePath("known_hosts")}, "ada"}});
    }
    void init() {
        QFile::remove(m_profile.filePath("known_hosts"));
        QFile::remove(m_profile.filePath("connections.json"));
        m_window = std::make_unique<Window>(m_theme);
        m_room = new OnCallRoom(*m_tools);
        m_window->addScreen(Place::OnCall, m_room);
        m_window->show(m_room);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void aHostIsAddedAndAPasswordTypedInTheDialogOpensTheTerminal() {
        grab("empty");
        button(*m_room, "Connect to a host")->click();
        auto* form = dialog<ConnectionDialog>();
        QVERIFY(form);
        grab("new");
        for (QLineEdit* line : form->findChildren<QLineEdit*>())
            if (line->accessibleName() == "Host")
                line->setText(QString("ada@127.0.0.1:%1").arg(m_sshd.port()));
        button(*form, "Connect")->click();
        trustHost();
        QVERIFY(dialog<SecretDialog>());
        grab("password");
        type(fakes::AccountSshd::password);
        QVERIFY(connected());
        view()->typeText("echo I am $(id -un)\r");
        QVERIFY(shows("I am ada"));
        grab("connected");
        QVERIFY(!cover());
        QVERIFY(m_room->book().all().front().lastUsed.has_value());
        QFile saved(m_profile.filePath("connections.json"));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(!saved.readAll().contains("horse"));
    }

    void aSecondTabOfTheSameHostAsksNothing() {
        const Id id = addKey("Bastion");
        m_room->connectTo(id);
        trustHost();
        QVERIFY(connected());
        m_room->tabs().openTab();
        QCOMPARE(m_room->tabs().count(), 2);
        QVERIFY(connected());
        m_room->showList();
        QVERIFY(wordsOf(*m_room).contains("2 terminals open"));
        grab("list-open");
        m_room->connectTo(id); // goes back to one of them
        QCOMPARE(m_room->tabs().count(), 2);
    }

    void aWrongPasswordThreeTimesSaysSoAndOneCanTryAgain() {
        const Id id = add("Bastion");
        m_room->connectTo(id);
        trustHost();
        type("wrong");
        QTRY_VERIFY(
            dialog<SecretDialog>() &&
            wordsOf(*dialog<SecretDialog>()).contains("The host refused the password. 2 tries left."));
        grab("wrong-password");
        type("wrong");
        QTRY_VERIFY(dialog<SecretDialog>() && wordsOf(*dialog<SecretDialog>()).contains("the last try"));
        type("wrong");
        QTRY_VERIFY_WITH_TIMEOUT(wordsOf(*cover()).contains("did not let you in"), 20'000);
        grab("not-let-in");
        button(*cover(), "Try again")->click();
        type(fakes::AccountSshd::password);
        QVERIFY(connected());
    }

    void anUnreachableHostSaysWhatToDo() {
        const quint16 nobody = fakes::Sshd::freePort();
        const Id id = add("Bastion", [&](Connection& connection) { connection.address.port = nobody; });
        m_room->connectTo(id);
        QTRY_VERIFY_WITH_TIMEOUT(cover() && wordsOf(*cover()).contains("doesn’t answer"), 20'000);
        QVERIFY(wordsOf(*cover()).contains("Nothing listens on port"));
        grab("unreachable");
        QTRY_VERIFY(cover() && button(*cover(), "Edit the connection"));
        button(*cover(), "Edit the connection")->click();
        auto* form = dialog<ConnectionDialog>();
        QVERIFY(form);
        for (QLineEdit* line : form->findChildren<QLineEdit*>())
            if (line->accessibleName() == "Port")
                line->setText(QString::number(m_sshd.port()));
        button(*form, "Connect")->click();
        trustHost();
        type(fakes::AccountSshd::password);
        QVERIFY(connected());
    }

    void refusingAnUnknownHostSendsNothing() {
        m_room->connectTo(add("Bastion"));
        auto* asked = dialog<HostKeyDialog>();
        QVERIFY(asked);
        QTest::keyClick(asked, Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(wordsOf(*cover()).contains("Nothing was sent"), 20'000);
        QVERIFY(!QFile::exists(m_profile.filePath("known_hosts")));
    }

    void aChangedKeyIsRefusedAndReplacedOnlyAfterTyping() {
        const Id id = addKey("Bastion");
        m_room->connectTo(id);
        trustHost();
        QVERIFY(connected());
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        m_sshd.changeHostKey();
        QVERIFY(m_sshd.start({"MaxAuthTries 10"}, port));
        QTRY_VERIFY_WITH_TIMEOUT(!view()->isConnected(), 40'000);
        QTest::keyClick(view(), Qt::Key_Return);
        auto* asked = dialog<HostKeyDialog>();
        QVERIFY(asked);
        grab("changed-key");
        QVERIFY(!button(*asked, "Replace the key")->isEnabled());
        button(*asked, "Don’t connect")->click();
        QTRY_VERIFY(strips().contains("shows another key than before"));
        QVERIFY(!view()->isConnected());
        QTest::keyClick(view(), Qt::Key_Return);
        asked = dialog<HostKeyDialog>();
        QVERIFY(asked);
        asked->findChild<QCheckBox*>()->click();
        const auto shown = ssh::PublicKey::fromLine(m_sshd.hostKeyLine());
        asked->findChild<QLineEdit*>()->setText(HostKeyDialog::lastGroup(shown->fingerprint()));
        button(*asked, "Replace the key")->click();
        QVERIFY(connected());
    }

    void aWatchedHostsKeyIsNotReplacedHere() {
        const Id id = addKey("Production", true);
        m_room->connectTo(id);
        trustHost();
        QVERIFY(connected());
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        m_sshd.changeHostKey();
        QVERIFY(m_sshd.start({"MaxAuthTries 10"}, port));
        QTRY_VERIFY_WITH_TIMEOUT(!view()->isConnected(), 40'000);
        QTest::keyClick(view(), Qt::Key_Return);
        auto* asked = dialog<HostKeyDialog>();
        QVERIFY(asked);
        QVERIFY(!button(*asked, "Replace"));
        grab("changed-key-watched");
    }

    void watchOnlyLetsNothingReachTheHost() {
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        QVERIFY(m_sshd.start({"ForceCommand i=0; while :; do i=$((i+1)); echo tick $i.; sleep 0.02; done"},
                             port));
        m_room->connectTo(addKey("Production", true));
        trustHost();
        QVERIFY(connected());
        QVERIFY(wordsOf(*m_room).contains("what you type here does not reach Production"));
        QVERIFY(shows("tick 3."));
        QTest::keyClicks(view(), "typed");
        view()->paste("pasted");
        view()->typeText("told");
        view()->session().type("past the view");
        const qsizetype ticks = view()->allText().count("tick");
        QTRY_VERIFY_WITH_TIMEOUT(view()->allText().count("tick") > ticks + 20, 20'000);
        for (const char* word :
             {"typed", "pasted", "told", "past"}) // the host's terminal would have echoed it
            QVERIFY2(!view()->allText().contains(word), word);
        grab("watch-only");
        m_sshd.stop();
        QVERIFY(m_sshd.start({"MaxAuthTries 10"}, port));
    }

    void aKilledServerLeavesTheTextAndEnterConnectsAgain() {
        m_room->connectTo(addKey("Bastion"));
        trustHost();
        QVERIFY(connected());
        view()->typeText("echo remember $((40 + 2))\r");
        QVERIFY(shows("remember 42"));
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("tried again by itself"), 40'000);
        QVERIFY(view()->allText().contains("remember 42"));
        grab("lost");
        QTest::keyClick(view(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("Nothing listens"), 20'000);
        QVERIFY(view()->allText().contains("remember 42"));
        QVERIFY(m_sshd.start({"MaxAuthTries 10"}, port));
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(connected());
        QVERIFY(view()->allText().contains("remember 42"));
        QTRY_VERIFY(!strips().contains("kept"));
    }

    void aHostThatIsBackGoesOnByItself() {
        m_room->connectTo(addKey("Bastion"));
        trustHost();
        QVERIFY(connected());
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!view()->isConnected(), 40'000);
        QVERIFY(m_sshd.start({"MaxAuthTries 10"}, port));
        QTRY_VERIFY_WITH_TIMEOUT(view()->isConnected(), 40'000);
        view()->typeText("echo back again\r");
        QVERIFY(shows("back again"));
    }

    void disconnectingKeepsTheTextUntilTheTabsAreClosed() {
        m_room->connectTo(addKey("Bastion"));
        trustHost();
        QVERIFY(connected());
        view()->typeText("echo remember $((40 + 2))\r");
        QVERIFY(shows("remember 42"));
        button(*m_room, "Disconnect")->click();
        QTRY_VERIFY(!view()->isConnected());
        QVERIFY(view()->allText().contains("remember 42"));
        button(*m_room, "Close its tabs")->click();
        QTRY_VERIFY(m_room->tabs().count() == 0);
        QVERIFY(button(*m_room, "Connect to a host"));
    }

    void closingTheLastTabGoesBackToTheList() {
        m_room->connectTo(addKey("Bastion"));
        trustHost();
        QVERIFY(connected());
        m_room->tabs().closeTab(0);
        QTRY_VERIFY(button(*m_room, "Connect to a host") &&
                    button(*m_room, "Connect to a host")->isVisible());
        QTRY_VERIFY(!wordsOf(*m_room).contains("terminals open"));
        m_room->connectTo(m_room->book().all().front().id); // and it can be gone to again
        QVERIFY(connected());
    }

    void stoppingALoginThatTakesLongIsPossible() {
        QTcpServer mute; // takes the connection and never speaks
        QVERIFY(mute.listen(QHostAddress::LocalHost));
        m_room->connectTo(
            add("Mute", [&](Connection& connection) { connection.address.port = mute.serverPort(); }));
        QTRY_VERIFY(cover() && button(*cover(), "Stop"));
        grab("connecting");
        button(*cover(), "Stop")->click();
        QTRY_VERIFY_WITH_TIMEOUT(button(*cover(), "Try again"), 5'000);
    }

    void aQuestionWhoseLoginEndedGoesAway() {
        m_room->connectTo(add("Bastion"));
        trustHost();
        QVERIFY(dialog<SecretDialog>());
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->findChildren<SecretDialog*>().isEmpty(), 40'000);
        QVERIFY(m_sshd.start({"MaxAuthTries 10"}, port));
    }

    void nothingIsCutAtTwiceTheTextSize() {
        add("Bastion of the shift");
        add("Produktionsdatenbankverwaltungsserver der Nachtschicht", [](Connection& connection) {
            connection.watchOnly = true;
            connection.jumps = {{"ada", "zugangsvermittlungsstelle.example.com", 22}};
        });
        m_theme.setTextPercent(200);
        m_room->showList();
        m_window->resize(1366, 700);
        QCoreApplication::processEvents();
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            m_window->grab().save(folder + "/list-200.png");
        QString cut;
        for (const QLabel* label : m_room->findChildren<QLabel*>())
            if (label->isVisible() && !label->text().isEmpty() &&
                (label->height() < (label->wordWrap() ? label->heightForWidth(label->width())
                                                      : label->sizeHint().height()) ||
                 (!label->wordWrap() && label->width() < label->sizeHint().width())))
                cut = label->text();
        button(*m_room, "Connect to a host")->click();
        auto* form = dialog<ConnectionDialog>();
        QVERIFY(form);
        const QSize needed = form->minimumSizeHint();
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            form->grab().save(folder + "/new-200.png");
        form->reject();
        m_theme.setTextPercent(100);
        grab("list");
        QCOMPARE(cut, QString());
        QVERIFY2(needed.height() <= 700 && needed.width() <= 1366,
                 qPrintable(QString("%1x%2").arg(needed.width()).arg(needed.height())));
    }
};

QTEST_MAIN(tst_OnCallRoom)
#include "tst_OnCallRoom.moc"
