#include "views/lab/GuidePane.h"

#include "views/lab/HintBox.h"
#include "views/lab/company/PlaceNote.h"

#include <QPainter>
#include <QSplitter>
#include <QTimer>

namespace understudy::lab {

using theme::Color;
using theme::Type;

GuidePane::GuidePane(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_toHtml([](const QString& markdown) { return markdown.toHtmlEscaped(); })
    , m_scroll(new QScrollArea(this))
    , m_foot(new QWidget(this))
    , m_away(new QWidget(this))
    , m_hint(new theme::Button(theme, tr("Next hint"), theme::ButtonKind::Quiet, QStringLiteral("hint"),
                               theme::ButtonSize::Normal, m_foot))
    , m_check(new theme::Button(theme, tr("Check now"), theme::ButtonKind::Primary, {},
                                theme::ButtonSize::Normal, m_foot)) {
    setAccessibleName(tr("Guide"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_away);
    column->addWidget(m_foot);
    makeAway();
    makeFoot();
    connect(&theme, &theme::Theme::changed, this, &GuidePane::rebuild);
}

void GuidePane::makeFoot() {
    auto* row = new QHBoxLayout(m_foot);
    row->setSpacing(8);
    row->addWidget(m_hint);
    row->addStretch(1);
    row->addWidget(m_check);
    m_hint->setToolTip(tr("Next hint (Ctrl+Shift+H). Hints are recorded."));
    m_check->setToolTip(tr("Check now (Ctrl+Shift+Enter)"));
    connect(m_hint, &QPushButton::clicked, this, &GuidePane::showHint);
    connect(m_check, &QPushButton::clicked, this, [this] {
        m_run && m_run->elsewhere() && m_run->looksUnderway() > 0 ? m_run->stopLooking() : checkNow();
    });
    setCompact(false);
}

void GuidePane::makeAway() {
    auto* column = new QVBoxLayout(m_away);
    column->setContentsMargins(20, 10, 16, 10);
    m_awayWords = new theme::Text(m_theme, Type::Small, Color::WarnText, {}, m_away);
    m_awayWords->setWordWrap(true);
    auto* start = new theme::Button(m_theme, tr("Start the lab"), theme::ButtonKind::Normal,
                                    QStringLiteral("play"), theme::ButtonSize::Compact, m_away);
    connect(start, &QPushButton::clicked, this, &GuidePane::startLabWanted);
    column->addWidget(m_awayWords);
    column->addWidget(start, 0, Qt::AlignLeft);
    m_away->hide();
}

void GuidePane::setMarkdown(ToHtml toHtml) {
    m_toHtml = std::move(toHtml);
    rebuild();
}

void GuidePane::setRun(session::LabRun* run) {
    if (m_run)
        m_run->disconnect(this);
    m_run = run;
    m_drafts.clear();
    m_shownStep = -1;
    if (run) {
        connect(run, &session::LabRun::changed, this, &GuidePane::rebuild);
        connect(run, &session::LabRun::checkChanged, this, [this](const QString& id) {
            for (CheckRow* row : m_rows) {
                if (row->check().id == id)
                    row->setState(m_run->check(id));
            }
            showLooks();
        });
        connect(run, &session::LabRun::labAnswersChanged, this, &GuidePane::showLab);
    }
    rebuild();
}

void GuidePane::setCompact(bool compact) {
    const bool same = compact == m_compact && m_page;
    m_compact = compact;
    m_foot->setFixedHeight(m_theme.px(compact ? 46 : 56));
    m_foot->layout()->setContentsMargins(compact ? 8 : 10, 1, compact ? 12 : 16, 0);
    if (!same)
        rebuild();
}

void GuidePane::setRunnable(bool on, const QString& whyNot) {
    m_runnable = on;
    m_whyNot = whyNot;
    for (theme::CommandBox* box : m_commands)
        box->setRunnable(on, whyNot);
}

/// A look at a company's cluster takes its time: how far it is, and a way to stop it.
void GuidePane::showLooks() {
    const int looks = m_run && m_run->elsewhere() ? m_run->looksUnderway() : 0;
    m_check->setText(looks == 0   ? tr("Check now")
                     : looks == 1 ? tr("Stop: 1 look left")
                                  : tr("Stop: %1 looks left").arg(looks));
}

void GuidePane::showLab() {
    const bool there = m_run && m_run->elsewhere();
    m_awayWords->setText(
        there
            ? tr("%1 doesn’t answer. Your steps are kept, the timer is paused.").arg(m_run->elsewhere()->name)
            : tr("The lab doesn’t answer. Your steps are kept, the timer is paused."));
    if (auto* start = m_away->findChild<theme::Button*>())
        start->setText(there ? tr("Log in again") : tr("Start the lab"));
    m_away->setVisible(m_run && m_run->started() && !m_run->finished() && !m_run->labAnswers());
    update();
}

void GuidePane::remember() {
    for (const CheckRow* row : m_rows)
        m_drafts[row->check().id] = row->response();
}

void GuidePane::rebuild() {
    remember();
    m_rows.clear();
    m_commands.clear();
    m_openRow = nullptr;
    m_page = new QWidget;
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(m_compact ? 16 : 20, m_compact ? 12 : 14, m_compact ? 14 : 20, 16);
    column->setSpacing(0);
    if (m_run) {
        const course::Lab& lab = m_run->lab();
        if (!m_compact && !lab.goal.isEmpty()) {
            auto* goal = new theme::Text(m_theme, Type::Ui, Color::Text2, lab.goal, m_page);
            goal->setWordWrap(true);
            column->addWidget(goal);
            column->addSpacing(8);
        }
        if (m_run->elsewhere()) {
            column->addWidget(new PlaceNote(m_theme, *m_run->elsewhere(), m_faults, m_page));
            column->addSpacing(8);
        }
        if (m_run->finished())
            addEnd();
        for (int i = 0; i < int(lab.steps.size()); ++i)
            addStep(i);
        if (m_shownStep != m_run->openStep())
            m_nextCommand = 0;
        m_shownStep = m_run->openStep();
        const course::LabStep& open = lab.steps[std::size_t(m_run->openStep())];
        const int hints = int(open.hints.size());
        m_hint->setEnabled(!m_run->finished() && m_run->hintsShown(m_run->openStep()) < hints);
        m_hint->setVisible(hints > 0);
        m_check->setEnabled(!m_run->finished());
    }
    column->addStretch(1);
    const int place = m_scroll->verticalScrollBar()->value();
    m_scroll->setWidget(m_page); // deletes the one before
    m_page->setAutoFillBackground(false);
    m_scroll->verticalScrollBar()->setValue(place);
    showLab();
    showLooks();
    if (m_openRow)
        QTimer::singleShot(0, m_openRow, [this] {
            if (m_openRow)
                m_scroll->ensureWidgetVisible(m_openRow, 0, 60);
        });
}

void GuidePane::addEnd() {
    const bool passed = m_run->complete();
    QString words = passed ? tr("You completed this lab. %n hint(s) used.", nullptr, m_run->hintsUsed())
                           : tr("Ended with %1 of %2 checks green. You can start it again from Labs.")
                                 .arg(m_run->greenCount())
                                 .arg(m_run->checkCount());
    if (const int unchecked = m_run->uncheckedCount(); unchecked > 0)
        words += QLatin1Char(' ') + tr("On %1 it could not be checked: %2 of %3 points. Go through them with "
                                       "your mentor.")
                                        .arg(m_run->elsewhere()->name)
                                        .arg(unchecked)
                                        .arg(m_run->checkCount());
    auto* text =
        new theme::Text(m_theme, Type::BodyStrong, passed ? Color::OkText : Color::Text, words, m_page);
    text->setWordWrap(true);
    m_page->layout()->addWidget(text);
    static_cast<QVBoxLayout*>(m_page->layout())->addSpacing(8);
}

void GuidePane::addStep(int index) {
    const course::LabStep& step = m_run->lab().steps[std::size_t(index)];
    const bool open = index == m_run->openStep();
    auto* row = new StepRow(m_theme, QStringLiteral("%1. %2").arg(index + 1).arg(step.title), m_page);
    row->set(m_run->greenChecks(index), int(step.checks.size()) - m_run->uncheckedIn(index), open);
    connect(row, &QAbstractButton::clicked, this, [this, index] {
        if (m_run)
            QTimer::singleShot(0, this, [this, index] { m_run->openStep(index); }); // it deletes the row
    });
    m_page->layout()->addWidget(row);
    if (open) {
        m_openRow = row;
        addOpenStep(index);
    }
}

void GuidePane::addOpenStep(int index) {
    const course::LabStep& step = m_run->lab().steps[std::size_t(index)];
    auto* box = new QWidget(m_page);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(m_compact ? 30 : 32, 2, 0, 10);
    column->setSpacing(0);
    for (const GuidePart& part : guideParts(step.markdown))
        part.command ? addCommand(*column, part.text) : addText(*column, part.text);
    column->addSpacing(6);
    for (const course::Check& check : step.checks) {
        auto* row = new CheckRow(m_theme, check, box);
        const auto draft = m_drafts.find(check.id);
        row->setResponse(draft != m_drafts.end() && !draft->second.isEmpty()
                             ? draft->second
                             : m_run->check(check.id).response);
        row->setState(m_run->check(check.id));
        connect(
            row, &CheckRow::answered, this, [this, row] { answer(row->check().id, row->response()); },
            Qt::QueuedConnection);
        column->addWidget(row);
        m_rows.push_back(row);
    }
    const int shown = m_run->hintsShown(index);
    for (int hint = 0; hint < shown && hint < int(step.hints.size()); ++hint) {
        column->addSpacing(hint == 0 ? 12 : 6);
        column->addWidget(new HintBox(m_theme, hint + 1, int(step.hints.size()), step.hints[hint], box));
    }
    m_page->layout()->addWidget(box);
}

void GuidePane::addText(QVBoxLayout& column, const QString& markdown) {
    if (column.count() > 0 && !m_commands.empty() &&
        m_commands.back()->parentWidget() == column.parentWidget())
        column.addSpacing(4); // a paragraph after a command
    auto* text = new theme::Text(m_theme, Type::Body, Color::Text, {}, column.parentWidget());
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    const QString html = m_toHtml(markdown);
    const bool links = html.contains(QLatin1String("<a ")); // only then it is a stop of the Tab key
    text->setTextInteractionFlags(links ? Qt::TextBrowserInteraction : Qt::TextSelectableByMouse);
    // In pixels: a word in the terminal's font must not push its line away from the others.
    text->setText(QStringLiteral("<div style=\"line-height:%1px\">%2</div>").arg(m_theme.px(21)).arg(html));
    column.addWidget(text);
    column.addSpacing(10);
}

void GuidePane::addCommand(QVBoxLayout& column, const QString& command) {
    if (m_run->elsewhere())
        if (const auto instead = session::insteadOf(command, m_faults))
            return addInstead(column, command, *instead);
    auto* box = new theme::CommandBox(m_theme, command, column.parentWidget());
    box->setRunnable(m_runnable, m_whyNot);
    const std::size_t place = m_commands.size();
    connect(box, &theme::CommandBox::runRequested, this, [this, place](const QString& run) {
        m_nextCommand = place + 1;
        Q_EMIT runCommand(run);
    });
    m_commands.push_back(box);
    column.addWidget(box);
    column.addSpacing(6);
}

/// A command that only the lab on this computer has: shown, not to be run, with what to do instead.
void GuidePane::addInstead(QVBoxLayout& column, const QString& command, const QString& instead) {
    auto* box = new theme::CommandBox(m_theme, command, column.parentWidget());
    box->setRunnable(false, instead);
    column.addWidget(box);
    column.addSpacing(2);
    auto* words = new theme::Text(m_theme, Type::Small, Color::WarnText, instead, column.parentWidget());
    words->setWordWrap(true);
    column.addWidget(words);
    column.addSpacing(8);
}

QString GuidePane::currentCommand() const {
    return m_commands.empty() ? QString() : m_commands[m_nextCommand % m_commands.size()]->command();
}

void GuidePane::checkNow() {
    if (!m_run)
        return;
    remember();
    const auto drafts = m_drafts; // an answer that completes the step rebuilds the rows
    for (const auto& [id, response] : drafts) {
        const auto& state = m_run->check(id);
        if (state.verdict.word != session::Verdict::Word::Passed && !response.isEmpty() &&
            response != state.response)
            answer(id, response);
    }
    m_run->checkNow();
}

void GuidePane::answer(const QString& checkId, const QStringList& response) {
    if (!m_run)
        return;
    if (const auto kept = m_run->answer(checkId, response); !kept)
        Q_EMIT m_run->trouble(kept.error());
}

void GuidePane::showHint() {
    if (!m_run)
        return;
    if (const auto shown = m_run->nextHint(); !shown)
        Q_EMIT m_run->trouble(shown.error());
}

void GuidePane::focusStep() {
    if (m_openRow)
        m_openRow->setFocus(Qt::ShortcutFocusReason);
}

void GuidePane::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgPanel));
    painter.fillRect(QRect(0, m_foot->y(), width(), 1), m_theme.color(Color::Line));
    if (!qobject_cast<const QSplitter*>(parentWidget())) // a drawer, with no border of a splitter
        painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.color(Color::LineStrong));
    if (m_away->isVisible()) {
        painter.fillRect(m_away->geometry(), m_theme.color(Color::WarnSoft));
        painter.fillRect(QRect(0, m_away->y(), width(), 1), m_theme.color(Color::WarnLine));
    }
}

} // namespace understudy::lab
