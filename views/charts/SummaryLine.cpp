#include "views/charts/SummaryLine.h"

#include <QHBoxLayout>
#include <QPainter>

namespace understudy::charts {

using theme::Color;
using theme::Type;

namespace {

QString shortWords(const ChartSpec& spec) {
    if (spec.limit)
        return SummaryLine::tr("limit %1").arg(tickText(*spec.limit, spec.unit));
    return spec.normalFrom && spec.normalTo
               ? SummaryLine::tr("normal %1 to %2")
                     .arg(tickText(*spec.normalFrom, spec.unit), tickText(*spec.normalTo, spec.unit))
               : QString();
}

} // namespace

SummaryLine::SummaryLine(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(6);
    setFixedHeight(theme.px(32));
    connect(&theme, &theme::Theme::changed, this, [this] { setFixedHeight(m_theme.px(32)); });
}

void SummaryLine::setCharts(const std::vector<ChartSpec>& specs) {
    auto* row = static_cast<QHBoxLayout*>(layout());
    while (QLayoutItem* item = row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_parts.clear();
    for (const ChartSpec& spec : specs) {
        if (!m_parts.empty())
            row->addSpacing(14);
        Part part{spec, new theme::NumberLabel(m_theme, Type::UiStrong, Color::Text2, this),
                  new theme::Text(m_theme, Type::Small, Color::Text3, shortWords(spec), this)};
        part.value->setText(valueText({}, spec.unit));
        part.words->setToolTip(spec.words);
        row->addWidget(new theme::Text(m_theme, Type::Small, Color::Text2, spec.title, this));
        row->addWidget(part.value);
        row->addWidget(part.words);
        m_parts.push_back(part);
    }
    row->addStretch(1);
    giveWay();
}

void SummaryLine::setValue(int chart, std::optional<double> value) {
    const Part& part = m_parts[std::size_t(chart)];
    const Standing now = standingOf(part.spec, value);
    part.value->setText(valueText(value, part.spec.unit));
    part.value->setRole(ChartPane::roleOf(now));
    part.words->setRole(now == Standing::OverLimit || now == Standing::AboveNormal ? ChartPane::roleOf(now)
                                                                                   : Color::Text3);
}

// Limits in words are the first to go where there is no room.
void SummaryLine::giveWay() {
    int needed = 24;
    for (int i = 0; i < layout()->count(); ++i) {
        const QLayoutItem* item = layout()->itemAt(i);
        needed += (item->widget() ? item->widget()->sizeHint().width() : item->sizeHint().width()) + 6;
    }
    for (const Part& part : m_parts)
        part.words->setVisible(needed <= width());
}

void SummaryLine::resizeEvent(QResizeEvent*) { giveWay(); }

void SummaryLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgPanel));
}

} // namespace understudy::charts
