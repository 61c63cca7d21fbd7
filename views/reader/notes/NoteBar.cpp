#include "views/reader/notes/NoteBar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace understudy::reader {

using notes::Ink;

namespace {

constexpr int gap = 8; // between words and bar

} // namespace

InkButton::InkButton(const theme::Theme& theme, Ink ink, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_ink(ink) {
    const QString name = tr("Highlight: %1").arg(notes::wordOf(ink));
    setToolTip(name);
    setAccessibleName(name);
    setCursor(Qt::PointingHandCursor);
}

theme::Color InkButton::colorOf(Ink ink) {
    switch (ink) {
    case Ink::Yellow:
        return theme::Color::WarnLine;
    case Ink::Green:
        return theme::Color::OkLine;
    case Ink::Blue:
        return theme::Color::AccentLine;
    case Ink::Pink:
        return theme::Color::DangerLine;
    }
    return theme::Color::Mark;
}

QSize InkButton::sizeHint() const { return {m_theme.px(28), m_theme.px(28)}; }

void InkButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor edge = m_theme.color(underMouse() ? theme::Color::Text2 : theme::Color::LineControl);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(m_theme.color(colorOf(m_ink)));
    const double radius = m_theme.px(9);
    painter.drawEllipse(QRectF(rect()).center(), radius, radius);
}

NoteBar::NoteBar(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_note(new theme::Button(theme, tr("Add note"), theme::ButtonKind::Quiet, QStringLiteral("note"),
                               theme::ButtonSize::Compact, this))
    , m_copy(new theme::Button(theme, tr("Copy"), theme::ButtonKind::Quiet, QStringLiteral("copy"),
                               theme::ButtonSize::Compact, this))
    , m_remove(new theme::IconButton(theme, QStringLiteral("x"), tr("Remove"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 5, 6, 5);
    row->setSpacing(2);
    for (const Ink ink : {Ink::Yellow, Ink::Green, Ink::Blue, Ink::Pink}) {
        auto* button = new InkButton(theme, ink, this);
        addTool(button);
        connect(button, &InkButton::clicked, this, [this, ink] { Q_EMIT inkChosen(ink); });
    }
    for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{m_note, m_copy, m_remove})
        addTool(button);
    connect(m_note, &QAbstractButton::clicked, this, &NoteBar::noteChosen);
    connect(m_copy, &QAbstractButton::clicked, this, &NoteBar::copyChosen);
    connect(m_remove, &QAbstractButton::clicked, this, &NoteBar::removeChosen);
    setAccessibleName(tr("Highlight and notes"));
    hide();
}

void NoteBar::addTool(QAbstractButton* button) {
    layout()->addWidget(button);
    button->installEventFilter(this);
    m_tools.push_back(button);
}

void NoteBar::openAt(QRect words, bool existing, bool takeFocus) {
    m_existing = existing;
    m_copy->setVisible(!existing);
    m_remove->setVisible(existing);
    adjustSize();
    const QRect room = parentWidget()->rect().adjusted(gap, gap, -gap, -gap);
    int y = words.top() - height() - gap;
    if (y < room.top())
        y = std::min(words.bottom() + gap, room.bottom() - height());
    const int x = std::clamp(std::max(words.left() - gap, words.center().x() - width() / 2), room.left(),
                             std::max(room.left(), room.right() - width()));
    move(x, y);
    show();
    raise();
    if (!takeFocus)
        return;
    const auto on = std::find_if(m_tools.begin(), m_tools.end(), [](auto* one) { return one->hasFocus(); });
    (on == m_tools.end() ? m_tools.front() : *on)->setFocus(Qt::ShortcutFocusReason);
}

void NoteBar::step(int by) {
    std::vector<QAbstractButton*> shown;
    std::copy_if(m_tools.begin(), m_tools.end(), std::back_inserter(shown),
                 [](const QAbstractButton* one) { return !one->isHidden(); });
    const auto found =
        std::find_if(shown.begin(), shown.end(), [](const auto* one) { return one->hasFocus(); });
    const auto count = static_cast<int>(shown.size());
    const auto at = static_cast<int>(found - shown.begin());
    shown[static_cast<std::size_t>((at + by + count) % count)]->setFocus(Qt::TabFocusReason);
}

bool NoteBar::take(QKeyEvent& event) {
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        step(event.key() == Qt::Key_Left ? -1 : 1);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (!m_existing)
            Q_EMIT stepped(event.key() == Qt::Key_Up ? -1 : 1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        for (auto* button : m_tools)
            if (button->hasFocus())
                button->click();
        return true;
    case Qt::Key_Escape:
        hide();
        Q_EMIT left();
        return true;
    default:
        return false;
    }
}

void NoteBar::keyPressEvent(QKeyEvent* event) {
    if (!take(*event))
        QWidget::keyPressEvent(event);
}

bool NoteBar::eventFilter(QObject* watched, QEvent* event) {
    return (event->type() == QEvent::KeyPress && take(*static_cast<QKeyEvent*>(event))) ||
           QWidget::eventFilter(watched, event);
}

void NoteBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(theme::Color::LineStrong));
    painter.setBrush(m_theme.color(theme::Color::BgRaised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace understudy::reader
