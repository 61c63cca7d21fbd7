#pragma once

#include "views/theme/Button.h"
#include "views/theme/Text.h"

#include <QDialog>

class QHBoxLayout;
class QVBoxLayout;

namespace understudy::theme {

/// A question or notice that stops everything: icon at the left, sentence, what is kept, and a foot with the
/// actions. The safe choice is the default button and the one that Escape takes.
class StateDialog : public QDialog {
    Q_OBJECT
public:
    StateDialog(const Theme& theme, const QString& icon, Color iconRole, const QString& title,
                const QString& text, QWidget* parent = nullptr);

    QVBoxLayout* body() const { return m_body; } ///< between the text and the foot
    /// Adds a button at the right end of the foot; pressing it ends the dialog with @p result.
    Button* addChoice(const QString& text, ButtonKind kind, int result);
    /// Adds a quiet button at the left end of the foot; the dialog stays open.
    Button* addAside(const QString& text, const QString& icon);

protected:
    void paintEvent(QPaintEvent* event) override;
    const Theme& m_theme;

private:
    QVBoxLayout* m_body;
    QHBoxLayout* m_foot;
};

} // namespace understudy::theme
