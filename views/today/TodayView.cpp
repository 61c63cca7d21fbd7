#include "views/today/TodayView.h"

#include "views/today/PlanList.h"
#include "views/today/SideColumn.h"
#include "views/today/WeekStrip.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::today {

using namespace understudy::theme;
using namespace understudy::progress;

namespace {

constexpr int sideBelow = 1100; // the side column moves below the plan
constexpr int sideWidth = 392;
constexpr int narrowBelow = 620; // rows and the resume block stand on two lines

/// The only filled area of the screen: rounded, in the soft accent.
class ResumeGround final : public QWidget {
public:
    ResumeGround(const Theme& theme, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme) {}

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Color::AccentSoft));
        painter.drawRoundedRect(rect(), 10, 10);
    }

private:
    const Theme& m_theme;
};

QString weeksWords(std::size_t weeks) {
    return weeks == 1   ? TodayView::tr("One week")
           : weeks == 2 ? TodayView::tr("Two weeks")
           : weeks == 4 ? TodayView::tr("Four weeks")
                        : TodayView::tr("%1 weeks").arg(weeks);
}

} // namespace

TodayView::TodayView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_scroll(new QScrollArea)
    , m_side(new SideColumn(theme)) {
    setAccessibleName(tr("Today"));
    auto* content = new Ground(theme, Color::BgPanel);
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, content);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    m_row->addWidget(m_side);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_scroll);
    connect(m_side, &SideColumn::openRequested, this, &TodayView::openRequested);
    connect(&theme, &Theme::changed, this, [this] {
        rebuild();
        fit();
    });
}

void TodayView::show(const Today& today) {
    if (m_lead && today == m_today)
        return; // the focus and the place on the page stay
    m_today = today;
    rebuild();
}

void TodayView::rebuild() {
    delete m_lead;
    m_lead = new QWidget;
    m_resumeRow = nullptr;
    m_rows.clear();
    m_row->insertWidget(0, m_lead, 1);
    fillLead(m_today);
    m_side->show(m_today);
}

QString TodayView::headline() const {
    QStringList lines{m_today.dateLine, m_today.heading};
    if (m_today.resume)
        lines << m_today.resume->when << m_today.resume->title;
    return lines.join(QLatin1Char('\n'));
}

int TodayView::pageMargin() const { return width() < 1280 ? 32 : 48; }

void TodayView::fillLead(const Today& today) {
    const int margin = pageMargin();
    auto* column = new QVBoxLayout(m_lead);
    column->setContentsMargins(margin, 36, margin, 24); // again at each change of width
    column->setSpacing(0);
    auto* date = new Text(m_theme, Type::Ui, Color::Text2, today.dateLine);
    date->setWordWrap(true);
    column->addWidget(date);
    column->addSpacing(4);
    auto* heading = new Text(m_theme, Type::Display, Color::Text, today.heading);
    heading->setWordWrap(true);
    column->addWidget(heading);
    if (today.resume) {
        column->addSpacing(24);
        column->addWidget(resumeBlock(*today.resume));
    }
    if (!today.behindSays.isEmpty()) {
        column->addSpacing(16);
        column->addWidget(moveRow(today.behindSays + QLatin1Char(' ') +
                                      tr("What is left can go to your next working days."),
                                  today.behindAction, today.behind));
    } else if (!today.movedSays.isEmpty()) {
        column->addSpacing(16);
        column->addWidget(
            moveRow(today.movedSays, tr("Take it back"), {0, today.moved.from, today.moved.until}));
    }

    const auto section = [&](const QString& title, const QString& says, const QString& alarm) {
        auto* row = new QHBoxLayout;
        row->setSpacing(12);
        row->addWidget(new Text(m_theme, Type::Heading, Color::Text, title));
        auto* words = new QHBoxLayout;
        words->setSpacing(4);
        words->addWidget(new Text(m_theme, Type::Ui, Color::Text2, says));
        if (!alarm.isEmpty())
            words->addWidget(new Text(m_theme, Type::Ui, Color::DangerText, alarm));
        row->addLayout(words);
        row->addStretch(1);
        return row;
    };
    column->addSpacing(30);
    column->addLayout(section(tr("Today’s plan"), today.planSays, {}));
    column->addSpacing(8);
    auto* plan = m_plan = new PlanList(m_theme, today.plan);
    connect(plan, &PlanList::openRequested, this, &TodayView::openRequested);
    column->addWidget(plan);

    if (!today.weeks.empty()) {
        column->addSpacing(30);
        const QString done = tr("%1 of %2 items done").arg(today.itemsDone).arg(today.itemsTotal);
        const QString weeks = weeksWords(today.weeks.size());
        column->addLayout(today.itemsLate > 0
                              ? section(weeks, done + QLatin1Char(','), tr("%1 late").arg(today.itemsLate))
                              : section(weeks, done, {}));
        column->addSpacing(12);
        column->addWidget(new WeekStrip(m_theme, today.weeks, today.date));
    }
    column->addSpacing(12);
    column->addWidget(actionRow());
    column->addStretch(1);
}

/// One calm choice: words, and the button that does it.
QWidget* TodayView::moveRow(const QString& words, const QString& action, const Behind& move) {
    auto* line = new QWidget(m_lead);
    auto* row = new QBoxLayout(QBoxLayout::LeftToRight, line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    auto* text = new Text(m_theme, Type::Ui, Color::Text2, words, line);
    text->setWordWrap(true);
    row->addWidget(text, 1);
    auto* button = new Button(m_theme, action, ButtonKind::Normal, {}, ButtonSize::Compact, line);
    button->setObjectName(QStringLiteral("move"));
    connect(button, &QPushButton::clicked, this, [this, move] { Q_EMIT moveRequested(move); });
    row->addWidget(button, 0, Qt::AlignLeft);
    m_rows.push_back(row);
    return line;
}

QWidget* TodayView::actionRow() {
    auto* line = new QWidget(m_lead);
    auto* row = new QBoxLayout(QBoxLayout::LeftToRight, line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto add = [&](const QString& words, const char* name, void (TodayView::*asked)()) {
        auto* button = new Button(m_theme, words, ButtonKind::Quiet, {}, ButtonSize::Compact, line);
        button->setObjectName(QLatin1String(name));
        connect(button, &QPushButton::clicked, this, asked);
        row->addWidget(button, 0, Qt::AlignLeft);
    };
    add(tr("Tracks and paths…"), "tracks", &TodayView::tracksRequested);
    if (!m_today.weeks.empty()) {
        add(tr("Days off…"), "days-off", &TodayView::daysOffRequested);
        add(tr("Export calendar…"), "export", &TodayView::exportRequested);
    }
    row->addStretch(1);
    m_rows.push_back(row);
    return line;
}

QWidget* TodayView::resumeBlock(const ResumeCandidate& resume) {
    auto* block = new ResumeGround(m_theme, m_lead);
    auto* row = m_resumeRow = new QBoxLayout(QBoxLayout::LeftToRight, block);
    row->setContentsMargins(24, 22, 24, 22);
    row->setSpacing(24);

    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new Text(m_theme, Type::UiMedium, Color::AccentText, resume.when));
    words->addSpacing(2);
    auto* title = new Text(m_theme, Type::Title, Color::Text, resume.title);
    title->setWordWrap(true);
    words->addWidget(title);
    words->addSpacing(6);
    auto* detail = new Text(m_theme, Type::Ui, Color::Text2, resume.detail);
    detail->setWordWrap(true);
    words->addWidget(detail);
    words->addSpacing(12);
    auto* bar = new Bar(m_theme, block, 5, qBound(1, resume.segments, 24));
    bar->setMaximumWidth(m_theme.px(360));
    bar->setTrack(Color::AccentLine);
    bar->set(resume.share);
    auto* barRow = new QHBoxLayout; // its width limit must not limit the words above it
    barRow->addWidget(bar, 1);
    barRow->addStretch(1);
    words->addLayout(barRow);
    row->addLayout(words, 1);

    auto* go = new Button(m_theme, resume.action, ButtonKind::Primary, QStringLiteral("play-filled"),
                          ButtonSize::Large, block);
    go->setObjectName(QStringLiteral("resume"));
    go->setDefault(true);
    connect(go, &QPushButton::clicked, this,
            [this, resume] { Q_EMIT openRequested(resume.kind, resume.ref, resume.anchor); });
    row->addWidget(go, 0, Qt::AlignVCenter);
    return block;
}

void TodayView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void TodayView::fit() {
    const bool below = width() < m_theme.px(sideBelow);
    if (m_lead && m_lead->layout())
        m_lead->layout()->setContentsMargins(pageMargin(), 36, pageMargin(), 24);
    if (m_resumeRow) // its button stands below the words where there is no room beside them
        m_resumeRow->setDirection(width() < m_theme.px(narrowBelow) ? QBoxLayout::TopToBottom
                                                                    : QBoxLayout::LeftToRight);
    for (QBoxLayout* row : m_rows)
        row->setDirection(width() < m_theme.px(narrowBelow) ? QBoxLayout::TopToBottom
                                                            : QBoxLayout::LeftToRight);
    if (m_plan)
        m_plan->setNarrow(width() < m_theme.px(narrowBelow));
    m_row->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_side->setMinimumWidth(below ? 0 : qMin(m_theme.px(sideWidth), 420));
    m_side->setMaximumWidth(below ? QWIDGETSIZE_MAX : qMin(m_theme.px(sideWidth), 420));
}

// Enter on the open screen goes on where one stopped, unless a button has the focus.
void TodayView::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && m_today.resume)
        Q_EMIT openRequested(m_today.resume->kind, m_today.resume->ref, m_today.resume->anchor);
    else
        QWidget::keyPressEvent(event);
}

} // namespace understudy::today
