#include "views/window/Window.h"

#include "views/theme/FocusRing.h"

#include <QGridLayout>
#include <QResizeEvent>
#include <QShortcut>
#include <QStackedWidget>

namespace understudy::window {

namespace {

constexpr int compactBelow = 1400; // design system, section 5
constexpr auto placeProperty = "place";

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
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    grid->addWidget(m_rail, 0, 0);
    grid->addWidget(m_screens, 0, 1);
    grid->addWidget(m_status, 1, 0, 1, 2);
    new theme::FocusRing(theme, this);
    connect(m_rail, &Rail::chosen, this, &Window::placeChosen);
    addKeys();
}

void Window::addKeys() {
    const std::pair<const char*, Place> keys[] = {
        {"Alt+1", Place::Today},   {"Alt+2", Place::Learn},         {"Alt+3", Place::Labs},
        {"Alt+4", Place::Quizzes}, {"Alt+5", Place::OnCall},        {"Alt+6", Place::Certificates},
        {"Ctrl+K", Place::Search}, {"Ctrl+Shift+K", Place::Search}, {"Ctrl+,", Place::Settings}};
    for (const auto& [key, place] : keys) {
        auto* shortcut = new QShortcut(QKeySequence(QLatin1String(key)), this);
        connect(shortcut, &QShortcut::activated, this, [this, at = place] { Q_EMIT placeChosen(at); });
    }
}

void Window::addScreen(Place place, QWidget* screen) {
    screen->setProperty(placeProperty, static_cast<int>(place));
    m_screens->addWidget(screen);
}

void Window::show(QWidget* screen) {
    m_screens->setCurrentWidget(screen);
    m_rail->setPlace(static_cast<Place>(screen->property(placeProperty).toInt()));
}

QWidget* Window::shown() const { return m_screens->currentWidget(); }

void Window::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_rail->setCompact(event->size().width() < compactBelow);
}

void Window::closeEvent(QCloseEvent* event) {
    Q_EMIT closing();
    QWidget::closeEvent(event);
}

} // namespace understudy::window
