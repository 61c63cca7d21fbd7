#pragma once

#include "views/theme/Widgets.h"

class QLineEdit;

namespace understudy::terminal {

/// The small bar over the terminal that searches its text: field, pattern switch, count, previous, next,
/// close.
class FindBar final : public QWidget {
    Q_OBJECT
public:
    FindBar(const theme::Theme& theme, QWidget* parent);
    QString needle() const;
    bool isPattern() const;
    /// @p current from 1; @p count -1 for nothing searched yet; @p trouble: why a pattern is none.
    void setCount(int current, int count, const QString& trouble = {});
    void begin(const QString& needle);

Q_SIGNALS:
    void needleChanged();
    void nextRequested();
    void previousRequested();
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    const theme::Theme& m_theme;
    QLineEdit* m_field;
    QToolButton* m_pattern;
    theme::Text* m_count;
};

} // namespace understudy::terminal
