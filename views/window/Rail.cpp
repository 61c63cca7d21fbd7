#include "views/window/Rail.h"

#include <QAbstractButton>
#include <QPainter>
#include <QSvgRenderer>
#include <QVBoxLayout>

namespace understudy::window {

using namespace understudy::theme;

namespace {

/// One entry of the rail: icon above word, tinted while one is there.
class Entry final : public QAbstractButton {
public:
    Entry(const Theme& theme, const QString& icon, const QString& word, QWidget* parent)
        : QAbstractButton(parent)
        , m_theme(theme)
        , m_icon(icon) {
        setText(word);
        setAccessibleName(word);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        connect(&theme, &Theme::changed, this, [this] { setCompact(m_compact); });
        setCompact(false);
    }

    void setCompact(bool compact) {
        m_compact = compact;
        setToolTip(compact ? text() : QString());
        setFixedSize(compact ? QSize(38, 38) : QSize(qMax(64, m_theme.px(60)), qMax(52, m_theme.px(48))));
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_theme.color(isChecked() ? Color::BgSelected : Color::BgHover));
            painter.drawRoundedRect(rect(), 6, 6);
        }
        const Color ink = isChecked() ? Color::AccentText : Color::Text2;
        const QPixmap icon = m_theme.pixmap(m_icon, ink, 20, devicePixelRatioF());
        if (m_compact) {
            painter.drawPixmap((width() - 20) / 2, (height() - 20) / 2, icon);
            return;
        }
        const int word = m_theme.px(14);
        const int top = (height() - 20 - 4 - word) / 2;
        painter.drawPixmap((width() - 20) / 2, top, icon);
        painter.setFont(m_theme.font(Type::Micro));
        painter.setPen(m_theme.color(ink));
        painter.drawText(QRect(-4, top + 24, width() + 8, word), Qt::AlignCenter, text());
    }

private:
    const Theme& m_theme;
    QString m_icon;
    bool m_compact = false;
};

/// The application's mark.
class Logo final : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        QSvgRenderer(QStringLiteral(":/icons/understudy.svg")).render(&painter, QRectF(rect()));
    }
};

/// Whose progress this is, as initials.
class Person final : public QWidget {
public:
    Person(const Theme& theme, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme) {
        setFixedSize(30, 30);
    }

    void setName(const QString& name) {
        m_initials.clear();
        const QStringList parts = name.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        if (!parts.isEmpty())
            m_initials = parts.first().left(1).toUpper();
        if (parts.size() > 1)
            m_initials += parts.last().left(1).toUpper();
        setToolTip(name);
        setAccessibleName(name);
        setVisible(!m_initials.isEmpty());
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Color::BgPressed));
        painter.drawEllipse(rect());
        QFont font = m_theme.font(Type::Micro);
        font.setPixelSize(11);
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(m_theme.color(Color::Text));
        painter.drawText(rect(), Qt::AlignCenter, m_initials);
    }

private:
    const Theme& m_theme;
    QString m_initials;
};

} // namespace

Rail::Rail(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_logo(new Logo(this))
    , m_person(new Person(theme, this)) {
    setAccessibleName(tr("Main"));
    auto* column = new QVBoxLayout(this);
    column->setSpacing(4);
    column->addWidget(m_logo, 0, Qt::AlignHCenter);
    column->addSpacing(12);
    addEntry(*column, Place::Today, QStringLiteral("today"), tr("Today"));
    addEntry(*column, Place::Learn, QStringLiteral("track"), tr("Learn"));
    addEntry(*column, Place::Labs, QStringLiteral("labs"), tr("Labs"));
    addEntry(*column, Place::Quizzes, QStringLiteral("quiz"), tr("Quizzes"));
    addEntry(*column, Place::OnCall, QStringLiteral("on-call"), tr("On call"));
    addEntry(*column, Place::Certificates, QStringLiteral("certificate"), tr("Certificates"));
    column->addStretch(1);
    addEntry(*column, Place::Search, QStringLiteral("search"), tr("Search"));
    addEntry(*column, Place::Settings, QStringLiteral("settings"), tr("Settings"));
    column->addSpacing(4);
    column->addWidget(m_person, 0, Qt::AlignHCenter);
    connect(&theme, &Theme::changed, this, [this] { setCompact(m_compact); });
    setCompact(false);
    setPerson({});
}

void Rail::addEntry(QVBoxLayout& column, Place place, const QString& icon, const QString& word) {
    auto* entry = new Entry(m_theme, icon, word, this);
    m_entries.emplace(place, entry);
    column.addWidget(entry, 0, Qt::AlignHCenter);
    connect(entry, &QAbstractButton::clicked, this, [this, place] { Q_EMIT chosen(place); });
}

void Rail::setPlace(Place place) {
    for (const auto& [at, entry] : m_entries)
        entry->setChecked(at == place);
}

void Rail::setCompact(bool compact) {
    m_compact = compact;
    for (const auto& [at, entry] : m_entries)
        static_cast<Entry*>(entry)->setCompact(compact);
    m_logo->setFixedSize(compact ? QSize(26, 26) : QSize(32, 32));
    layout()->setContentsMargins(0, compact ? 8 : 14, 0, compact ? 8 : 12);
    layout()->setSpacing(compact ? 2 : 4);
    setFixedWidth(compact ? 48 : qMax(76, m_theme.px(72)));
}

void Rail::setPerson(const QString& name) { static_cast<Person*>(m_person)->setName(name); }

void Rail::takeFocus() {
    for (const auto& [at, entry] : m_entries)
        if (entry->isChecked())
            return entry->setFocus(Qt::ShortcutFocusReason);
    m_entries.begin()->second->setFocus(Qt::ShortcutFocusReason);
}

void Rail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgWindow));
    painter.fillRect(width() - 1, 0, 1, height(), m_theme.color(Color::Line));
}

} // namespace understudy::window
