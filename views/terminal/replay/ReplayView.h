#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "views/terminal/TerminalView.h"
#include "views/terminal/replay/Player.h"
#include "views/theme/Widgets.h"

class QComboBox;
class QSlider;

namespace understudy::terminal {

/// A recording played in a terminal that takes no keys: play, pause, a slider for the place, and the speed.
class ReplayView final : public QWidget {
    Q_OBJECT
public:
    /// Errors: NotFound, BadInput (no recording, or a broken line 1).
    static Result<Cast> read(const QString& path);

    ReplayView(const theme::Theme& theme, const Clock& clock, Cast cast, QWidget* parent = nullptr);

    TerminalView& view() { return *m_view; }
    Player& player() { return m_player; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void togglePlaying();
    void refresh();
    bool key(int key, bool shift);

    const theme::Theme& m_theme;
    Player m_player;
    TerminalView* m_view;
    theme::IconButton* m_play;
    QSlider* m_slider;
    theme::NumberLabel* m_time;
    QComboBox* m_speed;
};

} // namespace understudy::terminal
