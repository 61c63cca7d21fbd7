#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

#include <vector>

namespace understudy::quiz {

/// One line that names keys and what they do: [A] to [D] choose  [Enter] answer.
class KeyHints final : public QWidget {
    Q_OBJECT
public:
    struct Hint {
        QStringList keys; ///< two keys "A", "D" with a word between them: "to"; "" joins them
        QString between;
        QString does;
    };
    KeyHints(const theme::Theme& theme, std::vector<Hint> hints, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int walk(class QPainter* painter, int x) const; ///< draws when there is a painter; returns the end

    const theme::Theme& m_theme;
    std::vector<Hint> m_hints;
};

} // namespace understudy::quiz
