#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

#include <vector>

namespace understudy::theme {

/// One line that names keys and what they do: [A] to [D] choose  [Enter] answer.
class KeyHints final : public QWidget {
    Q_OBJECT
public:
    struct Hint {
        QStringList keys; ///< two keys "A", "D" with a word between them: "to"; "" joins them
        QString between;
        QString does;
    };
    KeyHints(const Theme& theme, std::vector<Hint> hints, QWidget* parent = nullptr);
    /// Left, right, or in the middle as at first.
    void setSide(Qt::AlignmentFlag side) { m_side = side; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int walk(class QPainter* painter, int x) const; ///< draws when there is a painter; returns the end

    const Theme& m_theme;
    std::vector<Hint> m_hints;
    Qt::AlignmentFlag m_side = Qt::AlignHCenter;
};

} // namespace understudy::theme
