// How contents and page stand in the room there is, and the keys that reach them.
#include "views/reader/ContentsList.h"
#include "views/reader/ReaderHeader.h"
#include "views/reader/ReaderView.h"
#include "views/reader/reading/ReadingWatch.h"
#include "views/reader/reading/SideButtons.h"
#include "views/theme/Ground.h"
#include "views/theme/Keys.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QVBoxLayout>
#include <QWebEngineView>

namespace understudy::reader {

namespace {

// Design system, section 5.
constexpr int contentsWidth = 288, contentsLeast = 220, contentsMost = 360;
constexpr int contentsBesideFrom = 800; // narrower, the page needs the room

} // namespace

void ReaderView::build() {
    auto* right = new theme::Ground(m_theme, theme::Color::BgPanel, this);
    m_column = new QVBoxLayout(right);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addStretch(1);
    m_column->addWidget(m_footer);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    auto* left = new theme::Ground(m_theme, theme::Color::BgSunken, this);
    auto* leftRow = new QHBoxLayout(left);
    leftRow->setContentsMargins(0, 0, 0, 0);
    leftRow->setSpacing(0);
    leftRow->addWidget(m_contents);
    leftRow->addWidget(new theme::Hairline(m_theme, Qt::Vertical, left));
    for (QWidget* pane : {left, right}) {
        pane->setProperty("pane", true);
        m_splitter->addWidget(pane);
    }
    m_splitter->setStretchFactor(1, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_header);
    all->addWidget(new theme::Hairline(m_theme, Qt::Horizontal, this));
    all->addWidget(m_splitter, 1);
    connect(m_header, &ReaderHeader::lookRequested, this, &ReaderView::openLook);
    connect(m_header, &ReaderHeader::moreRequested, this, &ReaderView::openPaper);
    connect(m_header, &ReaderHeader::backChosen, this, &ReaderView::back);
    connect(m_header, &ReaderHeader::forwardChosen, this, &ReaderView::forward);
    connect(m_header, &ReaderHeader::courseChosen, this, [this] { goToModule({}); });
    connect(m_header, &ReaderHeader::moduleChosen, this,
            [this] { goToModule(m_pageId.section(u'/', 0, 0)); });
    auto* side = new SideButtons(*this);
    connect(side, &SideButtons::backPressed, this, &ReaderView::back);
    connect(side, &SideButtons::forwardPressed, this, &ReaderView::forward);
    connect(m_header, &ReaderHeader::contentsToggled, this,
            [this] { showContents(!m_contents->isVisible()); });
}

void ReaderView::keys() {
    using theme::Do;
    const auto key = [this](Do act, auto&& work) { theme::bind(act, this, [work](int) { work(); }); };
    key(Do::Find, [this] { m_header->findBox().start(); });
    key(Do::NextMatch, [this] { Q_EMIT m_header->findBox().stepped(1); });
    key(Do::PreviousMatch, [this] { Q_EMIT m_header->findBox().stepped(-1); });
    key(Do::Larger, [this] { setTextPercent(m_look.textPercent + 10); });
    key(Do::Smaller, [this] { setTextPercent(m_look.textPercent - 10); });
    key(Do::NormalSize, [this] { setTextPercent(100); });
    key(Do::RunFirst, [this] { pressRun(0); });
    key(Do::Contents, [this] { goToContents(); });
    key(Do::Back, [this] { back(); });
    key(Do::Forward, [this] { forward(); });
    key(Do::ReadingLook, [this] { openLook(); });
    key(Do::Print, [this] { openPaper(); });
}

// As in a lab: the first press goes there, a press from there hides them.
void ReaderView::goToContents() {
    const bool hide = m_contents->isVisible() && m_contents->hasFocus();
    showContents(!hide);
    QWidget* to = hide ? static_cast<QWidget*>(m_web) : m_contents;
    if (to)
        to->setFocus(Qt::ShortcutFocusReason);
}

// From the line above the page: the contents at a module, or at the course's first.
void ReaderView::goToModule(const QString& moduleId) {
    showContents(true);
    m_contents->goToModule(moduleId);
    m_contents->setFocus(Qt::ShortcutFocusReason);
}

void ReaderView::showContents(bool on) {
    m_contents->parentWidget()->setVisible(on);
    m_contentsWanted = on;
}

// Sizes grow with the text; where both do not fit, the contents wait until they are asked for.
void ReaderView::fitContents() {
    QWidget* pane = m_contents->parentWidget();
    const bool beside = width() >= m_theme.px(contentsBesideFrom);
    if (beside != m_contentsBeside)
        pane->setVisible(beside && m_contentsWanted);
    m_contentsBeside = beside;
    if (m_contentsPercent == m_theme.textPercent())
        return;
    m_contentsPercent = m_theme.textPercent();
    pane->setMinimumWidth(m_theme.px(contentsLeast));
    pane->setMaximumWidth(m_theme.px(contentsMost));
    const int wide = m_theme.px(contentsWidth);
    m_splitter->setSizes({wide, std::max(1, width() - wide)});
}

void ReaderView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitContents();
    m_positionTimer.start();
}

void ReaderView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_ready)
        m_lookTimer.start();
}

void ReaderView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_lookTimer.stop(); // nobody reads
    m_watch->pause();
}

} // namespace understudy::reader
