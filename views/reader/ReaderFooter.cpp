#include "views/reader/ReaderHeader.h"

#include "views/theme/Bar.h"
#include "views/theme/Button.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::reader {

using theme::Color;
using theme::Type;

namespace {

constexpr int saidForMs = 8000;

} // namespace

/// How far one is, over the whole width.
class ReaderFooter::Line final : public QWidget {
public:
    Line(const theme::Theme& theme, QWidget* parent)
        : QWidget(parent)
        , m_bar(new theme::Bar(theme, this, 3)) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_bar);
        setFixedHeight(3);
    }
    void set(double fraction) { m_bar->set(fraction); }

private:
    theme::Bar* m_bar;
};

/// "Regions and service mesh" with its arrow.
class ReaderFooter::Step final : public QWidget {
public:
    Step(const theme::Theme& theme, bool back, QWidget* parent)
        : QWidget(parent)
        , button(new theme::Button(theme, {}, back ? theme::ButtonKind::Quiet : theme::ButtonKind::Normal,
                                   back ? QStringLiteral("arrow-left") : QStringLiteral("arrow-right"),
                                   theme::ButtonSize::Normal, this)) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(button);
        if (!back)
            button->setLayoutDirection(Qt::RightToLeft); // the arrow stands behind the words
    }
    void set(const QString& title) {
        m_title = title;
        setVisible(!title.isEmpty());
    }
    /// The title in the room for it; the whole is its name and tool tip.
    void fit(int room) {
        const QString shown = button->fontMetrics().elidedText(m_title, Qt::ElideRight, room);
        button->setText(shown);
        button->setAccessibleName(m_title);
        button->setToolTip(shown == m_title ? QString() : m_title);
    }
    theme::Button* button;

private:
    QString m_title;
};

ReaderFooter::ReaderFooter(const theme::Theme& theme, QWidget* parent)
    : Ground(theme, Color::BgPanel, parent)
    , m_line(new Line(theme, this))
    , m_before(new Step(theme, true, this))
    , m_following(new Step(theme, false, this))
    , m_stopped(new QWidget(this))
    , m_stoppedWords(new theme::Text(theme, Type::Ui, Color::Text2, {}, m_stopped))
    , m_left(new theme::Text(theme, Type::Ui, Color::Text2, {}, this)) {
    auto* middle = new QHBoxLayout(m_stopped);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(4);
    middle->addWidget(m_stoppedWords);
    auto* go = new theme::Button(theme, tr("Go there"), theme::ButtonKind::Quiet, {},
                                 theme::ButtonSize::Compact, m_stopped);
    auto accent = [&theme, go] {
        go->setStyleSheet(theme.filled(QStringLiteral("QPushButton { color: @accent-text; }")));
    };
    connect(&theme, &theme::Theme::changed, go, accent);
    accent();
    middle->addWidget(go);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 16, 0);
    row->addWidget(m_before);
    row->addStretch(1);
    row->addWidget(m_stopped);
    row->addWidget(m_left);
    row->addStretch(1);
    row->addWidget(m_following);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_line);
    column->addLayout(row, 1);
    setFixedHeight(theme.px(56) + 3);
    connect(&theme, &theme::Theme::changed, this, [this] {
        setFixedHeight(m_theme.px(56) + 3);
        fit();
    });
    connect(go, &QPushButton::clicked, this, &ReaderFooter::stoppedChosen);
    connect(m_before->button, &QPushButton::clicked, this, &ReaderFooter::beforeChosen);
    connect(m_following->button, &QPushButton::clicked, this, &ReaderFooter::followingChosen);
    m_stoppedWords->setElided(true);
    m_left->setElided(true);
    m_saidFor.setSingleShot(true);
    m_saidFor.setInterval(saidForMs);
    connect(&m_saidFor, &QTimer::timeout, this, [this] { say({}); });
    m_stopped->hide();
}

void ReaderFooter::setFraction(double fraction) { m_line->set(fraction); }

void ReaderFooter::setNeighbors(const QString& before, const QString& following) {
    m_before->set(before);
    m_following->set(following);
    fit();
}

void ReaderFooter::resizeEvent(QResizeEvent* event) {
    Ground::resizeEvent(event);
    fit();
}

void ReaderFooter::fit() {
    const QWidget* between = m_stopped->isHidden() ? static_cast<QWidget*>(m_left) : m_stopped;
    const int middle = between->isHidden() ? 0 : between->minimumSizeHint().width();
    const int sides = m_theme.px(120); // arrows, paddings and gaps
    const int room = std::max(m_theme.px(40), (width() - middle - sides) / 2);
    m_before->fit(room);
    m_following->fit(room);
}

void ReaderFooter::setStopped(const QString& heading) {
    m_stoppedWords->setText(heading.isEmpty() ? QString() : tr("You stopped at “%1”.").arg(heading));
    showMiddle();
}

void ReaderFooter::setMinutesLeft(int minutes) {
    m_minutes = minutes > 1    ? tr("About %1 minutes left").arg(minutes)
                : minutes == 1 ? tr("About a minute left")
                               : QString();
    showMiddle();
}

void ReaderFooter::say(const QString& words) {
    m_said = words;
    words.isEmpty() ? m_saidFor.stop() : m_saidFor.start();
    showMiddle();
    if (words.isEmpty())
        return;
    QAccessibleEvent told(m_left, QAccessible::Alert);
    QAccessible::updateAccessibility(&told);
}

// One thing at a time: what was just done, where one stopped, how long it takes.
void ReaderFooter::showMiddle() {
    const bool stopped = m_said.isEmpty() && !m_stoppedWords->text().isEmpty();
    m_stopped->setVisible(stopped);
    m_left->setText(m_said.isEmpty() ? m_minutes : m_said);
    m_left->setVisible(!stopped && !m_left->text().isEmpty());
    fit();
}

} // namespace understudy::reader
