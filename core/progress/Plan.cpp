#include "core/progress/Plan.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace understudy::progress {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Progress)
};

int partOf(const course::Module& module, const QString& page) {
    for (std::size_t i = 0; i < module.pages.size(); ++i)
        if (module.pages[i].id == page)
            return static_cast<int>(i + 1);
    return 0;
}

/// "graceful-degradation" as "Graceful degradation": what a heading's id still tells of its text.
QString headingWords(QString id) {
    id.replace(QLatin1Char('-'), QLatin1Char(' '));
    return id.isEmpty() ? id : id.left(1).toUpper() + id.mid(1);
}

std::size_t checksOf(const course::Lab& lab) {
    std::size_t count = 0;
    for (const course::LabStep& step : lab.steps)
        count += step.checks.size();
    return count;
}

} // namespace

QDateTime localTime(const Progress::Moment& moment) {
    // Kept as a plain local time, so that it compares with the local "now" the screen is made for.
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(moment.at.time_since_epoch().count(), Qt::UTC)
                              .addSecs(moment.offsetMinutes * 60);
    return QDateTime(utc.date(), utc.time());
}

Item::Item(const course::Course& course, const course::Track& track, const Progress& progress,
           const course::TrackItem& item)
    : m_course(course)
    , m_track(track)
    , m_progress(progress)
    , m_item(item)
    , m_page(item.kind == ItemKind::Page ? course.page(item.ref) : nullptr)
    , m_lab(item.kind == ItemKind::Lab ? course.lab(item.ref) : nullptr)
    , m_quiz(item.kind == ItemKind::Quiz ? course.quiz(item.ref) : nullptr) {}

bool Item::done() const {
    switch (m_item.kind) {
    case ItemKind::Page:
        return m_progress.page(m_item.ref).read;
    case ItemKind::Lab:
        return m_progress.lab(m_item.ref).finished();
    case ItemKind::Quiz:
        return m_progress.quiz(m_item.ref).passed();
    case ItemKind::Practical:
        return m_progress.practicalDone(m_track.id, m_item.title);
    case ItemKind::Later:
        return false;
    }
    return false;
}

double Item::share() const {
    if (done())
        return 1;
    if (m_page)
        return std::min(m_progress.page(m_item.ref).fraction, 0.99);
    if (m_lab) {
        const auto* attempt = m_progress.lab(m_item.ref).inProgress();
        const std::size_t all = checksOf(*m_lab);
        return attempt && all ? std::min(1.0, double(attempt->second.checks.size()) / double(all)) : 0;
    }
    if (m_quiz) {
        const auto* attempt = m_progress.quiz(m_item.ref).inProgress();
        const int all = m_quiz->asked();
        return attempt && all > 0 ? std::min(1.0, double(attempt->second.answers.size()) / all) : 0;
    }
    return 0;
}

int Item::minutes() const {
    if (m_item.minutes > 0)
        return m_item.minutes;
    return m_page ? m_page->minutes : m_lab ? m_lab->minutes : m_quiz ? m_quiz->minutes : 0;
}

int Item::minutesLeft() const {
    return done() || !counts() ? 0 : static_cast<int>(std::ceil(minutes() * (1 - share())));
}

Doneness Item::state(const QDateTime& due, const QDateTime& now) const {
    if (done())
        return Doneness::Done;
    if (counts() && due < now)
        return Doneness::Late;
    const bool begun = share() > 0 || (m_lab && m_progress.lab(m_item.ref).inProgress()) ||
                       (m_quiz && m_progress.quiz(m_item.ref).inProgress());
    return begun ? Doneness::Partly : Doneness::Open;
}

QString Item::word() const {
    switch (m_item.kind) {
    case ItemKind::Page:
        return Words::tr("Read");
    case ItemKind::Lab:
        return Words::tr("Lab");
    case ItemKind::Quiz:
        return Words::tr("Quiz");
    case ItemKind::Practical:
        return Words::tr("Practical");
    case ItemKind::Later:
        return Words::tr("Later");
    }
    return {};
}

QString Item::title() const {
    if (m_page) {
        const course::Module* module = m_course.module(m_page->module);
        return module ? Words::tr("Module %1, part %2: %3")
                            .arg(module->number)
                            .arg(partOf(*module, m_page->id))
                            .arg(m_page->title)
                      : m_page->title;
    }
    if (m_lab)
        return m_lab->heading();
    if (m_quiz)
        return m_quiz->title;
    return m_item.title;
}

QString Item::detail() const {
    if (m_page)
        return pageDetail();
    if (m_lab)
        return labDetail();
    if (m_quiz)
        return quizDetail();
    return m_item.kind == ItemKind::Later ? Words::tr("Not in this content yet.")
                                          : Words::tr("With your mentor or on your own.");
}

QString Item::pageDetail() const {
    const Progress::PageState& page = m_progress.page(m_item.ref);
    if (page.read || page.fraction <= 0)
        return m_page->objectives.isEmpty() ? moduleOf(m_page->module) : m_page->objectives.first();
    const QString read = Words::tr("%1% read.").arg(qRound(page.fraction * 100));
    return page.heading.isEmpty()
               ? read
               : read + QLatin1Char(' ') + Words::tr("You stopped at “%1”.").arg(headingWords(page.heading));
}

const course::LabStep* Item::currentStep(int* number) const {
    const auto* attempt = m_progress.lab(m_item.ref).inProgress();
    if (!attempt)
        return nullptr;
    for (std::size_t i = 0; i < m_lab->steps.size(); ++i) {
        const auto& checks = m_lab->steps[i].checks;
        *number = static_cast<int>(i + 1);
        if (std::any_of(checks.begin(), checks.end(),
                        [&](const course::Check& check) { return !attempt->second.checks.count(check.id); }))
            return &m_lab->steps[i];
    }
    return nullptr;
}

QString Item::labDetail() const {
    const auto* attempt = m_progress.lab(m_item.ref).inProgress();
    if (done() || !attempt)
        return m_lab->goal;
    int number = 0;
    const course::LabStep* step = currentStep(&number);
    const QString green =
        Words::tr("%1 checks of %2 green").arg(attempt->second.checks.size()).arg(checksOf(*m_lab));
    return step ? Words::tr("Step %1 of %2, %3").arg(number).arg(m_lab->steps.size()).arg(green) : green;
}

QString Item::quizDetail() const {
    const auto* attempt = m_progress.quiz(m_item.ref).inProgress();
    const int count = m_quiz->asked();
    if (attempt && !done())
        return Words::tr("%1 of %2 answered, %3 right, pass mark %4")
            .arg(attempt->second.answers.size())
            .arg(count)
            .arg(attempt->second.right())
            .arg(m_quiz->pass);
    const int best = m_progress.quiz(m_item.ref).best();
    const QString what = Words::tr("%1 questions, pass mark %2.").arg(count).arg(m_quiz->pass);
    return best > 0 ? what + QLatin1Char(' ') + Words::tr("Best so far: %1.").arg(best) : what;
}

QString Item::moduleOf(const QString& moduleId) const {
    const course::Module* module = m_course.module(moduleId);
    return module ? Words::tr("Module %1").arg(module->number) : QString();
}

QString Item::dueDetail() const {
    if (m_page)
        return moduleOf(m_page->module);
    if (m_lab)
        return moduleOf(m_lab->module);
    if (m_quiz)
        return Words::tr("%1, %2 questions").arg(moduleOf(m_quiz->module)).arg(m_quiz->asked());
    return Words::tr("Practical");
}

QString Item::action() const {
    const bool begun = share() > 0;
    if (m_page)
        return done() ? Words::tr("Read again") : begun ? Words::tr("Continue") : Words::tr("Start");
    if (m_lab || m_quiz) {
        const bool open = m_lab ? m_progress.lab(m_item.ref).inProgress() != nullptr
                                : m_progress.quiz(m_item.ref).inProgress() != nullptr;
        return done() ? Words::tr("Repeat") : open ? Words::tr("Resume") : Words::tr("Start");
    }
    if (m_item.kind == ItemKind::Practical && !done())
        return Words::tr("Done?");
    return {};
}

QString Item::resumeAction() const {
    const bool begun = state(QDateTime(QDate(9999, 1, 1), QTime()), QDateTime()) == Doneness::Partly;
    if (m_page)
        return begun ? Words::tr("Continue reading") : Words::tr("Start reading");
    if (m_lab)
        return begun ? Words::tr("Resume lab") : Words::tr("Start lab");
    return begun ? Words::tr("Resume quiz") : Words::tr("Start quiz");
}

QString Item::anchor() const { return m_page ? m_progress.page(m_item.ref).heading : QString(); }

int Item::segments() const { return m_lab ? std::max(1, static_cast<int>(m_lab->steps.size())) : 1; }

std::optional<QDateTime> Item::doneAt() const {
    std::optional<Progress::Moment> first;
    const auto keep = [&](const std::optional<Progress::Moment>& moment, bool passed) {
        if (passed && moment && (!first || *moment < *first))
            first = moment;
    };
    if (m_page)
        first = m_progress.page(m_item.ref).firstRead;
    if (m_lab)
        for (const auto& [id, attempt] : m_progress.lab(m_item.ref).attempts)
            keep(attempt.finished, attempt.passed);
    if (m_quiz)
        for (const auto& [id, attempt] : m_progress.quiz(m_item.ref).attempts)
            keep(attempt.finished, attempt.passed);
    return first ? std::optional(localTime(*first)) : std::nullopt;
}

} // namespace understudy::progress
