#pragma once

#include "views/theme/Theme.h"

#include <QStringList>
#include <QWidget>

namespace understudy::theme {

/// A command's lines at a width in characters: broken at spaces, and inside a word only where that word alone
/// is wider than the line. Joined again they hold every character but the spaces they were broken at.
QStringList commandLines(const QString& command, int columns);

/// The words of a command in the terminal's font, one cell a character, so that "--" is never joined.
class CommandText final : public QWidget {
    Q_OBJECT
public:
    CommandText(const Theme& theme, const QString& command, QWidget* parent = nullptr);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void restyle();
    int columns(int width) const;
    int lineHeight() const { return m_theme.px(17); }
    const Theme& m_theme;
    QString m_command;
    double m_cell = 8; ///< width of a character
};

} // namespace understudy::theme
