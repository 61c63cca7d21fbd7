#pragma once

#include "tests/fakes/AccountSshd.h"
#include "tests/fakes/PushedClock.h"
#include "tests/fakes/SshTrainee.h"
#include "views/connection/HostKeyDialog.h"
#include "views/connection/LinkStrip.h"
#include "views/connection/SecretDialog.h"
#include "views/connection/TerminalCover.h"
#include "views/terminal/TerminalTabs.h"
#include "views/theme/Style.h"
#include "views/window/OnCallRoom.h"
#include "views/window/Window.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QTest>

namespace understudy::window {

using connection::Connection;
using connection::HostKeyDialog;
using connection::LinkStrip;
using connection::SecretDialog;
using connection::TerminalCover;
using terminal::TerminalView;

/// The place On call in a window, with a real OpenSSH server behind it. Where UNDERSTUDY_GRABS names a
/// folder, pictures of each state are left there to look at.
class OnCallStage {
protected:
    inline static const QStringList settings{"MaxAuthTries 10", "Subsystem sftp internal-sftp"};

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

    /// False, with the reason in m_sshd, where no such server can run.
    bool prepare() {
        qApp->setStyle(new theme::Style);
        QObject::connect(&m_theme, &theme::Theme::changed, qApp, [this] {
            qApp->setPalette(theme::paletteOf(m_theme));
            qApp->setFont(m_theme.font(theme::Type::Ui));
            qApp->setStyleSheet(theme::styleSheetOf(m_theme));
        });
        m_theme.setMode(theme::Mode::Light);
        if (!m_sshd.start(settings))
            return false;
        auto journal = journal::Journal::open(m_profile.filePath("journal.sqlite"), m_clock, m_ids);
        if (!journal)
            qFatal("no journal");
        m_journal = std::move(*journal);
        m_feed = std::make_unique<ProgressFeed>(*m_journal);
        m_process =
            std::make_unique<session::LabProcess>("/nowhere/understudy-lab", m_profile.filePath("lab"));
        m_lab = std::make_unique<session::LabLink>(*m_process, m_threads, fakes::postHere());
        m_tools = std::make_unique<Tools>(Tools{m_theme,
                                                m_clock,
                                                m_ids,
                                                *m_journal,
                                                *m_feed,
                                                *m_lab,
                                                nullptr,
                                                {},
                                                m_profile.path(),
                                                {m_threads,
                                                 fakes::postHere(),
                                                 m_clock,
                                                 nullptr,
                                                 {m_profile.filePath("known_hosts")},
                                                 "ada",
                                                 m_profile.filePath(".ssh/config")}});
        return true;
    }
    /// A window with nothing in it yet.
    void openWindow() {
        for (const char* name : {"known_hosts", "connections.json", ".ssh/config"})
            QFile::remove(m_profile.filePath(name));
        m_window = std::make_unique<Window>(m_theme);
        m_room = new OnCallRoom(*m_tools);
        m_window->addScreen(Place::OnCall, m_room);
        m_window->show(m_room);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    static QString wordsOf(const QWidget& widget) {
        QStringList words;
        for (const QLabel* label : widget.findChildren<QLabel*>())
            words << label->text();
        return words.join(QLatin1Char('\n'));
    }

    static QPushButton* button(const QWidget& in, const QString& text) {
        for (auto* found : in.findChildren<QPushButton*>())
            if (found->text().startsWith(text) && found->isVisibleTo(&in))
                return found;
        return nullptr;
    }

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
    /// Connects to a host that was never seen before.
    bool open(const Id& id) {
        m_room->connectTo(id);
        trustHost();
        return connected();
    }
    /// What asks when the host has another key than before.
    HostKeyDialog* askAboutAChangedKey() {
        const bool changed =
            m_sshd.reinstall(settings) && QTest::qWaitFor([&] { return !view()->isConnected(); }, 40'000);
        if (changed)
            QTest::keyClick(view(), Qt::Key_Return);
        return changed ? dialog<HostKeyDialog>() : nullptr;
    }
    QString strips() const {
        QStringList words;
        for (const LinkStrip* strip : m_room->findChildren<LinkStrip*>())
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
};

} // namespace understudy::window
