#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::theme {

/// Open ring, ring with an arc, green tick, red cross, amber bar, red ring: how far a thing is.
enum class State { Open, Partly, Done, Failed, Caution, Late };
void paintState(QPainter& painter, const QRectF& box, const Theme& theme, State state, double share = 0);

class StateRing final : public QWidget {
    Q_OBJECT
public:
    StateRing(const Theme& theme, QWidget* parent = nullptr, int size = 20);
    void set(State state, double share = 0); ///< share 0 to 1, for Partly
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    State m_state = State::Open;
    double m_share = 0;
    int m_size;
};

} // namespace understudy::theme
