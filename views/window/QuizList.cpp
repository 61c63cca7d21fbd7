#include "views/window/QuizList.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::window {

using namespace understudy::theme;

QuizList::QuizList(const Theme& theme, const course::Course& course, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_course(course) {
    auto* page = new Ground(theme, Color::BgPanel);
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(48, 36, 48, 36);
    m_column->setSpacing(0);
    m_column->addWidget(new Text(theme, Type::Display, Color::Text, tr("Quizzes")));
    m_column->addSpacing(4);
    auto* words =
        new Text(theme, Type::Body, Color::Text2,
                 tr("Practice: you see the explanation right after each answer, and may start again."));
    words->setWordWrap(true);
    m_column->addWidget(words);
    m_column->addSpacing(24);
    m_column->addStretch(1);

    auto* scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
}

void QuizList::show(const progress::Progress& progress, const review::Schedule& schedule, int minutes) {
    delete m_rows;
    m_rows = new QWidget;
    auto* rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    addReview(schedule, minutes);
    rows->addWidget(new Hairline(m_theme, Qt::Horizontal));
    for (const course::Module& module : m_course.modules)
        if (module.quiz)
            addRow(module, progress.quiz(module.quiz->id));
    m_column->insertWidget(m_column->count() - 1, m_rows);
}

namespace {

QString loadOf(const review::Schedule& schedule) {
    const auto count = schedule.today.size();
    const QString wait =
        schedule.waiting > 0
            ? QLatin1Char(' ') + QuizList::tr("%1 more wait for the days after.").arg(schedule.waiting)
            : QString();
    if (count > 0)
        return (count == 1 ? QuizList::tr("1 question, about %1 min.")
                           : QuizList::tr("%1 questions, about %2 min.").arg(count))
                   .arg((schedule.seconds + 59) / 60) +
               wait;
    if (schedule.waiting > 0)
        return QuizList::tr("Enough for today.") + wait;
    const int tomorrow = schedule.ahead.empty() ? 0 : schedule.ahead.front();
    return tomorrow > 0 ? QuizList::tr("Nothing today, %1 tomorrow.").arg(tomorrow)
                        : QuizList::tr("Nothing today. Questions you miss or choose come back here.");
}

} // namespace

void QuizList::addReview(const review::Schedule& schedule, int minutes) {
    auto* line = new QWidget;
    auto* cells = new QHBoxLayout(line);
    cells->setContentsMargins(0, 0, 0, 20);
    cells->setSpacing(12);
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(new Text(m_theme, Type::Heading, Color::Text, tr("Review")));
    auto* load = new Text(m_theme, Type::Body, Color::Text2, loadOf(schedule));
    load->setWordWrap(true);
    load->setObjectName(QStringLiteral("review-load"));
    words->addWidget(load);
    cells->addLayout(words, 1);

    auto* cap = new Button(m_theme, tr("At most %1 min a day").arg(minutes), ButtonKind::Quiet,
                           QStringLiteral("chevron-down"), ButtonSize::Compact);
    cap->setLayoutDirection(Qt::RightToLeft);
    auto* choices = new QMenu(cap); // opened by hand: a button with a menu draws an arrow of its own
    for (const int choice : {5, 10, 15, 20, 30})
        choices->addAction(tr("%1 min a day").arg(choice), this,
                           [this, choice] { Q_EMIT minutesChosen(choice); });
    connect(cap, &QPushButton::clicked, choices,
            [cap, choices] { choices->popup(cap->mapToGlobal(QPoint(0, cap->height()))); });
    cells->addWidget(cap, 0, Qt::AlignBottom);

    auto* start = new Button(m_theme, tr("Review"), ButtonKind::Primary, {}, ButtonSize::Compact);
    start->setObjectName(QStringLiteral("review"));
    start->setEnabled(!schedule.today.empty());
    start->setMinimumWidth(m_theme.px(84));
    start->setAccessibleName(tr("Review: %1").arg(load->text()));
    connect(start, &QPushButton::clicked, this, &QuizList::reviewRequested);
    cells->addWidget(start, 0, Qt::AlignBottom);
    m_rows->layout()->addWidget(line);
}

void QuizList::addRow(const course::Module& module, const progress::Progress::QuizState& state) {
    const course::Quiz& quiz = *module.quiz;
    const int count = quiz.asked();
    const auto* underway = state.inProgress();
    const int answered = underway ? static_cast<int>(underway->second.answers.size()) : 0;

    auto* line = new QWidget;
    line->setMinimumHeight(m_theme.px(57));
    auto* cells = new QHBoxLayout(line);
    cells->setContentsMargins(0, 6, 0, 6);
    cells->setSpacing(12);
    auto* ring = new StateRing(m_theme);
    if (state.passed())
        ring->set(State::Done);
    else if (underway)
        ring->set(State::Partly, count > 0 ? double(answered) / count : 0);
    cells->addWidget(ring);

    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    const auto addLine = [this, words](Type type, Color role, const QString& says) {
        auto* text = new Text(m_theme, type, role, says);
        text->setWordWrap(true);
        words->addWidget(text);
    };
    words->addStretch(1);
    addLine(Type::BodyStrong, Color::Text, tr("Module %1: %2").arg(module.number).arg(quiz.title));
    QString says = tr("%1 questions, pass mark %2").arg(count).arg(quiz.pass);
    if (state.best() > 0)
        says += tr(". Best: %1 of %2").arg(state.best()).arg(count);
    if (underway)
        says += tr(". %1 answered so far").arg(answered);
    addLine(Type::Small, Color::Text2, says);
    words->addStretch(1);
    cells->addLayout(words, 1);

    cells->addWidget(new Text(m_theme, Type::Ui, Color::Text2, tr("%1 min").arg(quiz.minutes)));
    auto* open = new Button(m_theme,
                            underway         ? tr("Resume")
                            : state.passed() ? tr("Start again")
                                             : tr("Start"),
                            ButtonKind::Normal, {}, ButtonSize::Compact);
    open->setObjectName(quiz.id);
    open->setAccessibleName(tr("%1: %2").arg(open->text(), quiz.title));
    connect(open, &QPushButton::clicked, this, [this, id = quiz.id] { Q_EMIT openQuiz(id); });
    open->setMinimumWidth(m_theme.px(84));
    cells->addSpacing(8);
    cells->addWidget(open);

    m_rows->layout()->addWidget(line);
    m_rows->layout()->addWidget(new Hairline(m_theme, Qt::Horizontal));
}

} // namespace understudy::window
