#pragma once

#include "views/theme/Widgets.h"

class QLineEdit;

namespace understudy::terminal {

/// The small bar over the terminal that searches its text: field, count, previous, next, close.
class FindBar final : public QWidget {
    Q_OBJECT
public:
    FindBar(const theme::Theme& theme, QWidget* parent);
    QString needle() const;
    void setCount(int current, int count); ///< current from 1; count -1 for nothing searched yet
    void begin(const QString& needle);

Q_SIGNALS:
    void needleChanged(const QString& needle);
    void nextRequested();
    void previousRequested();
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    const theme::Theme& m_theme;
    QLineEdit* m_field;
    theme::Text* m_count;
};

} // namespace understudy::terminal
