#include "views/theme/StateDialog.h"

#include "views/theme/Ground.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace understudy::theme {

StateDialog::StateDialog(const Theme& theme, const QString& icon, Color iconRole, const QString& title,
                         const QString& text, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_body(new QVBoxLayout)
    , m_foot(new QHBoxLayout) {
    setWindowTitle(title);
    setMinimumWidth(theme.px(680));

    auto* mark = new QLabel(this);
    mark->setPixmap(theme.pixmap(icon, iconRole, theme.px(26), devicePixelRatioF()));
    auto* heading = new Text(theme, Type::Title, Color::Text, title, this);
    heading->setWordWrap(true);
    auto* words = new Text(theme, Type::Body, Color::Text, text, this);
    words->setWordWrap(true);

    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    column->addWidget(heading);
    column->addWidget(words);
    m_body->setContentsMargins(0, 6, 0, 0);
    m_body->setSpacing(8);
    column->addLayout(m_body);
    column->addStretch(1);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(26, 22, 26, 18);
    head->setSpacing(14);
    head->addWidget(mark, 0, Qt::AlignTop);
    head->addLayout(column, 1);

    auto* foot = new Ground(theme, Color::BgSunken, this);
    foot->setLayout(m_foot);
    m_foot->setContentsMargins(20, 12, 20, 12);
    m_foot->setSpacing(8);
    m_foot->addStretch(1);

    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(head, 1);
    all->addWidget(new Hairline(theme, Qt::Horizontal, this));
    all->addWidget(foot);
}

Button* StateDialog::addChoice(const QString& text, ButtonKind kind, int result) {
    auto* button = new Button(m_theme, text, kind, {}, ButtonSize::Normal, this);
    m_foot->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, result] { done(result); });
    if (kind == ButtonKind::Primary) {
        button->setDefault(true);
        button->setFocus();
    }
    return button;
}

Button* StateDialog::addAside(const QString& text, const QString& icon) {
    auto* button = new Button(m_theme, text, ButtonKind::Quiet, icon, ButtonSize::Normal, this);
    m_foot->insertWidget(0, button);
    return button;
}

void StateDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), m_theme.color(Color::BgPanel)); }

} // namespace understudy::theme
