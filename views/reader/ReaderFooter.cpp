#include "views/reader/ReaderHeader.h"

#include "views/theme/Bar.h"
#include "views/theme/Button.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::reader {

using theme::Color;
using theme::Type;

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
    , m_stoppedWords(new theme::Text(theme, Type::Ui, Color::Text2, {}, m_stopped)) {
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
    const int middle = m_stopped->isHidden() ? 0 : m_stopped->minimumSizeHint().width();
    const int sides = m_theme.px(120); // arrows, paddings and gaps
    const int room = std::max(m_theme.px(40), (width() - middle - sides) / 2);
    m_before->fit(room);
    m_following->fit(room);
}

void ReaderFooter::setStopped(const QString& heading) {
    m_stoppedWords->setText(tr("You stopped at “%1”.").arg(heading));
    m_stopped->setVisible(!heading.isEmpty());
    fit();
}

} // namespace understudy::reader
