#pragma once

#include "views/theme/Button.h"
#include "views/theme/Text.h"

#include <QWidget>

namespace understudy::theme {

/// The skeleton of "something is the matter": icon, sentence, what is kept, what to do, detail small and
/// last. Used in panes (no lab) and, inside StateDialog, for questions that stop everything.
class StatePanel final : public QWidget {
    Q_OBJECT
public:
    StatePanel(const Theme& theme, const QString& icon, Color iconRole, const QString& title,
               const QString& text, QWidget* parent = nullptr);
    QWidget* body() const { return m_body; } ///< between text and actions; its layout is a QVBoxLayout
    Button* addAction(const QString& text, ButtonKind kind, const QString& icon = {});
    void setText(const QString& text);
    void setDetail(const QString& detail);

private:
    const Theme& m_theme;
    Text* m_text;
    Text* m_detail;
    QWidget* m_body;
    QWidget* m_actions;
    QWidget* m_rule;
};

} // namespace understudy::theme
