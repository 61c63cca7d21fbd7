#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::lab {

/// A hint in its box: "Hint 1 of 3" and the text.
class HintBox final : public QWidget {
    Q_OBJECT
public:
    HintBox(const theme::Theme& theme, int number, int all, const QString& text, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const theme::Theme& m_theme;
};

} // namespace understudy::lab
