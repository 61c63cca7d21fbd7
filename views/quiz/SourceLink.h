#pragma once

#include "views/theme/Theme.h"

#include <QAbstractButton>

namespace understudy::quiz {

/// The card that leads to the page a question came from.
class SourceLink final : public QAbstractButton {
    Q_OBJECT
public:
    /// @p where is "Module 1, part 3", @p title the page's.
    SourceLink(const theme::Theme& theme, const QString& where, const QString& title,
               QWidget* parent = nullptr);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const theme::Theme& m_theme;
    QString m_where, m_title;
};

} // namespace understudy::quiz
