#include "views/theme/StatePanel.h"

#include "views/theme/Ground.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace understudy::theme {

namespace {

/// The icon of a state in its role's colour.
class StateIcon final : public QLabel {
public:
    StateIcon(const Theme& theme, const QString& name, Color role, QWidget* parent)
        : QLabel(parent) {
        const auto draw = [this, &theme, name, role] {
            setPixmap(theme.pixmap(name, role, theme.px(32), devicePixelRatioF()));
        };
        connect(&theme, &Theme::changed, this, draw);
        draw();
    }
};

} // namespace

StatePanel::StatePanel(const Theme& theme, const QString& icon, Color iconRole, const QString& title,
                       const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_text(new Text(theme, Type::Body, Color::Text, text))
    , m_detail(new Text(theme, Type::Small, Color::Text2))
    , m_body(new QWidget)
    , m_actions(new QWidget) {
    m_text->setWordWrap(true);
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* bodyColumn = new QVBoxLayout(m_body);
    bodyColumn->setContentsMargins(0, 0, 0, 0);
    auto* actionRow = new QHBoxLayout(m_actions);
    actionRow->setContentsMargins(0, 16, 0, 0);
    actionRow->setSpacing(8);
    actionRow->addStretch(1);

    auto* column = new QWidget(this);
    column->setMaximumWidth(460);
    auto* lines = new QVBoxLayout(column);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    lines->addWidget(new StateIcon(theme, icon, iconRole, column));
    lines->addSpacing(12);
    auto* heading = new Text(theme, Type::Title, Color::Text, title);
    heading->setWordWrap(true);
    lines->addWidget(heading);
    lines->addSpacing(6);
    lines->addWidget(m_text);
    lines->addWidget(m_body);
    lines->addWidget(m_actions);
    lines->addSpacing(16);
    auto* rule = new Hairline(theme, Qt::Horizontal, column);
    lines->addWidget(rule);
    lines->addSpacing(10);
    lines->addWidget(m_detail);
    rule->hide();
    m_detail->hide();
    m_rule = rule;

    auto* outer = new QHBoxLayout(this);
    outer->setContentsMargins(24, 24, 24, 24);
    outer->addStretch(1);
    outer->addWidget(column, 100, Qt::AlignVCenter);
    outer->addStretch(1);
    setAccessibleName(title);
    setAccessibleDescription(text);
}

Button* StatePanel::addAction(const QString& text, ButtonKind kind, const QString& icon) {
    auto* button = new Button(m_theme, text, kind, icon, ButtonSize::Normal, m_actions);
    auto* row = static_cast<QHBoxLayout*>(m_actions->layout());
    row->insertWidget(row->count() - 1, button);
    return button;
}

void StatePanel::setText(const QString& text) {
    m_text->setText(text);
    setAccessibleDescription(text);
}

void StatePanel::setDetail(const QString& detail) {
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    m_rule->setVisible(!detail.isEmpty());
}

} // namespace understudy::theme
