#include "app/terminal/Window.h"

#include "views/terminal/TerminalView.h"
#include "views/theme/StateDialog.h"

#include <QApplication>
#include <QCloseEvent>
#include <QScreen>

namespace understudy::alone {

Window::Window(const theme::Theme& theme, const Clock& clock, const TerminalOptions& options)
    : m_theme(theme)
    , m_view(new terminal::TerminalView(theme, clock, this)) {
    m_view->session().screen().setAllowed({options.testReports, true, options.testReports});
    m_view->session().resize(options.columns, options.rows);
    connect(m_view, &terminal::TerminalView::titleChanged, this,
            [this](const QString& title) { setWindowTitle(title.isEmpty() ? m_home : title); });
    connect(m_view, &terminal::TerminalView::resizedByHost, this, &Window::follow);
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
    if (!isFullScreen() && !isMaximized())
        resize(m_view->sizeFor(columns, rows));
}

void Window::resizeEvent(QResizeEvent*) {
    m_view->setGeometry(rect());
    describe();
}

void Window::moveEvent(QMoveEvent*) { describe(); }

void Window::changeEvent(QEvent* event) {
    if (event->type() == QEvent::WindowStateChange)
        describe();
}

/// What programs may ask about the window.
void Window::describe() {
    const QSize cell = m_view->sizeFor(11, 11) - m_view->sizeFor(1, 1);
    const QSize whole = screen() ? screen()->size() : size();
    m_view->session().screen().setWindow(
        {x(), y(), cell.width() / 10, cell.height() / 10, whole.width(), whole.height(), isMinimized()});
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
