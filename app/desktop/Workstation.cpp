#include "app/desktop/Workstation.h"

#include "app/desktop/PostToGui.h"
#include "core/base/Log.h"
#include "views/reader/Engine.h"
#include "views/window/SettingsView.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QNetworkInformation>
#include <QTimer>

#include <pwd.h>
#include <unistd.h>

namespace understudy::desktop {

namespace {

const auto trackAtFirst = QStringLiteral("new-hire");
constexpr auto serverKey = "server/address";
constexpr auto watchNetworkAfter = std::chrono::seconds(2);

/// The full name of who is logged in to the computer, else the login name.
QString personHere() {
    const passwd* entry = getpwuid(geteuid());
    if (!entry)
        return {};
    const QString full = QString::fromLocal8Bit(entry->pw_gecos).section(QLatin1Char(','), 0, 0).trimmed();
    return full.isEmpty() ? QString::fromLocal8Bit(entry->pw_name) : full;
}

/// "yesterday", "Tuesday" or "12 November"; nothing for today, which goes without saying.
QString dayOf(Instant when, const Clock& clock) {
    const auto local = [&](Instant instant) {
        return QDateTime::fromMSecsSinceEpoch(instant.time_since_epoch().count(), Qt::OffsetFromUTC,
                                              60 * clock.offsetMinutes(instant))
            .date();
    };
    const QDate day = local(when);
    const qint64 ago = day.daysTo(local(clock.now()));
    if (ago == 0)
        return {};
    if (ago == 1)
        return Workstation::tr("yesterday");
    return QLocale().toString(day, ago > 1 && ago < 7 ? QStringLiteral("dddd") : QStringLiteral("d MMMM"));
}

/// What the trainee should know about the server besides how sync stands.
QString remarkOn(const sync::Status& status) {
    QStringList remarks;
    if (status.refused.size() == 1)
        remarks << Workstation::tr("The server refused one record; it stays here. It said: %1")
                       .arg(status.refused.front().reason);
    else if (status.refused.size() > 1)
        remarks << Workstation::tr("The server refused %1 records; they stay here. It said of the first: %2")
                       .arg(QString::number(status.parked), status.refused.front().reason);
    if (const auto minutes = std::chrono::round<std::chrono::minutes>(status.clockOffset);
        std::chrono::abs(minutes) > std::chrono::minutes(5))
        remarks << (minutes.count() > 0
                        ? Workstation::tr(
                              "This computer's clock is %1 minutes behind the server's. Set it right: "
                              "what is due when depends on it.")
                        : Workstation::tr("This computer's clock is %1 minutes ahead of the server's. Set it "
                                          "right: what is due when depends on it."))
                       .arg(std::abs(minutes.count()));
    return remarks.join(QLatin1Char(' '));
}

QString loginName() {
    const passwd* entry = getpwuid(geteuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QString();
}

/// The profile's own first: it alone is written to.
QStringList knownHosts(const QString& profile) {
    return {profile + QStringLiteral("/known_hosts"), QDir::homePath() + QStringLiteral("/.ssh/known_hosts"),
            QStringLiteral("/etc/ssh/ssh_known_hosts")};
}

} // namespace

QString shareFolder() {
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/understudy"));
}

Result<std::unique_ptr<Workstation>> Workstation::open(const Options& options, theme::Theme& theme,
                                                       const Clock& clock) {
    std::unique_ptr<Workstation> workstation(new Workstation(options, theme, clock));
    if (auto opened = workstation->openJournal(); !opened)
        return opened.error();
    workstation->wire();
    return workstation;
}

Workstation::Workstation(const Options& options, theme::Theme& theme, const Clock& clock)
    : m_options(options)
    , m_theme(theme)
    , m_clock(clock)
    , m_settings(options.profile + QStringLiteral("/settings.ini"), QSettings::IniFormat)
    , m_ids(clock, systemRandomness())
    , m_courses(options.profile, shareFolder(), m_settings, m_workers, postToGui())
    , m_keyring(options.profile) {
    loadLooks();
}

Workstation::~Workstation() {
    if (m_desk)
        m_desk->keepEverything();
    // The journal outlives the feed that listens to it.
    if (m_journal)
        m_journal->changed = nullptr;
}

Result<void> Workstation::openJournal() {
    auto opened =
        journal::Journal::open(m_options.profile + QStringLiteral("/journal.sqlite"), m_clock, m_ids);
    if (!opened)
        return opened.error();
    m_journal = std::move(*opened);
    m_feed = std::make_unique<window::ProgressFeed>(*m_journal);
    return {};
}

/// The first start begins the track: today, or on Monday when today is not a working day.
void Workstation::greet() {
    if (m_feed->progress().enrolment())
        return;
    const Instant now = m_clock.now();
    QDate start = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::OffsetFromUTC,
                                                 60 * m_clock.offsetMinutes(now))
                      .date();
    if (start.dayOfWeek() > 5)
        start = start.addDays(8 - start.dayOfWeek());
    const auto written =
        m_journal->append(journal::kind::Enrolled, {{QStringLiteral("track"), trackAtFirst},
                                                    {QStringLiteral("start"), start.toString(Qt::ISODate)},
                                                    {QStringLiteral("person"), personHere()}});
    if (!written)
        qCWarning(logJournal, "the track could not be begun: %s", qPrintable(written.error().detail));
    m_feed->refresh();
}

void Workstation::wire() {
    m_process = std::make_unique<session::LabProcess>(
        programPath(m_options, QStringLiteral("understudy-lab")), m_options.profile + QStringLiteral("/lab"));
    m_link = std::make_unique<session::LabLink>(*m_process, m_workers, postToGui());
    m_tools = std::make_unique<window::Tools>(
        window::Tools{m_theme,
                      m_clock,
                      m_ids,
                      *m_journal,
                      *m_feed,
                      *m_link,
                      nullptr,
                      shareFolder(),
                      m_options.profile,
                      {m_workers, postToGui(), m_clock, &m_hostSecrets, knownHosts(m_options.profile),
                       loginName(), QDir::homePath() + QStringLiteral("/.ssh/config")}});
    m_desk = std::make_unique<window::Desk>(*m_tools);
    if (!reader::sandboxIsOn())
        m_desk->window().status().setWarning(
            tr("Browser sandbox off"),
            tr("The program runs as root, where the browser engine cannot start its sandbox. Run it "
               "as an ordinary user to have pages walled off from this computer."));
    QTimer::singleShot(watchNetworkAfter, this, &Workstation::watchNetwork);
    connect(m_desk.get(), &window::Desk::looksChanged, this, &Workstation::saveLooks);
    connect(m_desk.get(), &window::Desk::enrollRequested, this, &Workstation::enroll);
    connect(m_desk.get(), &window::Desk::syncRequested, this, [this] { m_sync->syncNow(); });
    connect(m_desk.get(), &window::Desk::resendRequested, this, [this] { m_sync->retryParked(); });
    connect(m_desk.get(), &window::Desk::leaveServerRequested, this, [this] {
        m_account.reset();
        m_lostServer.clear();
        m_settings.remove(QLatin1String(serverKey));
        m_keyring.forget();
        m_sync->setAccount({});
        showSync({});
    });
}

/// Not before the window is there: a plug-in is loaded, and the system bus is asked.
void Workstation::watchNetwork() {
    if (!QNetworkInformation::loadDefaultBackend())
        return;
    const auto tell = [this] { m_desk->takeNetworkChange(); };
    auto* network = QNetworkInformation::instance();
    connect(network, &QNetworkInformation::reachabilityChanged, this, tell);
    connect(network, &QNetworkInformation::transportMediumChanged, this, tell);
}

void Workstation::startSync() {
    m_sync = std::make_unique<SyncThread>(m_workers, postToGui(),
                                          m_options.profile + QStringLiteral("/journal.sqlite"));
    connect(m_sync.get(), &SyncThread::statusChanged, this, &Workstation::showSync);
    connect(m_sync.get(), &SyncThread::pulled, m_feed.get(), &window::ProgressFeed::refresh);
    connect(m_sync.get(), &SyncThread::copied, this, [this] {
        m_desk->say(
            {Errc::Unsupported,
             tr("This computer's data is in use on another computer too, or was put back from a copy. "
                "Nothing is lost: from now on this one counts as a computer of its own. If its disk is "
                "a copy, ask your coordinator for a code and enroll it again, so that it has a key of "
                "its own."),
             {}});
    });
    connect(m_feed.get(), &window::ProgressFeed::changed, this, [this] {
        if (m_account)
            m_sync->noteNewFacts();
        else
            showSync(m_sync->status());
    });
    connect(m_sync.get(), &SyncThread::enrolled, this, [this](const sync::Account& account) {
        m_account = account;
        m_lostServer.clear();
        m_settings.setValue(QLatin1String(serverKey), account.endpoint.toString(QUrl::RemovePath));
        m_sync->setAccount(account);
        m_keyring.write(account);
        m_desk->settings()->setEnrolling(false);
        Q_EMIT enrolled();
    });
    connect(m_sync.get(), &SyncThread::enrollRefused, this, [this](const Error& error) {
        m_desk->settings()->setEnrolling(false);
        m_desk->say(error);
        Q_EMIT enrollRefused(error.sentence);
    });
    connect(&m_keyring, &Keyring::found, this, [this](const sync::Account& account) {
        m_account = account;
        m_sync->setAccount(account);
    });
    connect(&m_keyring, &Keyring::nothingFound, this, [this] {
        m_lostServer = m_settings.value(QLatin1String(serverKey)).toString();
        showSync(m_sync->status());
    });
    connect(&m_keyring, &Keyring::notKept, this, [this](const QString& why) {
        m_desk->say({Errc::Refused,
                     tr("This computer has no keychain, so the server's password is kept until you close the "
                        "window. Your work is "
                        "kept in any case."),
                     why});
    });
    showSync({});
}

/// Once a day, and not while the window still finds its feet.
void Workstation::startBackups() {
    connect(m_sync.get(), &SyncThread::backedUp, this, [this](const Result<QString>& made) {
        m_backups.start(std::chrono::hours(1));
        if (made)
            return;
        qCWarning(logJournal, "no backup today: %s", qPrintable(made.error().detail));
        if (!std::exchange(m_backupTold, true))
            m_desk->say(
                {made.error().code,
                 tr("Today's copy of your work could not be made. Your work itself is safe. Free some "
                    "space on the disk; it is tried again every hour."),
                 {}});
    });
    m_backups.setSingleShot(true);
    connect(&m_backups, &QTimer::timeout, this, &Workstation::backUp);
    m_backups.start(std::chrono::seconds(15));
}

void Workstation::backUp() {
    const Instant now = m_clock.now();
    const auto local = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::OffsetFromUTC,
                                                      60 * m_clock.offsetMinutes(now));
    m_sync->backUp(m_options.profile + QStringLiteral("/backups"), local.date());
}

void Workstation::enroll(const QString& address, const QString& code) {
    if (address.isEmpty() || code.isEmpty()) {
        m_desk->say(
            {Errc::BadInput, tr("Type the address and the code that your coordinator gave you."), {}});
        return;
    }
    m_desk->settings()->setEnrolling(true);
    m_sync->enroll(address, code, m_journal->device());
}

void Workstation::showSync(const sync::Status& status) {
    using From = sync::Status::State;
    using To = window::StatusBar::Sync;
    window::SyncWords words;
    words.waiting = status.waiting;
    if (m_account)
        words.sentence = status.sentence;
    else if (!m_lostServer.isEmpty())
        words.sentence =
            tr("This computer was enrolled at %1, but its keychain does not give out the password. "
               "Unlock the keychain and start again, or ask for a new code and enroll again. Your "
               "work is saved on this laptop.")
                .arg(m_lostServer);
    words.parked = status.parked;
    words.remark = remarkOn(status);
    if (status.oldest)
        words.oldest = dayOf(*status.oldest, m_clock);
    if (m_account)
        words.server = m_account->endpoint.toString(QUrl::RemovePath);
    if (!m_account)
        words.waiting = m_journal->unsentCount().ok() ? *m_journal->unsentCount() : 0;
    switch (m_account ? status.state : From::Unenrolled) {
    case From::Unenrolled:
        words.state = To::NotSetUp;
        break;
    case From::Offline:
        words.state = To::Offline;
        break;
    case From::Syncing:
        words.state = To::Syncing;
        break;
    case From::Synced:
        words.state = To::Synced;
        break;
    case From::Refused:
        words.state = To::Refused;
        break;
    }
    if (status.lastSynced) {
        const auto local = QDateTime::fromMSecsSinceEpoch(status.lastSynced->time_since_epoch().count());
        words.lastSynced = local.toString(QStringLiteral("HH:mm"));
    }
    m_desk->setSync(words);
}

void Workstation::loadLooks() {
    const QString wanted = m_options.theme.isEmpty()
                               ? m_settings.value(QStringLiteral("looks/theme")).toString()
                               : m_options.theme;
    m_theme.setMode(wanted == QLatin1String("dark")    ? theme::Mode::Dark
                    : wanted == QLatin1String("light") ? theme::Mode::Light
                                                       : theme::Mode::System);
    m_theme.setTextPercent(m_settings.value(QStringLiteral("looks/text"), 100).toInt());
    m_theme.setReduceMotion(m_settings.value(QStringLiteral("looks/reduce-motion"), false).toBool());
}

void Workstation::saveLooks() {
    static constexpr const char* names[] = {"system", "light", "dark"};
    m_settings.setValue(QStringLiteral("looks/theme"),
                        QLatin1String(names[static_cast<int>(m_theme.mode())]));
    m_settings.setValue(QStringLiteral("looks/text"), m_theme.textPercent());
    m_settings.setValue(QStringLiteral("looks/reduce-motion"), m_theme.reduceMotion());
    m_settings.sync();
}

void Workstation::show() {
    const QStringList size = m_options.size.split(QLatin1Char('x'));
    m_desk->window().resize(size.size() == 2
                                ? QSize(size[0].toInt(), size[1].toInt())
                                : m_settings.value(QStringLiteral("window/size"), QSize(1440, 900)).toSize());
    m_desk->window().QWidget::show();
    QTimer::singleShot(0, this, &Workstation::settleIn);
}

void Workstation::followCourses() {
    m_desk->setCourseBefore(m_courses.before());
    connect(m_desk.get(), &window::Desk::courseUpdateRequested, this, [this](const QString& file) {
        m_desk->setUpdating(true);
        m_courses.install(file);
    });
    connect(m_desk.get(), &window::Desk::courseBackRequested, &m_courses, &Courses::goBack);
    connect(&m_courses, &Courses::refused, m_desk.get(), &window::Desk::refuseCourse);
    connect(&m_courses, &Courses::changed, this, [this] {
        m_tools->library = m_courses.library();
        m_desk->changeCourse();
        m_desk->setCourseBefore(m_courses.before());
        m_desk->say({Errc::Cancelled,
                     tr("The course is version %1 now. Your notes, answers and labs are as they were.")
                         .arg(m_courses.library()->course().version),
                     {}});
        if (!m_courses.refusal().error.sentence.isEmpty())
            m_desk->refuseCourse(m_courses.refusal(), m_courses.refusedFrom());
    });
}

void Workstation::settleIn() {
    if (!m_options.previewFolder.isEmpty())
        return beginPreview();
    m_courses.open(m_options.courseFolder);
    greet();
    m_tools->library = m_courses.library();
    m_desk->takeCourse(m_courses.refusal(), m_courses.refusedFrom());
    followCourses();
    startSync();
    startBackups();
    if (!m_journal->notice().isEmpty())
        m_desk->say({Errc::Corrupt, m_journal->notice(), {}});
    m_keyring.read();
    m_ready = true;
}

} // namespace understudy::desktop
