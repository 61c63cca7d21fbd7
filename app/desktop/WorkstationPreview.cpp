// The window on a folder that its author still writes.
#include "app/desktop/PostToGui.h"
#include "app/desktop/Workstation.h"
#include "views/window/AuthorBar.h"

namespace understudy::desktop {

void Workstation::beginPreview() {
    m_preview =
        std::make_unique<Preview>(m_options.previewFolder, m_options.previewLabs, m_workers, postToGui());
    auto* bar = new window::AuthorBar(m_theme, m_preview->folder());
    m_desk->window().setBanner(bar);
    m_desk->setUnsigned();
    m_preview->start();
    const auto showProblems = [this, bar] {
        bar->setProblems(m_preview->problems(), m_preview->isShownOld());
    };
    showProblems();
    m_tools->library = m_preview->library();
    course::PackRefusal nothing;
    if (!m_preview->library())
        nothing.error = {
            Errc::BadInput,
            tr("There is no page to show yet. Mend what stands above; the window shows it as soon as "
               "you save."),
            {}};
    m_desk->takeCourse(nothing);
    m_desk->go(window::Place::Learn);
    startSync(); // no account: nothing leaves
    connect(m_preview.get(), &Preview::problemsChanged, bar, showProblems);
    connect(m_preview.get(), &Preview::changed, this, [this] {
        m_preview->keepOldOnes(m_desk->hasLabs()); // a lab that is open was read from one of them
        m_tools->library = m_preview->library();
        m_desk->changeCourse();
    });
    connect(bar, &window::AuthorBar::pageChosen, m_desk.get(),
            [this](const QString& page) { m_desk->open(progress::ItemKind::Page, page); });
    connect(m_desk.get(), &window::Desk::courseUpdateRequested, this, [this] {
        m_desk->say(
            {Errc::Refused,
             tr("This window shows a folder that is being written. Open Understudy itself to install a "
                "course from a file."),
             {}});
    });
    m_ready = true;
}

} // namespace understudy::desktop
