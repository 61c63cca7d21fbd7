#include "app/terminal/Window.h"

#include "views/terminal/TerminalView.h"
#include "views/theme/StateDialog.h"

#include <QApplication>
#include <QCloseEvent>
#include <QScreen>

#include <algorithm>
#include <chrono>
#include <utility>

namespace understudy::alone {

namespace {

/// How long the sizes of earlier wishes may be under way; they would undo the newest one.
constexpr std::chrono::milliseconds Settling{300};

} // namespace

Window::Window(const theme::Theme& theme, const Clock& clock, const TerminalOptions& options,
               const terminal::Preferences& preferences, const QString& profile)
    : m_theme(theme)
    , m_view(new terminal::TerminalView(theme, clock, this)) {
    terminal::Preferences wanted = preferences;
    wanted.wideColumns = false; // no smaller letters for 132 columns: the window gets wider
    m_view->setPreferences(wanted, profile);
    m_view->session().screen().setAllowed(
        {options.testReports, true, options.testReports || preferences.wideColumns, options.windowWishes});
    m_view->session().resize(options.columns, options.rows);
    connect(m_view, &terminal::TerminalView::titleChanged, this,
            [this](const QString& title) { setWindowTitle(title.isEmpty() ? m_home : title); });
    connect(m_view, &terminal::TerminalView::resizedByHost, this, &Window::follow);
    connect(m_view, &terminal::TerminalView::windowWished, this, &Window::obey);
    m_settling.setSingleShot(true);
    m_settling.setInterval(Settling);
    connect(&m_settling, &QTimer::timeout, this, &Window::settle);
    connect(m_view, &terminal::TerminalView::bell, this, [this] { QApplication::alert(this); });
    resize(m_view->sizeFor(options.columns, options.rows));
    setFocusProxy(m_view);
    m_view->setFocus();
}

void Window::setHome(const QString& name) {
    m_home = name;
    setWindowTitle(name);
}

void Window::follow(int columns, int rows) {
    if (isFullScreen() || isMaximized())
        return;
    const QSize terminal = m_view->sizeFor(columns, rows);
    const QSize wanted = terminal + QSize(0, heightOfStrip(terminal.width()));
    m_settling.start();
    resize(wanted);
    arrange(wanted);
}

void Window::setStrip(QWidget* strip) {
    m_strip = strip;
    m_strip->setParent(this);
    m_strip->installEventFilter(this);
    m_strip->show();
    arrange(size());
}

int Window::heightOfStrip(int width) const {
    if (!m_strip)
        return 0;
    return std::max(0, m_strip->hasHeightForWidth() ? m_strip->heightForWidth(width)
                                                    : m_strip->sizeHint().height());
}

void Window::arrange(QSize whole) {
    const int above = heightOfStrip(whole.width());
    if (m_strip)
        m_strip->setGeometry(0, 0, whole.width(), above);
    m_view->setGeometry(0, above, whole.width(), whole.height() - above);
}

/// The strip has other words, or none any more.
bool Window::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_strip && event->type() == QEvent::LayoutRequest)
        arrange(size());
    return QWidget::eventFilter(watched, event);
}

/// CSI t, in the words of its document: 1 and 2 show and minimize, 3 moves, 5 raises, 6 lowers, 7 repaints,
/// 9 maximizes, 10 fills the screen. What came of it is told at once, as far as it is known.
void Window::obey(int operation, int first, int second) {
    switch (operation) {
    case 1:
        setWindowState(windowState() & ~Qt::WindowMinimized);
        break;
    case 2:
        setWindowState(windowState() | Qt::WindowMinimized);
        break;
    case 3:
        move(std::max(0, first), std::max(0, second));
        break;
    case 5:
        raise();
        break;
    case 6:
        lower();
        break;
    case 7:
        m_view->viewport()->update();
        break;
    case 9:
        maximize(std::max(0, first));
        break;
    case 10:
        fillScreen(std::max(0, first));
        break;
    default:
        break;
    }
    describe();
}

/// 0 as it was before, 1 both ways, 2 in height, 3 in width.
void Window::maximize(int how) {
    settle();
    if (how == 0) {
        setWindowState(windowState() & ~Qt::WindowMaximized);
        if (const QRect before = std::exchange(m_beforeFilled, {}); before.isValid())
            setGeometry(before);
    } else if (how == 1) {
        setWindowState(windowState() | Qt::WindowMaximized);
    } else if (how <= 3 && screen()) {
        const QRect now = geometry();
        const QRect frame = frameGeometry();
        const QRect room = screen()->availableGeometry().marginsRemoved(
            {now.left() - frame.left(), now.top() - frame.top(), frame.right() - now.right(),
             frame.bottom() - now.bottom()});
        m_beforeFilled = m_beforeFilled.isValid() ? m_beforeFilled : now;
        setGeometry(how == 2 ? QRect(now.x(), room.y(), now.width(), room.height())
                             : QRect(room.x(), now.y(), room.width(), now.height()));
    }
}

/// 0 leaves the full screen, 1 takes it, 2 does the other of the two.
void Window::fillScreen(int how) {
    settle();
    const bool on = how == 1 || (how == 2 && !isFullScreen());
    setWindowState(on ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
}

/// From here on the window is as large as the windowing system has it, whatever a host wished.
void Window::settle() {
    m_settling.stop();
    arrange(size());
    describe();
}

void Window::resizeEvent(QResizeEvent*) {
    if (!m_settling.isActive())
        settle();
}

void Window::moveEvent(QMoveEvent*) { describe(); }

void Window::changeEvent(QEvent* event) {
    if (event->type() == QEvent::WindowStateChange)
        describe();
}

/// What programs may ask about the window.
void Window::describe() {
    const QSize cell = (m_view->sizeFor(11, 11) - m_view->sizeFor(1, 1)) / 10;
    const QSize edges = m_view->sizeFor(1, 1) - cell;
    const QSize whole = screen() ? screen()->size() : size();
    const QSize room = whole - edges;
    const QSize framed = frameGeometry().size();
    m_view->session().screen().setWindow(
        {x(), y(), cell.width(), cell.height(), whole.width(), whole.height(), isMinimized(),
         room.width() / std::max(1, cell.width()), room.height() / std::max(1, cell.height()), framed.width(),
         framed.height()});
}

void Window::closeEvent(QCloseEvent* event) {
    const QString what = m_mayClose || !running ? QString() : running();
    if (what.isEmpty()) {
        event->accept();
        m_view->session().close();
        Q_EMIT closed();
        return;
    }
    event->ignore();
    if (!m_asking)
        askToClose(what);
}

void Window::askToClose(const QString& what) {
    m_asking = true;
    auto* dialog = new theme::StateDialog(
        m_theme, QStringLiteral("terminal"), theme::Color::Text2, tr("End %1?").arg(what),
        tr("It still runs. Closing the window ends %1, and what is not saved is lost.").arg(what), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(tr("Close the window"), theme::ButtonKind::Normal, QDialog::Accepted);
    dialog->addChoice(tr("Keep it open"), theme::ButtonKind::Primary, QDialog::Rejected);
    connect(dialog, &QDialog::finished, this, [this](int answer) {
        m_asking = false;
        m_mayClose = answer == QDialog::Accepted;
        if (m_mayClose)
            close();
        else
            m_view->setFocus();
    });
    dialog->open();
}

} // namespace understudy::alone
