#include "views/lab/LabView.h"

#include "views/lab/time/TimeMoves.h"
#include "views/theme/Keys.h"
#include "views/theme/StateDialog.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QResizeEvent>

#include <algorithm>

namespace understudy::lab {

using theme::Color;
using theme::Type;

LabView::LabView(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_header(new LabHeader(theme, this))
    , m_switch(new QWidget(this))
    , m_switchButtons(new QButtonGroup(this))
    , m_stepLine(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_across(new PaneSplitter(theme, Qt::Horizontal, this))
    , m_middle(new PaneSplitter(theme, Qt::Vertical))
    , m_guide(new GuidePane(theme)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_switch);
    column->addWidget(m_stepLine);
    column->addWidget(m_across, 1);
    m_stepLine->setContentsMargins(12, 6, 12, 6);
    m_guide->setProperty("pane", true);
    m_across->addWidget(m_guide);
    m_across->addWidget(m_middle);
    makeSwitchBar();
    addShortcuts();
    connect(m_header, &LabHeader::listWanted, this, &LabView::listWanted);
    connect(m_header, &LabHeader::guideToggled, this, &LabView::toggleGuide);
    connect(m_header, &LabHeader::chartsToggled, this, &LabView::toggleCharts);
    connect(m_header, &LabHeader::endWanted, this, &LabView::endLab);
    connect(m_header, &LabHeader::tracesWanted, this, &LabView::tracesWanted);
    connect(m_header, &LabHeader::dashboardsWanted, this, &LabView::dashboardsWanted);
    connect(m_guide, &GuidePane::runCommand, this, &LabView::runCommand);
    connect(m_guide, &GuidePane::startLabWanted, this, &LabView::startLabWanted);
    for (PaneSplitter* splitter : {m_across, m_middle})
        connect(splitter, &PaneSplitter::defaultWanted, this, &LabView::defaultSizes);
    connect(&theme, &theme::Theme::changed, this, [this] { fit(false); });
    arrange();
}

LabView::~LabView() = default;

void LabView::addShortcuts() {
    using theme::Do;
    const auto add = [this](Do act, auto&& work) {
        theme::bind(
            act, this, [work](int) { work(); }, true);
    };
    add(Do::CheckNow, [this] { checkNow(); });
    add(Do::Hint, [this] { m_guide->showHint(); });
    add(Do::RunStep, [this] {
        const QString command = m_guide->currentCommand();
        if (!command.isEmpty())
            Q_EMIT runCommand(command);
    });
    add(Do::Guide, [this] { goTo(Pane::Guide); });
    add(Do::Terminal, [this] { goTo(Pane::Terminal); });
    add(Do::Charts, [this] { goTo(Pane::Charts); });
}

void LabView::makeSwitchBar() {
    auto* row = new QHBoxLayout(m_switch);
    row->setContentsMargins(8, 4, 8, 4);
    const std::pair<Pane, QString> panes[] = {
        {Pane::Guide, tr("Guide")}, {Pane::Terminal, tr("Terminal")}, {Pane::Charts, tr("Charts")}};
    for (const auto& [pane, name] : panes) {
        auto* button = new theme::Button(m_theme, name, theme::ButtonKind::Quiet, {},
                                         theme::ButtonSize::Compact, m_switch);
        button->setCheckable(true);
        button->setChecked(pane == m_single);
        m_switchButtons->addButton(button, int(pane));
        row->addWidget(button, 1);
    }
    connect(m_switchButtons, &QButtonGroup::idClicked, this, [this](int id) {
        m_single = Pane(id);
        arrange();
    });
}

void LabView::setTerminal(QWidget* terminal) {
    if (m_terminal && m_terminal != terminal)
        delete m_terminal;
    m_terminal = terminal;
    if (terminal) {
        terminal->setMinimumSize(200, 120);
        terminal->setProperty("pane", true);
        m_middle->insertWidget(0, terminal);
    }
    arrange();
    defaultSizes();
}

void LabView::setCharts(QWidget* charts) {
    if (m_charts && m_charts != charts)
        delete m_charts;
    m_charts = charts;
    if (charts)
        charts->setProperty("pane", true);
    arrange();
    defaultSizes();
}

void LabView::setRun(session::LabRun* run) {
    if (m_run)
        m_run->disconnect(this);
    m_run = run;
    m_guide->setRun(run);
    if (run) {
        m_header->setTitle(run->lab().heading());
        m_header->setPlace(run->elsewhere() ? run->elsewhere()->name : QString());
        connect(run, &session::LabRun::timeChanged, this, &LabView::showTime);
        connect(run, &session::LabRun::labAnswersChanged, this, &LabView::showTime);
        connect(run, &session::LabRun::changed, this, &LabView::showTime);
    }
    showTime();
}

void LabView::setTime(session::LabTime& time, session::AlertWatch& alerts) {
    LabClockBar& clock = m_header->clock();
    clock.setTime(&time);
    clock.setAlerts(&alerts);
    auto* moves = new TimeMoves(m_theme, time, alerts, *this);
    connect(&clock, &LabClockBar::rewindWanted, moves, &TimeMoves::askRewind);
    connect(&clock, &LabClockBar::resetWanted, moves, &TimeMoves::askReset);
    connect(&clock, &LabClockBar::alertsWanted, moves, &TimeMoves::showAlerts);
    connect(moves, &TimeMoves::resetWanted, this, &LabView::resetWanted);
    connect(moves, &TimeMoves::trouble, this, &LabView::trouble);
}

void LabView::showTime() {
    m_header->setTime(m_run ? m_run->secondsLeft() : std::nullopt, m_run ? m_run->lab().limitMinutes * 60 : 0,
                      m_run && !m_run->labAnswers());
    m_header->setFinished(m_run && m_run->finished());
    if (!m_run || m_run->lab().steps.empty())
        return;
    const int step = m_run->openStep();
    m_stepLine->setText(
        QStringLiteral("%1. %2").arg(step + 1).arg(m_run->lab().steps[std::size_t(step)].title));
}

void LabView::checkNow() { m_guide->checkNow(); }

void LabView::endLab() {
    if (!m_run || m_run->finished()) {
        Q_EMIT listWanted();
        return;
    }
    const int open = m_run->checkCount() - m_run->uncheckedCount() - m_run->greenCount();
    if (open > 0) {
        theme::StateDialog dialog(
            m_theme, QStringLiteral("flag"), Color::Text2, tr("End this lab?"),
            tr("%n check(s) are not green yet. What you did stays recorded; the lab starts fresh "
               "next time. To go on later, just close it.",
               nullptr, open),
            this);
        dialog.addChoice(tr("End lab"), theme::ButtonKind::Danger, QDialog::Accepted);
        dialog.addChoice(tr("Keep working"), theme::ButtonKind::Primary, QDialog::Rejected)->setDefault(true);
        if (dialog.exec() != QDialog::Accepted || !m_run)
            return;
    }
    if (const auto done = m_run->finish(); !done.ok())
        Q_EMIT m_run->trouble(done.error());
}

void LabView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgPanel));
    const QAbstractButton* shown = m_switchButtons->checkedButton();
    if (m_switch->isVisible() && shown)
        painter.fillRect(
            QRect(m_switch->x() + shown->x(), m_switch->geometry().bottom() - 1, shown->width(), 2),
            m_theme.color(Color::AccentText));
}

} // namespace understudy::lab
