#include "views/charts/ChartPane.h"

#include <QAccessibleWidget>
#include <QDateTime>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <cmath>

namespace understudy::charts {

using theme::Color;
using theme::Type;

namespace {

std::optional<qint64> sinceWhen(const ChartSpec& spec, const metrics::Series& series) {
    std::optional<qint64> since;
    std::optional<Standing> now;
    for (auto it = series.samples().rbegin(); it != series.samples().rend(); ++it) {
        if (!std::isfinite(it->value))
            break;
        const Standing then = standingOf(spec, it->value);
        if (now && then != *now)
            return since;
        now = then;
        since = it->at;
    }
    return {}; // as long as we know, which says nothing about when it began
}

} // namespace

ChartPane::ChartPane(const theme::Theme& theme, ChartSpec spec, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_spec(std::move(spec))
    , m_title(new theme::Text(theme, Type::Ui, Color::Text, m_spec.title, this))
    , m_words(new theme::Text(theme, Type::Small, Color::Text3, m_spec.words, this))
    , m_value(new theme::NumberLabel(theme, Type::Metric, Color::Text2, this))
    , m_smallValue(new theme::NumberLabel(theme, Type::Heading, Color::Text2, this))
    , m_plot(new ChartPlot(theme, this)) {
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_title->setMinimumWidth(0);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(0);
    auto* header = new QHBoxLayout;
    header->setSpacing(8);
    header->addWidget(m_title);
    header->addWidget(m_words, 1);
    header->addStretch(0);
    header->addWidget(m_value);
    header->addWidget(m_smallValue);
    column->addLayout(header);
    column->addWidget(m_plot, 1);
    m_plot->setSpec(m_spec);
    m_plot->setAccessibleName(m_spec.title);
    setDensity(Density::Side);
    connect(&theme, &theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChartPane::setDensity(Density density) {
    m_density = density;
    const bool strip = density == Density::Strip;
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->setContentsMargins(0, strip ? 8 : 10, strip ? 1 : 0, strip ? 4 : 5);
    QLayout* header = column->itemAt(0)->layout();
    header->setContentsMargins(strip ? 12 : 14, 0, strip ? 10 : 14, strip ? 0 : 2);
    m_words->setVisible(!strip && !m_spec.words.isEmpty());
    static_cast<QHBoxLayout*>(header)->setStretch(2, m_words->isHidden() ? 1 : 0);
    m_value->setVisible(!strip);
    m_smallValue->setVisible(strip);
    m_plot->setDensity(density);
    showValue();
}

void ChartPane::setLast(bool last) {
    m_last = last;
    update();
}

void ChartPane::setSeries(const metrics::Series& series, qint64 notBefore) {
    const Standing before = standing();
    const auto newest = series.latest(notBefore);
    m_latest = newest ? std::optional<double>(newest->value) : std::nullopt;
    m_since = sinceWhen(m_spec, series);
    m_plot->setSeries(series);
    showValue();
    if (standing() != before)
        Q_EMIT standingChanged(standing());
}

Color ChartPane::roleOf(Standing standing) {
    switch (standing) {
    case Standing::OverLimit:
        return Color::DangerText;
    case Standing::AboveNormal:
        return Color::WarnText;
    case Standing::Normal:
    case Standing::BelowNormal:
    case Standing::Unknown:
        break;
    }
    return Color::Text2;
}

void ChartPane::showValue() {
    const Standing now = standing();
    const Color role = roleOf(now);
    for (theme::NumberLabel* value : {m_value, m_smallValue}) {
        value->setText(valueText(m_latest, m_spec.unit));
        value->setRole(role);
    }
    m_words->setRole(now == Standing::OverLimit || now == Standing::AboveNormal ? role : Color::Text3);
    m_plot->setToolTip(m_density == Density::Strip ? m_spec.words : QString());
    setAccessibleName(summary());
}

QString ChartPane::standingWords() const {
    switch (standing()) {
    case Standing::OverLimit:
        return tr("above the limit of %1").arg(valueText(m_spec.limit, m_spec.unit));
    case Standing::AboveNormal:
        return tr("above the normal %1").arg(valueText(m_spec.normalTo, m_spec.unit));
    case Standing::BelowNormal:
        return tr("below the normal %1").arg(valueText(m_spec.normalFrom, m_spec.unit));
    case Standing::Normal:
        return m_spec.line() ? tr("normal") : QString();
    case Standing::Unknown:
        break;
    }
    return tr("no value at the moment");
}

QString ChartPane::summary() const {
    QString text = m_latest ? tr("%1, %2").arg(m_spec.title, valueText(m_latest, m_spec.unit)) : m_spec.title;
    const QString words = standingWords();
    if (words.isEmpty())
        return text;
    text += QStringLiteral(", ") + words;
    const bool matters = standing() != Standing::Normal && standing() != Standing::Unknown;
    return matters && m_since
               ? tr("%1 since %2")
                     .arg(text, QDateTime::fromMSecsSinceEpoch(*m_since).toString(QStringLiteral("HH:mm")))
               : text;
}

void ChartPane::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgPanel));
    if (m_last)
        return;
    const QRect edge =
        m_density == Density::Strip ? QRect(width() - 1, 0, 1, height()) : QRect(0, height() - 1, width(), 1);
    painter.fillRect(edge, m_theme.color(Color::Line));
}

QAccessibleInterface* chartAccess(const QString& className, QObject* object) {
    auto* pane = qobject_cast<ChartPane*>(object);
    return pane && className == QLatin1String(ChartPane::staticMetaObject.className())
               ? new QAccessibleWidget(pane, QAccessible::Chart)
               : nullptr;
}

} // namespace understudy::charts
