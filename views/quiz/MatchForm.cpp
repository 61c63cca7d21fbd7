#include "views/quiz/MatchForm.h"

#include "views/theme/Widgets.h"

#include <QComboBox>
#include <QGridLayout>
#include <QTextDocumentFragment>

namespace understudy::quiz {

MatchForm::MatchForm(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting, int index,
                     QWidget* parent)
    : AnswerForm(parent) {
    const course::Question& question = sitting.question(index);
    const auto plain = [&](const QString& markdown) {
        return QTextDocumentFragment::fromHtml(html(markdown)).toPlainText();
    };
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < question.pairs.size(); ++i) {
        auto* left = new theme::Text(theme, theme::Type::Body, theme::Color::Text,
                                     plain(question.pairs[i].left), this);
        left->setWordWrap(true);
        auto* right = new QComboBox(this);
        right->setFont(theme.font(theme::Type::Body));
        right->setMinimumHeight(theme.px(40));
        right->setMinimumContentsLength(12);
        right->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        right->setAccessibleName(tr("Match for %1").arg(left->text()));
        right->addItem(tr("Choose"), QString());
        for (const QString& id : sitting.order(index))
            right->addItem(plain(rightText(question, id)), id);
        connect(right, &QComboBox::activated, this, &AnswerForm::changed);
        left->setBuddy(right);
        grid->addWidget(left, static_cast<int>(i), 0);
        grid->addWidget(right, static_cast<int>(i), 1);
        m_rights.push_back(right);
    }
}

Response MatchForm::response() const {
    Response response;
    for (std::size_t i = 0; i < m_rights.size(); ++i)
        if (const QString id = m_rights[i]->currentData().toString(); !id.isEmpty())
            response.match.emplace(leftId(i), id);
    return response;
}

void MatchForm::setResponse(const Response& response) {
    for (std::size_t i = 0; i < m_rights.size(); ++i) {
        const auto given = response.match.find(leftId(i));
        m_rights[i]->setCurrentIndex(
            given == response.match.end() ? 0 : std::max(0, m_rights[i]->findData(given->second)));
    }
}

bool MatchForm::choose(int letter) {
    if (letter < 0 || letter >= static_cast<int>(m_rights.size()))
        return false;
    m_rights[static_cast<std::size_t>(letter)]->setFocus(Qt::TabFocusReason);
    return true;
}

QWidget* MatchForm::firstFocus() const { return m_rights.empty() ? nullptr : m_rights.front(); }
} // namespace understudy::quiz
