#include "views/quiz/AnswerForm.h"

#include "views/quiz/AnswerOption.h"
#include "views/quiz/ChoiceForm.h"
#include "views/quiz/FieldForm.h"
#include "views/quiz/MatchForm.h"
#include "views/quiz/OrderForm.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::quiz {

using course::Question;
using course::QuestionKind;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Quiz)
};

QString number(int n) {
    const QString words[] = {Words::tr("none"),  Words::tr("one"),  Words::tr("two"),
                             Words::tr("three"), Words::tr("four"), Words::tr("five")};
    return n >= 0 && n <= 5 ? words[n] : QString::number(n);
}

QString capital(const QString& text) { return text.left(1).toUpper() + text.mid(1); }

/// Adds the cards of one answered question to a column.
class Cards final {
public:
    Cards(QVBoxLayout& column, const theme::Theme& theme, const InlineHtml& html)
        : m_column(column)
        , m_theme(theme)
        , m_html(html) {}

    AnswerOption* add(AnswerOption::Box box, const QString& html, Mark mark, const QString& smallHtml = {}) {
        auto* card = new AnswerOption(m_theme, box, html, m_column.parentWidget());
        card->setChecked(mark == Mark::Right || mark == Mark::NotSo);
        card->setMark(mark, smallHtml);
        m_column.addWidget(card);
        return card;
    }
    void addChoice(const Question& question, const QStringList& order, const Verdict& verdict);
    void addTruth(const Verdict& verdict);
    void addField(const Question& question, const Response& response, const Verdict& verdict);
    void addOrder(const Question& question, const Verdict& verdict);
    void addMatch(const Question& question, const Response& response, const Verdict& verdict);

private:
    QVBoxLayout& m_column;
    const theme::Theme& m_theme;
    const InlineHtml& m_html;
};

const course::Option& optionOf(const Question& question, const QString& id) {
    return *std::find_if(question.options.begin(), question.options.end(),
                         [&](const course::Option& one) { return one.id == id; });
}

void Cards::addChoice(const Question& question, const QStringList& order, const Verdict& verdict) {
    for (const QString& id : order) {
        const auto part = std::find_if(verdict.parts.begin(), verdict.parts.end(),
                                       [&](const Part& one) { return one.id == id; });
        add(question.kind == QuestionKind::Multiple ? AnswerOption::Box::Check : AnswerOption::Box::Radio,
            m_html(optionOf(question, id).text), part->mark,
            part->why.isEmpty() ? QString() : m_html(part->why));
    }
}

void Cards::addTruth(const Verdict& verdict) {
    for (const Part& part : verdict.parts)
        add(AnswerOption::Box::Radio,
            part.id == QLatin1String("true") ? Words::tr("True") : Words::tr("False"), part.mark);
}

void Cards::addField(const Question& question, const Response& response, const Verdict& verdict) {
    const QString unit = question.unit.isEmpty() || response.text.endsWith(question.unit)
                             ? QString()
                             : QLatin1Char(' ') + question.unit;
    add(AnswerOption::Box::None, (response.text + unit).toHtmlEscaped(), verdict.parts.front().mark);
    if (!verdict.right)
        add(AnswerOption::Box::None, verdict.parts.front().correct.toHtmlEscaped(), Mark::Missed);
}

void Cards::addOrder(const Question& question, const Verdict& verdict) {
    int place = 0;
    for (const Part& part : verdict.parts)
        add(AnswerOption::Box::Place, m_html(optionOf(question, part.id).text), part.mark,
            part.correct.toHtmlEscaped())
            ->setPlace(++place);
}

void Cards::addMatch(const Question& question, const Response& response, const Verdict& verdict) {
    for (std::size_t i = 0; i < question.pairs.size(); ++i) {
        const auto given = response.match.find(leftId(i));
        const QString chosen = given == response.match.end() ? QString() : rightText(question, given->second);
        const QString arrow = QStringLiteral(" ") + QChar(0x2192) + QStringLiteral(" ");
        const Part& part = verdict.parts[i];
        add(AnswerOption::Box::None, m_html(question.pairs[i].left) + arrow + m_html(chosen), part.mark,
            part.correct.isEmpty() ? QString() : Words::tr("It belongs to: %1").arg(m_html(part.correct)));
    }
}

} // namespace

AnswerForm* AnswerForm::make(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting,
                             int index, QWidget* parent) {
    switch (sitting.question(index).kind) {
    case QuestionKind::Numeric:
    case QuestionKind::FillIn:
        return new FieldForm(theme, sitting, index, parent);
    case QuestionKind::Ordering:
        return new OrderForm(theme, html, sitting, index, parent);
    case QuestionKind::Matching:
        return new MatchForm(theme, html, sitting, index, parent);
    case QuestionKind::Single:
    case QuestionKind::Multiple:
    case QuestionKind::TrueFalse:
        break;
    }
    return new ChoiceForm(theme, html, sitting, index, parent);
}

void addVerdictCards(QVBoxLayout& layout, const theme::Theme& theme, const InlineHtml& html,
                     const Sitting& sitting, int index) {
    const Question& question = sitting.question(index);
    const Verdict& verdict = sitting.verdict(index);
    Cards cards(layout, theme, html);
    switch (question.kind) {
    case QuestionKind::Single:
    case QuestionKind::Multiple:
        return cards.addChoice(question, sitting.order(index), verdict);
    case QuestionKind::TrueFalse:
        return cards.addTruth(verdict);
    case QuestionKind::Numeric:
    case QuestionKind::FillIn:
        return cards.addField(question, sitting.response(index), verdict);
    case QuestionKind::Ordering:
        return cards.addOrder(question, verdict);
    case QuestionKind::Matching:
        return cards.addMatch(question, sitting.response(index), verdict);
    }
}

QString howToAnswer(const Question& question) {
    switch (question.kind) {
    case QuestionKind::Single:
        return Words::tr("Choose one answer.");
    case QuestionKind::TrueFalse:
        return Words::tr("True or false?");
    case QuestionKind::Numeric:
        return Words::tr("Type a number.");
    case QuestionKind::Ordering:
        return Words::tr("Put them in order, first on top. Drag, or Alt with the arrow keys.");
    case QuestionKind::Matching:
        return Words::tr("Choose the match for each line.");
    case QuestionKind::FillIn:
        return Words::tr("Type the missing word or words.");
    case QuestionKind::Multiple:
        break;
    }
    const auto wanted = std::count_if(question.options.begin(), question.options.end(),
                                      [](const course::Option& option) { return option.right; });
    return wanted == 1
               ? Words::tr("Choose all that apply. There is one.")
               : Words::tr("Choose all that apply. There are %1.").arg(number(static_cast<int>(wanted)));
}

QString verdictWords(const Question& question, const Verdict& verdict) {
    if (verdict.right)
        return Words::tr("Right");
    const int good = verdict.count(Mark::Right);
    const int whole = static_cast<int>(verdict.parts.size());
    if (question.kind == QuestionKind::Ordering)
        return Words::tr("%1 of %2 in their place").arg(capital(number(good)), number(whole));
    if (question.kind == QuestionKind::Matching)
        return Words::tr("%1 of %2 matched").arg(capital(number(good)), number(whole));
    if (question.kind != QuestionKind::Multiple)
        return Words::tr("Not so");
    const int extra = verdict.count(Mark::NotSo);
    const QString found = capital(number(good));
    const QString wanted = number(good + verdict.count(Mark::Missed));
    return extra ? Words::tr("%1 of %2, and %3 too many").arg(found, wanted, number(extra))
                 : Words::tr("%1 of %2").arg(found, wanted);
}

} // namespace understudy::quiz
