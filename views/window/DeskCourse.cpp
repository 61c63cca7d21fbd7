#include "views/search/SearchOverlay.h"
#include "views/window/CourseSettings.h"
#include "views/window/Desk.h"
#include "views/window/PackRefusedDialog.h"
#include "views/window/QuizRoom.h"
#include "views/window/SearchRoom.h"
#include "views/window/Study.h"

#include <utility>

// What the window does when a course is opened, refused, or exchanged for another version.
namespace understudy::window {

namespace {

constexpr auto searchAfter = std::chrono::seconds(2); // not while the first screens are made

} // namespace

void Desk::takeCourse(const course::PackRefusal& refusal, const QString& cameFrom) {
    m_refusal = refusal;
    showCourse();
    go(m_tools.library ? Place::Today : Place::Learn);
    if (m_tools.library && !refusal.error.sentence.isEmpty())
        showPackRefusal(m_tools.theme, refusal, &m_window, m_tools.library->course().version, cameFrom);
}

void Desk::showCourse() {
    const course::Library* library = m_tools.library;
    if (m_unsigned)
        m_window.status().setContent(tr("Preview, not signed"), false);
    else if (library)
        m_window.status().setContent(tr("Content %1 verified").arg(library->course().version), true);
    else
        m_window.status().setContent(tr("No content: the pack was refused"), false);
    if (m_courseSettings)
        m_courseSettings->setVersions(library ? library->course().title : QString(),
                                      library ? library->course().version : QString(), m_courseBefore);
    if (library && !m_unsigned) // searched for as soon as somebody looks for something
        QTimer::singleShot(searchAfter, this, [this] { search()->prepare(); });
}

void Desk::changeCourse() {
    keepEverything();
    setUpdating(false);
    const QWidget* shown = m_window.shown();
    std::optional<Place> back;
    if (shown == m_quizzes)
        back = Place::Quizzes;
    for (const auto& [place, screen] : m_unavailable)
        if (screen == shown)
            back = Place::Today;
    if (m_search)
        delete &m_search->overlay();
    delete std::exchange(m_search, nullptr);
    delete std::exchange(m_quizzes, nullptr);
    for (const auto& [place, screen] : std::exchange(m_unavailable, {}))
        delete screen;
    if (m_study)
        m_study->takeCourse();
    showCourse();
    m_tools.feed.refresh(); // and with it the lists of labs and of today
    if (back)
        go(*back);
}

void Desk::setUnsigned() {
    m_unsigned = true;
    showCourse();
}

void Desk::setCourseBefore(const QString& version) {
    m_courseBefore = version;
    showCourse();
}

void Desk::setUpdating(bool busy) {
    if (m_courseSettings)
        m_courseSettings->setBusy(busy);
}

void Desk::refuseCourse(const course::PackRefusal& refusal, const QString& file) {
    setUpdating(false);
    showPackRefusal(m_tools.theme, refusal, &m_window,
                    m_tools.library ? m_tools.library->course().version : QString(), file);
}

} // namespace understudy::window
