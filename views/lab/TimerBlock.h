#pragma once

#include "views/theme/Bar.h"
#include "views/theme/NumberLabel.h"
#include "views/theme/Text.h"

namespace understudy::lab {

/// A countdown in the header: time left, of how much, a bar, and whether it stands still.
class TimerBlock final : public QWidget {
    Q_OBJECT
public:
    TimerBlock(const theme::Theme& theme, QWidget* parent = nullptr);
    /// Seconds. Announced at half, five minutes, one minute and the end.
    void set(int left, int limit, bool paused);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void announce(int left, int limit);

    const theme::Theme& m_theme;
    theme::NumberLabel* m_number;
    theme::Text* m_words;
    theme::Bar* m_bar;
    int m_last = -1;
};

/// 25:08, 1:21:36, and with a sign when it is over.
QString timeText(int seconds);
/// "2 h", "1 h 30 min", "45 min".
QString spanText(int seconds);

} // namespace understudy::lab
