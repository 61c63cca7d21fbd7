#pragma once

#include "views/theme/Widgets.h"

class QPlainTextEdit;

namespace understudy::terminal {

/// The output of one command as plain text in a panel over the terminal: read by screen readers from its
/// first line, and walked through with the arrow keys. Escape goes back.
class OutputReader final : public QWidget {
    Q_OBJECT
public:
    OutputReader(const theme::Theme& theme, QWidget* parent);
    void open(const QString& text);
    QString text() const;

Q_SIGNALS:
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void close();

    const theme::Theme& m_theme;
    QPlainTextEdit* m_text;
};

} // namespace understudy::terminal
