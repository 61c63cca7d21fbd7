#include "views/charts/dashboard/PanelGrid.h"

#include <QResizeEvent>

#include <algorithm>

namespace understudy::charts {

using dashboards::Panel;

namespace {

constexpr int Columns = 24, Step = 30, Gap = 8, Edge = 12, LeastWidth = 760;

} // namespace

PanelGrid::PanelGrid(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    connect(&theme, &theme::Theme::changed, this, &PanelGrid::place);
}

void PanelGrid::setPanels(const std::vector<Panel>& panels) {
    for (Item& item : m_items)
        delete item.widget;
    m_items.clear();
    m_frames.clear();
    for (const Panel& panel : panels) {
        Item item{panel, nullptr, false};
        if (panel.kind == Panel::Kind::Row) {
            auto* button = new theme::Button(m_theme, panel.title.isEmpty() ? tr("Row") : panel.title,
                                             theme::ButtonKind::Quiet, QStringLiteral("chevron-down"),
                                             theme::ButtonSize::Compact, this);
            const std::size_t index = m_items.size();
            connect(button, &QPushButton::clicked, this, [this, index, button] {
                m_items[index].folded = !m_items[index].folded;
                button->setIconName(m_items[index].folded ? QStringLiteral("chevron-right")
                                                          : QStringLiteral("chevron-down"));
                button->setAccessibleDescription(m_items[index].folded ? tr("Folded") : QString());
                place();
            });
            item.widget = button;
        } else {
            m_frames.push_back(new PanelFrame(m_theme, panel, this));
            item.widget = m_frames.back();
        }
        item.widget->show();
        m_items.push_back(item);
    }
    place();
}

void PanelGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (event->oldSize().width() != width())
        place();
}

void PanelGrid::place() {
    const int height = width() * 100 / m_theme.textPercent() < LeastWidth ? placeBelow() : placeBeside();
    setMinimumHeight(height + Edge);
}

int PanelGrid::placeBeside() {
    const double column = double(width() - 2 * Edge) / Columns;
    const int step = m_theme.px(Step);
    int shift = 0, rowTop = 0, bottom = 0;
    bool folded = false;
    for (const Item& item : m_items) {
        if (item.panel.kind == Panel::Kind::Row) {
            if (folded) // what was folded away leaves no hole
                shift += item.panel.y - rowTop - 1;
            folded = item.folded;
            rowTop = item.panel.y;
        }
        const bool hidden = folded && item.panel.kind != Panel::Kind::Row;
        item.widget->setVisible(!hidden);
        if (hidden)
            continue;
        const int y = Edge + (item.panel.y - shift) * step;
        const int x = Edge + int(item.panel.x * column);
        const int w = int(item.panel.width * column) - Gap, h = item.panel.height * step - Gap;
        if (item.panel.kind == Panel::Kind::Row)
            item.widget->setGeometry(Edge, y, std::min(width(), item.widget->sizeHint().width()), step);
        else
            item.widget->setGeometry(x, y, w, h);
        bottom = std::max(bottom, y + std::max(step, h));
    }
    return bottom;
}

int PanelGrid::placeBelow() {
    int y = Edge;
    bool folded = false;
    for (const Item& item : m_items) {
        const bool row = item.panel.kind == Panel::Kind::Row;
        if (row)
            folded = item.folded;
        item.widget->setVisible(row || !folded);
        if (!row && folded)
            continue;
        const int height = row ? m_theme.px(Step) : item.panel.height * m_theme.px(Step) - Gap;
        item.widget->setGeometry(Edge, y, width() - 2 * Edge, height);
        y += height + Gap;
    }
    return y;
}

} // namespace understudy::charts
