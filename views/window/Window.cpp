#include "views/window/Window.h"

#include "views/theme/FocusRing.h"
#include "views/theme/Keys.h"
#include "views/window/FocusOrder.h"

#include <QDropEvent>
#include <QGridLayout>
#include <QMimeData>
#include <QResizeEvent>
#include <QStackedWidget>

#include <algorithm>

namespace understudy::window {

namespace {

constexpr int compactBelow = 1400; // design system, section 5
constexpr auto placeProperty = "place";

/// The part of the window that a widget belongs to: F6 goes from one to the next.
const QWidget* paneOf(const QWidget* widget) {
    while (widget && !widget->property("pane").toBool())
        widget = widget->parentWidget();
    return widget;
}

/// The one course pack that is dragged; empty for anything else.
QString packIn(const QMimeData* dragged) {
    const auto urls = dragged->urls();
    const QString file = urls.size() == 1 ? urls.front().toLocalFile() : QString();
    return file.endsWith(QLatin1String(".understudy-pack"), Qt::CaseInsensitive) ? file : QString();
}

} // namespace

Window::Window(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rail(new Rail(theme, this))
    , m_screens(new QStackedWidget(this))
    , m_status(new StatusBar(theme, this)) {
    setWindowTitle(tr("Understudy"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/understudy.svg")));
    setMinimumSize(640, 480);
    setAcceptDrops(true);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    grid->addWidget(m_rail, 1, 0); // over it is room for a banner
    grid->addWidget(m_screens, 1, 1);
    grid->addWidget(m_status, 2, 0, 1, 2);
    grid->setRowStretch(1, 1);
    for (QWidget* pane : std::initializer_list<QWidget*>{m_rail, m_status})
        pane->setProperty("pane", true);
    new theme::FocusRing(theme, this);
    connect(m_rail, &Rail::chosen, this, &Window::placeChosen);
    connect(&theme, &theme::Theme::changed, this, &Window::fit);
    addKeys();
}

void Window::addKeys() {
    using theme::Do;
    constexpr std::pair<Do, Place> places[] = {
        {Do::Today, Place::Today},   {Do::Learn, Place::Learn},
        {Do::Labs, Place::Labs},     {Do::Quizzes, Place::Quizzes},
        {Do::OnCall, Place::OnCall}, {Do::Certificates, Place::Certificates},
        {Do::Search, Place::Search}, {Do::Settings, Place::Settings}};
    for (const auto& [act, place] : places)
        theme::bind(
            act, this, [this, at = place](int) { Q_EMIT placeChosen(at); }, true);
    theme::bind(
        Do::NextPane, this, [this](int) { goToPane(1); }, true);
    theme::bind(
        Do::PreviousPane, this, [this](int) { goToPane(-1); }, true);
    theme::bind(
        Do::Rail, this, [this](int) { m_rail->takeFocus(); }, true);
    theme::bind(
        Do::KeyList, this, [this](int) { Q_EMIT keysRequested(); }, true);
}

void Window::addScreen(Place place, QWidget* screen) {
    screen->setProperty(placeProperty, static_cast<int>(place));
    screen->setProperty("pane", true);
    m_screens->addWidget(screen);
}

void Window::show(QWidget* screen) {
    m_screens->setCurrentWidget(screen);
    m_rail->setPlace(static_cast<Place>(screen->property(placeProperty).toInt()));
}

QWidget* Window::shown() const { return m_screens->currentWidget(); }

void Window::setBanner(QWidget* banner) {
    banner->setProperty("pane", true);
    static_cast<QGridLayout*>(layout())->addWidget(banner, 0, 0, 1, 2);
}

void Window::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void Window::fit() { m_rail->setCompact(width() < m_theme.px(compactBelow)); }

// Screens come and change as they are needed, so the order in which widgets were made says nothing.
bool Window::focusNextPrevChild(bool next) {
    const std::vector<QWidget*> stops = focusOrder(*this);
    if (stops.empty())
        return false;
    const auto count = static_cast<int>(stops.size());
    const auto placeOf = [&](auto&& wanted) {
        const auto found = std::find_if(stops.begin(), stops.end(), wanted);
        return found == stops.end() ? -1 : static_cast<int>(found - stops.begin());
    };
    int to = next ? 0 : count - 1;
    for (QWidget* from = focusWidget(); from && from != this; from = from->parentWidget()) {
        const int here = placeOf([from](const QWidget* stop) { return stop == from; });
        const int inside = placeOf([from](const QWidget* stop) { return from->isAncestorOf(stop); });
        if (here < 0 && inside < 0)
            continue;
        to = here >= 0 ? here + (next ? 1 : -1) : inside - (next ? 0 : 1);
        break;
    }
    stops[static_cast<std::size_t>((to + count) % count)]->setFocus(next ? Qt::TabFocusReason
                                                                         : Qt::BacktabFocusReason);
    return true;
}

void Window::goToPane(int by) {
    const QWidget* here = paneOf(focusWidget());
    std::vector<QWidget*> firsts; // the first stop of each pane
    for (QWidget* stop : focusOrder(*this))
        if (std::none_of(firsts.begin(), firsts.end(),
                         [stop](const QWidget* one) { return paneOf(one) == paneOf(stop); }))
            firsts.push_back(stop);
    if (firsts.empty())
        return;
    const auto count = static_cast<int>(firsts.size());
    int at = 0;
    while (at < count && paneOf(firsts[static_cast<std::size_t>(at)]) != here)
        ++at;
    const int to = at == count ? 0 : (at + by + count) % count;
    firsts[static_cast<std::size_t>(to)]->setFocus(Qt::ShortcutFocusReason);
}

void Window::dragEnterEvent(QDragEnterEvent* event) {
    if (!packIn(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void Window::dropEvent(QDropEvent* event) {
    if (const QString file = packIn(event->mimeData()); !file.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT packDropped(file);
    }
}

void Window::closeEvent(QCloseEvent* event) {
    Q_EMIT closing();
    QWidget::closeEvent(event);
}

} // namespace understudy::window
