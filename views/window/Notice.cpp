#include "views/window/Notice.h"

#include "views/theme/IconButton.h"
#include "views/theme/Text.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

namespace understudy::window {

using namespace understudy::theme;

namespace {

constexpr int width = 520;
constexpr int secondsShown = 10;
constexpr qint64 readAfter = 4000; // ms: what came just now is not covered by the next
constexpr int mostAtOnce = 3;

} // namespace

Notice::Notice(const Theme& theme, QWidget& window, const Error& error)
    : QWidget(&window)
    , m_theme(theme)
    , m_stays(error.code == Errc::Corrupt || error.code == Errc::Unsupported) {
    m_since.start();
    setAccessibleName(error.sentence);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 12, 8, 12);
    row->setSpacing(12);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    row->addLayout(column, 1);
    auto* close = new IconButton(theme, QStringLiteral("x"), tr("Close"), this, 16);
    connect(close, &QToolButton::clicked, this, &QObject::deleteLater);
    row->addWidget(close, 0, Qt::AlignTop);
    auto* sentence = new Text(theme, Type::Body, Color::Text, error.sentence);
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    if (!error.detail.isEmpty()) {
        auto* detail = new Text(theme, Type::Small, Color::Text2, error.detail);
        detail->setWordWrap(true);
        column->addWidget(detail);
    }
    place();
    window.installEventFilter(this);
    if (!m_stays)
        QTimer::singleShot(std::chrono::seconds(secondsShown), this, &QObject::deleteLater);
}

void Notice::place() {
    const QWidget& window = *parentWidget();
    setFixedWidth(qMin(m_theme.px(understudy::window::width), window.width() - 48));
    resize(QWidget::width(), heightForWidth(QWidget::width()));
    int lowest = window.height() - 48;
    for (const Notice* older : window.findChildren<Notice*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (older == this)
            break; // newer ones stand above this one
        if (older->isVisible())
            lowest = qMin(lowest, older->y() - 12);
    }
    move((window.width() - QWidget::width()) / 2, lowest - height());
}

bool Notice::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

void Notice::show(const Theme& theme, QWidget& window, const Error& error) {
    auto shown = window.findChildren<Notice*>(QString(), Qt::FindDirectChildrenOnly);
    shown.removeIf([&](Notice* older) {
        const bool same = older->accessibleName() == error.sentence;
        const bool done =
            older->isHidden() || same || (!older->m_stays && older->m_since.elapsed() > readAfter);
        if (done)
            older->leave();
        return done || older->m_stays;
    });
    for (; shown.size() >= mostAtOnce; shown.removeFirst())
        shown.first()->leave();
    auto* notice = new Notice(theme, window, error);
    notice->QWidget::show();
    notice->raise();
    QAccessibleEvent alert(notice, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Notice::leave() {
    hide(); // makes room at once
    deleteLater();
}

void Notice::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Color::LineStrong));
    painter.setBrush(m_theme.color(Color::BgRaised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

void Notice::mousePressEvent(QMouseEvent*) { deleteLater(); }

} // namespace understudy::window
