#include "views/lab/LabHeader.h"

#include "views/theme/Ground.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace understudy::lab {

using theme::Color;
using theme::Type;

namespace {

constexpr int LineSteps = 24, LineWidth = 2;

} // namespace

LabHeader::LabHeader(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new theme::Text(theme, Type::Heading, Color::Text, {}, this))
    , m_chip(new theme::Chip(theme, tr("Practice"), theme::Chip::Kind::Neutral, this))
    , m_open(new theme::Chip(theme, {}, theme::Chip::Kind::Warn, this))
    , m_timer(new TimerBlock(theme, this))
    , m_clock(new LabClockBar(theme, this))
    , m_guide(new theme::IconButton(theme, QStringLiteral("panel-left"), tr("Show or hide the guide"), this))
    , m_charts(
          new theme::IconButton(theme, QStringLiteral("panel-bottom"), tr("Move charts to the bottom"), this))
    , m_more(new theme::IconButton(theme, QStringLiteral("more"), tr("Traces and dashboards"), this))
    , m_end(new theme::Button(theme, tr("End lab"), theme::ButtonKind::Normal, {}, theme::ButtonSize::Normal,
                              this)) {
    auto* labs = new theme::Text(theme, Type::Ui, Color::Text3, {}, this);
    labs->setTextFormat(Qt::RichText);
    labs->setText(QStringLiteral("<a href=\"labs\" style=\"text-decoration:none; color:%1\">%2</a>")
                      .arg(theme.color(Color::Text3).name(), tr("Labs")));
    connect(&theme, &theme::Theme::changed, labs, [this, labs] {
        labs->setText(QStringLiteral("<a href=\"labs\" style=\"text-decoration:none; color:%1\">%2</a>")
                          .arg(m_theme.color(Color::Text3).name(), tr("Labs")));
    });
    labs->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    labs->setAccessibleName(tr("All labs"));
    connect(labs, &QLabel::linkActivated, this, &LabHeader::listWanted);
    m_title->setElided(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 0, 12, 1);
    row->setSpacing(12);
    row->addWidget(labs);
    row->addWidget(new theme::Text(theme, Type::Ui, Color::Text3, QStringLiteral("/"), this));
    row->addWidget(m_title);
    row->addWidget(m_chip);
    row->addWidget(m_open);
    row->addStretch(1);
    row->addWidget(m_clock);
    row->addWidget(m_timer);
    row->addWidget(new theme::Hairline(theme, Qt::Vertical, this));
    row->addWidget(m_guide);
    row->addWidget(m_charts);
    row->addWidget(m_more);
    row->addWidget(m_end);
    connect(m_guide, &QToolButton::clicked, this, &LabHeader::guideToggled);
    connect(m_charts, &QToolButton::clicked, this, &LabHeader::chartsToggled);
    connect(m_end, &QPushButton::clicked, this, &LabHeader::endWanted);
    connect(m_more, &QToolButton::clicked, this, &LabHeader::openMore);
    m_step.setInterval(120);
    connect(&m_step, &QTimer::timeout, this, [this] {
        m_at = (m_at + 1) % LineSteps;
        update(0, height() - LineWidth, width(), LineWidth);
    });
    connect(&theme, &theme::Theme::changed, this, qOverload<>(&QWidget::update));
    setOpenness({}, true);
    setCompact(false);
    m_timer->hide();
}

void LabHeader::setTitle(const QString& title) { m_title->setText(title); }

void LabHeader::setCompact(bool compact, bool single) {
    setFixedHeight(m_theme.px(compact ? 44 : 52));
    m_guide->setVisible(!single); // the switch bar does it
    m_charts->setVisible(!single);
    m_chip->setVisible(!single);
    m_single = single;
    m_open->setVisible(!single && !m_open->toolTip().isEmpty());
    m_clock->setNarrow(single);
}

void LabHeader::setTime(std::optional<int> left, int limit, bool paused) {
    m_timer->setVisible(left.has_value());
    if (left)
        m_timer->set(*left, limit, paused);
}

void LabHeader::setBusy(bool busy) {
    if (busy == m_step.isActive())
        return;
    busy ? m_step.start() : m_step.stop();
    update();
}

void LabHeader::openMore() {
    QMenu menu(this);
    menu.addAction(m_theme.icon(QStringLiteral("track")), tr("Traces"), this, &LabHeader::tracesWanted);
    menu.addAction(m_theme.icon(QStringLiteral("chart")), tr("Dashboards"), this,
                   &LabHeader::dashboardsWanted);
    menu.exec(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

void LabHeader::setFinished(bool finished) {
    m_end->setText(finished ? tr("Leave lab") : tr("End lab"));
    m_finished = finished;
    setPlace(m_place);
}

void LabHeader::setPlace(const QString& cluster) {
    m_place = cluster;
    const QString words = m_finished ? tr("Ended") : cluster.isEmpty() ? tr("Practice") : cluster;
    m_chip->setText(m_chip->fontMetrics().elidedText(words, Qt::ElideRight, m_theme.px(200)));
    m_chip->setKind(cluster.isEmpty() || m_finished ? theme::Chip::Kind::Neutral : theme::Chip::Kind::Warn);
    m_chip->setToolTip(cluster.isEmpty() ? QString() : tr("This lab is on %1.").arg(cluster));
}

void LabHeader::setOpenness(const QString& reason, bool walls) {
    m_open->setText(walls ? tr("Partly walled off") : tr("Not walled off"));
    m_open->setToolTip(reason);
    m_open->setAccessibleDescription(reason);
    m_open->setVisible(!m_single && !reason.isEmpty());
}

void LabHeader::setChartsIcon(const QString& icon, const QString& name) {
    m_charts->setIconName(icon);
    m_charts->setToolTip(name);
    m_charts->setAccessibleName(name);
}

void LabHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgPanel));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Color::Line));
    if (m_step.isActive()) {
        const int step = width() / LineSteps + 1;
        const QRect line(m_theme.reduceMotion() ? 0 : m_at * step, height() - LineWidth,
                         m_theme.reduceMotion() ? width() : 2 * step, LineWidth);
        painter.fillRect(line, m_theme.color(Color::AccentText));
    }
}

} // namespace understudy::lab
