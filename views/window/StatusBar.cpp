#include "views/window/StatusBar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>

namespace understudy::window {

using namespace understudy::theme;

StatusBar::StatusBar(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sync(makeItem())
    , m_lab(makeItem())
    , m_warning(makeItem())
    , m_content(makeItem())
    , m_searchWord(new QLabel(tr("Search"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 1, 14, 0);
    row->setSpacing(6);
    const auto place = [row](const Item& item) {
        row->addWidget(item.icon);
        row->addWidget(item.words);
    };
    place(m_sync);
    row->addSpacing(14);
    place(m_lab);
    row->addSpacing(14);
    place(m_warning);
    row->addStretch(1);
    place(m_content);
    row->addSpacing(14);
    for (const QString& key : {tr("Ctrl"), tr("Shift"), QStringLiteral("K")})
        row->addWidget(makeKey(key), 0, Qt::AlignVCenter);
    m_shiftKey = m_keys[1];
    row->addSpacing(2);
    row->addWidget(m_searchWord);
    m_sync.words->installEventFilter(this);
    m_sync.words->setFocusPolicy(Qt::TabFocus);
    m_sync.words->setProperty("focusRing", true);
    m_sync.words->setToolTip(tr("Send now"));
    m_sync.words->setAccessibleDescription(tr("Press Enter to send now"));
    m_sync.words->setCursor(Qt::PointingHandCursor);
    connect(&theme, &Theme::changed, this, &StatusBar::restyle);
    setSync(Sync::NotSetUp, 0, {});
    setTerminalFocused(false);
    restyle();
}

StatusBar::Item StatusBar::makeItem() {
    Item item;
    item.icon = new QLabel(this);
    item.words = new QLabel(this);
    item.words->setTextFormat(Qt::PlainText);
    return item;
}

QLabel* StatusBar::makeKey(const QString& key) {
    auto* label = new QLabel(key, this);
    label->setAlignment(Qt::AlignCenter);
    m_keys.push_back(label);
    return label;
}

void StatusBar::show(Item& item, const QString& icon, const QString& words, Color role) {
    item.name = icon;
    item.role = role;
    item.words->setText(words);
    item.words->setAccessibleName(words);
    item.icon->setVisible(!words.isEmpty());
    item.words->setVisible(!words.isEmpty());
    restyle();
}

void StatusBar::setSync(Sync state, int waiting, const QString& lastSynced, const QString& oldest) {
    const QString events = waiting == 1 ? tr("1 event") : tr("%1 events").arg(waiting);
    switch (state) {
    case Sync::NotSetUp:
        show(m_sync, QStringLiteral("cloud-off"),
             waiting == 0 ? tr("No training server") : tr("No training server: %1 kept here").arg(events),
             Color::Text2);
        break;
    case Sync::Offline:
        show(m_sync, QStringLiteral("cloud-off"),
             waiting == 0       ? tr("Offline, nothing is waiting")
             : oldest.isEmpty() ? tr("Offline: %1 waiting").arg(events)
                                : tr("Offline: %1 waiting, oldest from %2").arg(events, oldest),
             Color::WarnText);
        break;
    case Sync::Syncing:
        show(m_sync, QStringLiteral("sync"), waiting > 0 ? tr("Sending %1").arg(events) : tr("Syncing"),
             Color::Text2);
        break;
    case Sync::Synced:
        show(m_sync, QStringLiteral("cloud-check"), tr("Synced %1").arg(lastSynced), Color::Text2);
        break;
    case Sync::Refused:
        show(m_sync, QStringLiteral("cloud-off"),
             waiting == 0 ? tr("Sync refused") : tr("Sync refused: %1 kept").arg(events), Color::DangerText);
        break;
    }
}

void StatusBar::setLab(const QString& words, bool connected) {
    show(m_lab, connected ? QStringLiteral("plug") : QStringLiteral("unplug"), words, Color::Text2);
}

void StatusBar::setContent(const QString& words, bool verified) {
    show(m_content, verified ? QStringLiteral("shield-check") : QStringLiteral("shield-x"), words,
         verified ? Color::Text2 : Color::DangerText);
}

void StatusBar::setWarning(const QString& words, const QString& explanation) {
    show(m_warning, QStringLiteral("alert"), words, Color::WarnText);
    m_warning.words->setToolTip(explanation);
    m_warning.words->setAccessibleDescription(explanation);
}

void StatusBar::setTerminalFocused(bool focused) {
    m_shift = focused;
    fit();
}

// What can be read elsewhere goes first: how to search, then the words of what is as it should be. An icon
// whose words went keeps them as its tool tip.
void StatusBar::fit() {
    const std::vector<const Item*> gives = {&m_content, &m_lab, &m_warning};
    for (const Item* item : gives) {
        item->words->setVisible(!item->words->text().isEmpty());
        item->icon->setToolTip(QString());
    }
    m_searchWord->show();
    for (QLabel* key : m_keys)
        key->setVisible(key != m_shiftKey || m_shift);
    const auto tooWide = [this] {
        layout()->invalidate();
        return layout()->minimumSize().width() > width();
    };
    if (tooWide()) {
        m_searchWord->hide();
        for (QLabel* key : m_keys)
            key->hide();
    }
    for (const Item* item : gives)
        if (tooWide() && !item->words->text().isEmpty()) {
            item->words->hide();
            item->icon->setToolTip(item->words->toolTip().isEmpty() ? item->words->text()
                                                                    : item->words->toolTip());
        }
}

void StatusBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

QSize StatusBar::minimumSizeHint() const { return {m_theme.px(200), height()}; }

QString StatusBar::syncText() const { return m_sync.words->text(); }

void StatusBar::restyle() {
    setFixedHeight(qMax(28, m_theme.px(26)));
    const int size = m_theme.px(15);
    for (const Item* item : {&m_sync, &m_lab, &m_warning, &m_content}) {
        item->words->setFont(m_theme.font(Type::Small));
        QPalette palette = item->words->palette();
        palette.setColor(QPalette::WindowText, m_theme.color(item->role));
        item->words->setPalette(palette);
        if (!item->name.isEmpty())
            item->icon->setPixmap(m_theme.pixmap(item->name, item->role, size, devicePixelRatioF()));
        item->icon->setVisible(!item->words->text().isEmpty());
    }
    for (QLabel* key : m_keys) {
        key->setFont(m_theme.font(Type::Micro));
        key->setFixedHeight(m_theme.px(18));
        key->setStyleSheet(m_theme.filled(QStringLiteral("QLabel { background: @bg-panel; color: @text-2; "
                                                         "border: 1px solid @line-strong; border-radius: 4px;"
                                                         " padding: 0 5px; }")));
    }
    m_searchWord->setFont(m_theme.font(Type::Small));
    QPalette palette = m_searchWord->palette();
    palette.setColor(QPalette::WindowText, m_theme.color(Color::Text2));
    m_searchWord->setPalette(palette);
    update();
    fit();
}

bool StatusBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_sync.words && event->type() == QEvent::MouseButtonRelease)
        Q_EMIT syncPressed();
    if (watched == m_sync.words && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) {
            Q_EMIT syncPressed();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void StatusBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgWindow));
    painter.fillRect(0, 0, width(), 1, m_theme.color(Color::Line));
}

} // namespace understudy::window
