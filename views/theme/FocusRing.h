#pragma once

#include <QFocusFrame>
#include <QPointer>

namespace understudy::theme {

class Theme;

/// The 2 px ring around what has the focus, drawn after keyboard moves only. One per window.
class FocusRing final : public QFocusFrame {
    Q_OBJECT
public:
    FocusRing(const Theme& theme, QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool takesRing(const QWidget& widget) const;

    const Theme& m_theme;
    QWidget* m_window;
    QPointer<QWidget> m_target;
};

} // namespace understudy::theme
