#pragma once

#include "core/traces/Trace.h"
#include "views/theme/Theme.h"

#include <QStyledItemDelegate>

namespace understudy::traces {

/// Draws when a span ran as a bar in a window of time, with a thick line below it where the whole trace
/// waited for it and a cross where it failed.
class BarDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit BarDelegate(const theme::Theme& theme, QObject* parent = nullptr);

    /// Items name their span by this role.
    static constexpr int SpanRole = Qt::UserRole;
    void setTrace(const Trace* trace); ///< not owned
    /// Microseconds since the start of the trace.
    void setWindow(double from, double to);
    double from() const { return m_from; }
    double to() const { return m_to; }
    /// How long the trace waited for the span, in microseconds.
    qint64 critical(int span) const;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    void paintBar(QPainter& painter, const QRect& cell, int index) const;

    const theme::Theme& m_theme;
    const Trace* m_trace = nullptr;
    std::vector<std::vector<Stretch>> m_critical; ///< by span
    std::map<QString, int> m_series;              ///< the colour of a service
    qint64 m_start = 0;
    double m_from = 0, m_to = 1;
};

} // namespace understudy::traces
