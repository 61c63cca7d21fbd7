#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::theme {

/// A hairline, one device-independent pixel.
class Hairline final : public QWidget {
    Q_OBJECT
public:
    Hairline(const Theme& theme, Qt::Orientation orientation, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
};

/// A plain ground of one background role.
class Ground : public QWidget {
    Q_OBJECT
public:
    Ground(const Theme& theme, Color role, QWidget* parent = nullptr);
    void setRole(Color role);

protected:
    void paintEvent(QPaintEvent* event) override;
    const Theme& m_theme;

private:
    Color m_role;
};

} // namespace understudy::theme
