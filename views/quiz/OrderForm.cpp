#include "views/quiz/OrderForm.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

namespace understudy::quiz {

OrderForm::OrderForm(const theme::Theme& theme, const InlineHtml& html, const Sitting& sitting, int index,
                     QWidget* parent)
    : AnswerForm(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    for (const course::Option& option : sitting.question(index).options) {
        auto* card = new AnswerOption(theme, AnswerOption::Box::Place, html(option.text), this);
        card->setAccessibleDescription(tr("Alt and arrow up or down moves it."));
        card->setCursor(Qt::OpenHandCursor);
        card->installEventFilter(this);
        connect(card, &AnswerOption::moved, this, [this, card](int steps) {
            const int place = std::clamp(placeOf(card) + steps, 0, static_cast<int>(m_rows.size()) - 1);
            m_rows[static_cast<std::size_t>(place)].card->setFocus(Qt::TabFocusReason);
        });
        m_rows.push_back({option.id, card});
    }
    Response shown;
    shown.chosen = sitting.order(index);
    setResponse(shown);
}

int OrderForm::placeOf(const QObject* card) const {
    const auto row =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& one) { return one.card == card; });
    return static_cast<int>(row - m_rows.begin());
}

void OrderForm::arrange() {
    auto* column = static_cast<QVBoxLayout*>(layout());
    QWidget* before = nullptr;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        column->removeWidget(m_rows[i].card);
        column->insertWidget(static_cast<int>(i), m_rows[i].card);
        m_rows[i].card->setPlace(static_cast<int>(i + 1));
        if (before)
            setTabOrder(before, m_rows[i].card);
        before = m_rows[i].card;
    }
}

void OrderForm::move(int from, int to) {
    if (to < 0 || to >= static_cast<int>(m_rows.size()) || from == to)
        return;
    const auto first = m_rows.begin();
    if (from < to)
        std::rotate(first + from, first + from + 1, first + to + 1);
    else
        std::rotate(first + to, first + from, first + from + 1);
    arrange();
    AnswerOption* card = m_rows[static_cast<std::size_t>(to)].card;
    QAccessibleEvent said(card, QAccessible::NameChanged); // read out with its new number
    QAccessible::updateAccessibility(&said);
    Q_EMIT changed();
}

bool OrderForm::keyOn(int place, const QEvent* event) {
    const auto* key = static_cast<const QKeyEvent*>(event);
    if (!(key->modifiers() & (Qt::AltModifier | Qt::ControlModifier)))
        return false;
    if (key->key() != Qt::Key_Up && key->key() != Qt::Key_Down)
        return false;
    move(place, place + (key->key() == Qt::Key_Up ? -1 : 1));
    return true;
}

void OrderForm::drag(int place, int y) {
    // The card changes places with a neighbor once the pointer is over the neighbor's middle.
    const auto middle = [&](int at) {
        return m_rows[static_cast<std::size_t>(at)].card->geometry().center().y();
    };
    if (place > 0 && y < middle(place - 1))
        move(place, place - 1);
    else if (place + 1 < static_cast<int>(m_rows.size()) && y > middle(place + 1))
        move(place, place + 1);
}

bool OrderForm::eventFilter(QObject* watched, QEvent* event) {
    const int place = placeOf(watched);
    if (place == static_cast<int>(m_rows.size()))
        return AnswerForm::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress && keyOn(place, event))
        return true;
    if (event->type() == QEvent::MouseMove) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->buttons() & Qt::LeftButton)
            drag(place, mapFromGlobal(mouse->globalPosition().toPoint()).y());
    }
    return AnswerForm::eventFilter(watched, event);
}

Response OrderForm::response() const {
    Response response;
    for (const Row& row : m_rows)
        response.chosen << row.id;
    return response;
}

void OrderForm::setResponse(const Response& response) {
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const Row& a, const Row& b) {
        return response.chosen.indexOf(a.id) < response.chosen.indexOf(b.id);
    });
    arrange();
}

bool OrderForm::choose(int letter) {
    if (letter < 0 || letter >= static_cast<int>(m_rows.size()))
        return false;
    m_rows[static_cast<std::size_t>(letter)].card->setFocus(Qt::TabFocusReason);
    return true;
}

QWidget* OrderForm::firstFocus() const { return m_rows.empty() ? nullptr : m_rows.front().card; }
} // namespace understudy::quiz
