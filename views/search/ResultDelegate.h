#pragma once

#include "views/theme/Theme.h"

#include <QStyledItemDelegate>

namespace understudy::search {

struct Mark;

/// Draws a line of the results: a heading, or an icon, the title with what answered in it, and where it is.
class ResultDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    ResultDelegate(const theme::Theme& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintTitle(QPainter& painter, const QRect& room, const QString& title,
                    const std::vector<Mark>& marks, bool mono) const;

    const theme::Theme& m_theme;
};

} // namespace understudy::search
