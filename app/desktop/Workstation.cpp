#include "app/desktop/Workstation.h"

#include "app/desktop/PostToGui.h"
#include "core/base/Log.h"
#include "views/reader/Engine.h"

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
constexpr auto watchNetworkAfter = std::chrono::seconds(2);

/// The full name of who is logged in to the computer, else the login name.
QString personHere() {
    const passwd* entry = getpwuid(geteuid());
    if (!entry)
        return {};
    const QString full = QString::fromLocal8Bit(entry->pw_gecos).section(QLatin1Char(','), 0, 0).trimmed();
    return full.isEmpty() ? QString::fromLocal8Bit(entry->pw_name) : full;
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
    , m_courses(options.profile, shareFolder(), m_settings, m_workers, postToGui()) {
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
    const auto opened = openJournalOnce();
    if (!opened || hasReadAll())
        return opened;
    // A damaged page shows at the first read. Now it is marked and nobody else has the file open, so that
    // opening it again mends it.
    m_feed.reset();
    m_journal.reset();
    return openJournalOnce();
}

Result<void> Workstation::openJournalOnce() {
    auto opened =
        journal::Journal::open(m_options.profile + QStringLiteral("/journal.sqlite"), m_clock, m_ids);
    if (!opened)
        return opened.error();
    m_journal = std::move(*opened);
    m_feed = std::make_unique<window::ProgressFeed>(*m_journal);
    return {};
}

bool Workstation::hasReadAll() const {
    const auto last = m_journal->lastSeq();
    return last && (*last <= m_feed->progress().lastSeq() || m_journal->after(m_feed->progress().lastSeq()));
}

/// The first start begins the track: today, or on Monday when today is not a working day.
void Workstation::greet() {
    if (m_feed->progress().enrolment() || !hasReadAll())
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
                                                    {QStringLiteral("person"), personHere()},
                                                    {QStringLiteral("by"), QStringLiteral("first-start")}});
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
}

/// Not before the window is there: a plug-in is loaded, and the system bus is asked.
void Workstation::watchNetwork() {
    if (!m_enrollment || !QNetworkInformation::loadDefaultBackend())
        return;
    const auto tell = [this] {
        m_desk->takeNetworkChange();
        sync().syncNow();
    };
    auto* network = QNetworkInformation::instance();
    connect(network, &QNetworkInformation::reachabilityChanged, this, tell);
    connect(network, &QNetworkInformation::transportMediumChanged, this, tell);
}

void Workstation::startSync() {
    m_enrollment =
        std::make_unique<Enrollment>(m_workers, postToGui(),
                                     Enrollment::Place{m_options.profile, m_settings, m_clock, *m_journal,
                                                       m_hostSecrets, *m_desk, *m_feed});
    connect(m_enrollment.get(), &Enrollment::enrolled, this, &Workstation::enrolled);
    connect(m_enrollment.get(), &Enrollment::refused, this, &Workstation::enrollRefused);
}

/// Once a day, and not while the window still finds its feet.
void Workstation::startBackups() {
    connect(&sync(), &SyncThread::backedUp, this, [this](const Result<QString>& made) {
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
    sync().backUp(m_options.profile + QStringLiteral("/backups"), local.date());
}

void Workstation::enroll(const QString& address, const QString& code) { m_enrollment->enroll(address, code); }

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
    m_enrollment->begin();
    m_ready = true;
}

} // namespace understudy::desktop
