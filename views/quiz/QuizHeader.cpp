#include "views/quiz/QuizHeader.h"

#include <QHBoxLayout>

namespace understudy::quiz {

using theme::Color;
using theme::Text;
using theme::Type;

QuizHeader::QuizHeader(const theme::Theme& theme, QWidget* parent)
    : Ground(theme, Color::BgPanel, parent)
    , m_module(new Text(theme, Type::Ui, Color::Text3, {}, this))
    , m_slash(new Text(theme, Type::Ui, Color::Text3, QStringLiteral("/"), this))
    , m_title(new Text(theme, Type::Heading, Color::Text, {}, this))
    , m_chip(new theme::Chip(theme, tr("Practice"), theme::Chip::Kind::Neutral, this))
    , m_score(new Text(theme, Type::Ui, Color::Text2, {}, this))
    , m_pause(new theme::Button(theme, tr("Pause"), theme::ButtonKind::Normal, {}, theme::ButtonSize::Normal,
                                this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 0, 16, 0);
    row->setSpacing(12);
    m_title->setElided(true); // gives way before anything is pushed out of the window
    m_score->setElided(true);
    for (QWidget* part : std::initializer_list<QWidget*>{m_module, m_slash, m_title, m_chip})
        row->addWidget(part);
    row->addStretch(1);
    row->addWidget(m_score);
    row->addWidget(m_pause);
    m_pause->setToolTip(tr("Everything is saved. Go on whenever you like."));
    connect(m_pause, &QPushButton::clicked, this, &QuizHeader::pauseRequested);
    connect(&theme, &theme::Theme::changed, this, &QuizHeader::fit);
}

void QuizHeader::show(const QString& module, const Sitting& sitting) {
    m_module->setText(module);
    const bool graded = sitting.quiz().pass > 0;
    m_title->setText(graded ? tr("Quiz: %1").arg(sitting.quiz().title) : sitting.quiz().title);
    m_score->setText(sitting.outcome() ? tr("Finished")
                     : !graded ? tr("%1 of %2 answered").arg(sitting.answeredCount()).arg(sitting.count())
                     : sitting.answeredCount() == 0
                         ? tr("Pass mark %1 of %2").arg(sitting.quiz().pass).arg(sitting.count())
                         : tr("%1 of %2 right so far, pass mark %3 of %4")
                               .arg(sitting.rightCount())
                               .arg(sitting.answeredCount())
                               .arg(sitting.quiz().pass)
                               .arg(sitting.count()));
    m_pause->setVisible(!sitting.outcome());
    fit();
}

void QuizHeader::resizeEvent(QResizeEvent* event) {
    Ground::resizeEvent(event);
    fit();
}

void QuizHeader::fit() {
    setFixedHeight(std::max(window()->width() < 1400 ? 44 : 52, m_pause->sizeHint().height() + 10));
    // What can be read elsewhere too goes first: the module, then the kind of quiz.
    constexpr int gaps = 20 + 16 + 6 * 12;
    int room = width() - gaps - m_title->sizeHint().width() - m_score->sizeHint().width() -
               m_pause->sizeHint().width();
    room -= m_chip->sizeHint().width();
    m_chip->setVisible(room >= 0);
    room -= m_module->sizeHint().width() + m_slash->sizeHint().width();
    m_module->setVisible(room >= 0 && !m_module->text().isEmpty());
    m_slash->setVisible(m_module->isVisibleTo(this));
}

} // namespace understudy::quiz
