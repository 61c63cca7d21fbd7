#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::theme {

/// A number that changes in place: each digit in a cell as wide as "0", so that nothing jitters.
class NumberLabel final : public QWidget {
    Q_OBJECT
public:
    NumberLabel(const Theme& theme, Type type, Color role, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setRole(Color role);
    QString text() const { return m_text; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Type m_type;
    Color m_role;
    QString m_text;
};

} // namespace understudy::theme
