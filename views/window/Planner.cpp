#include "views/window/Planner.h"

#include "core/progress/ICalendar.h"
#include "views/today/DaysOffDialog.h"
#include "views/today/TodayView.h"
#include "views/today/TracksDialog.h"
#include "views/window/PracticalDialog.h"

#include <QFileDialog>
#include <QSaveFile>

namespace understudy::window {

namespace {

const auto defaultTrack = QStringLiteral("new-hire");

constexpr int farthestStart = 1000; // days; a plan that is further away is a slip of the pen

QString iso(QDate date) { return date.toString(Qt::ISODate); }

} // namespace

Planner::Planner(Tools& tools, today::TodayView& view, QWidget& window)
    : QObject(&view)
    , m_tools(tools)
    , m_view(view)
    , m_window(window) {
    connect(&view, &today::TodayView::moveRequested, this, &Planner::move);
    connect(&view, &today::TodayView::tracksRequested, this, &Planner::askTrack);
    connect(&view, &today::TodayView::daysOffRequested, this, &Planner::askDaysOff);
    connect(&view, &today::TodayView::exportRequested, this, &Planner::askFile);
}

const course::Track* Planner::track() const {
    if (!m_tools.library)
        return nullptr;
    const course::Course& course = m_tools.library->course();
    const auto& enrolment = m_tools.feed.progress().enrolment();
    const course::Track* wanted = course.track(enrolment ? enrolment->track : defaultTrack);
    return wanted || course.tracks.empty() ? wanted : &course.tracks.front();
}

QDateTime Planner::now() const {
    const auto now = m_tools.clock.now();
    return QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::OffsetFromUTC,
                                          60 * m_tools.clock.offsetMinutes(now));
}

QDate Planner::start() const {
    const auto& enrolment = m_tools.feed.progress().enrolment();
    return enrolment ? enrolment->start : now().date();
}

void Planner::refresh() {
    if (const course::Track* wanted = track())
        m_view.show(
            progress::makeToday(m_tools.library->course(), *wanted, m_tools.feed.progress(), start(), now()));
}

void Planner::append(const char* kind, const QJsonObject& body) {
    if (const auto written = m_tools.journal.append(kind, body); !written)
        Q_EMIT trouble(written.error());
}

void Planner::follow(const QString& id, QDate first) {
    const auto& enrolment = m_tools.feed.progress().enrolment();
    append(journal::kind::Enrolled, {{QStringLiteral("track"), id},
                                     {QStringLiteral("start"), iso(first)},
                                     {QStringLiteral("person"), enrolment ? enrolment->person : QString()}});
}

std::optional<QString> Planner::followCoordinator(const QString& id, QDate first) {
    const course::Track* wanted = m_tools.library ? m_tools.library->course().track(id) : nullptr;
    const auto& agenda = m_tools.feed.progress().agenda();
    if (!wanted || !first.isValid() || std::abs(first.daysTo(now().date())) > farthestStart ||
        agenda.choseThemself())
        return {};
    const auto& followed = agenda.chosen();
    if (followed && followed->track == id && followed->start == first)
        return {};
    append(journal::kind::Enrolled, {{QStringLiteral("track"), id},
                                     {QStringLiteral("start"), iso(first)},
                                     {QStringLiteral("person"), followed ? followed->person : QString()},
                                     {QStringLiteral("by"), QStringLiteral("coordinator")}});
    return tr("Your coordinator's plan: %1 from %2.")
        .arg(wanted->title, QLocale().toString(first, QStringLiteral("dddd d MMMM")));
}

void Planner::setDayOff(QDate day, bool off) {
    append(journal::kind::DayOff, {{QStringLiteral("date"), iso(day)}, {QStringLiteral("off"), off}});
}

void Planner::move(const progress::Behind& move) {
    if (track())
        append(journal::kind::PlanMoved, {{QStringLiteral("track"), track()->id},
                                          {QStringLiteral("from"), iso(move.from)},
                                          {QStringLiteral("until"), iso(move.until)},
                                          {QStringLiteral("days"), move.days}});
}

void Planner::askTrack() {
    const course::Track* followed = track();
    if (!followed)
        return;
    const auto& agenda = m_tools.feed.progress().agenda();
    auto* dialog = new today::TracksDialog(m_tools.theme, m_tools.library->course(), agenda, followed->id,
                                           now().date(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { follow(dialog->track(), dialog->start()); });
    dialog->open();
}

void Planner::askDaysOff() {
    auto* dialog = new today::DaysOffDialog(m_tools.theme, m_tools.feed.progress().agenda().daysOff(),
                                            now().date(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &today::DaysOffDialog::dayGivenBack, this, [this](QDate day) { setDayOff(day, false); });
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        for (const QDate day : dialog->days())
            setDayOff(day, true);
    });
    dialog->open();
}

void Planner::askPractical(const QString& title) {
    if (!track())
        return;
    auto* dialog = new PracticalDialog(m_tools.theme, title, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, title, id = track()->id] {
        append(journal::kind::PracticalDone,
               {{QStringLiteral("track"), id}, {QStringLiteral("title"), title}});
    });
    dialog->open();
}

void Planner::askFile() {
    const course::Track* followed = track();
    if (!followed)
        return;
    auto* dialog = new QFileDialog(&m_window, tr("Export calendar"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Calendars (*.ics)"));
    dialog->setDefaultSuffix(QStringLiteral("ics"));
    dialog->selectFile(followed->id + QStringLiteral(".ics"));
    connect(dialog, &QFileDialog::fileSelected, this, &Planner::exportTo);
    dialog->open();
}

bool Planner::exportTo(const QString& file) {
    const course::Track* followed = track();
    if (!followed)
        return false;
    const QByteArray text = progress::iCalendar(m_tools.library->course(), *followed, m_tools.feed.progress(),
                                                start(), QTimeZone::systemTimeZone(), now().toUTC());
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit())
        return true;
    Q_EMIT trouble({Errc::Io,
                    tr("The calendar was not written. Choose another folder, or make room on the disk."),
                    file + QStringLiteral(": ") + out.errorString()});
    return false;
}

} // namespace understudy::window
