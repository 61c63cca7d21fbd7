#include "views/charts/dashboard/PanelFrame.h"

#include <QPainter>
#include <QVBoxLayout>

namespace understudy::charts {

using dashboards::Panel;
using theme::Color;
using theme::Type;

PanelFrame::PanelFrame(const theme::Theme& theme, Panel panel, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_panel(std::move(panel))
    , m_title(new theme::Text(theme, Type::UiStrong, Color::Text, {}, this))
    , m_note(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_body(makeBody(theme, m_panel, this)) {
    m_title->setTextFormat(Qt::PlainText);
    m_title->setText(m_panel.title);
    m_title->setElided(true);
    m_title->setToolTip(m_panel.description.toHtmlEscaped());
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->hide();
    setAccessibleName(m_panel.title);
    setAccessibleDescription(m_panel.description);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_note);
    column->addWidget(m_body, 1);
    m_title->setVisible(!m_panel.title.isEmpty());
    if (m_panel.kind == Panel::Kind::Unknown)
        say({}, false);
    connect(&theme, &theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void PanelFrame::ask(metrics::PrometheusClient& source, const std::vector<dashboards::Variable>& variables,
                     const dashboards::Window& window) {
    if (m_panel.kind == Panel::Kind::Text || m_panel.kind == Panel::Kind::Logs ||
        m_panel.kind == Panel::Kind::Row)
        return;
    for (metrics::Call& call : m_calls)
        call.cancel();
    m_calls.clear();
    m_parts.assign(m_panel.targets.size(), {});
    m_missing = m_panel.targets.size();
    m_trouble.reset();
    m_window = window;
    if (m_panel.targets.empty())
        return finish();
    const bool atOnce = m_panel.kind == Panel::Kind::Table || m_panel.kind == Panel::Kind::Unknown;
    for (std::size_t i = 0; i < m_panel.targets.size(); ++i) {
        const QString expr = dashboards::filledIn(m_panel.targets[i].expr, variables, window);
        const auto answered = [this, i](const Result<metrics::Answer>& answer) { take(i, answer); };
        m_calls.push_back(
            atOnce || m_panel.targets[i].instant
                ? source.query(expr, this, answered, Instant(std::chrono::milliseconds(window.to)))
                : source.queryRange(expr, window.from, window.to, window.step, this, answered));
    }
}

void PanelFrame::take(std::size_t target, const Result<metrics::Answer>& answer) {
    if (answer.ok()) {
        for (const metrics::LabelledSeries& each : answer->series)
            if (!each.series.empty())
                m_parts[target].push_back(
                    {dashboards::legendOf(m_panel.targets[target].legend, each.labels), each});
    } else {
        m_trouble = answer.error();
    }
    if (--m_missing == 0)
        finish();
}

void PanelFrame::finish() {
    std::vector<NamedSeries> all;
    for (auto& part : m_parts)
        for (NamedSeries& each : part)
            all.push_back(std::move(each));
    m_shown = int(all.size());
    if (m_trouble)
        say(m_trouble->code == Errc::Refused ? tr("The query was refused: %1").arg(m_trouble->detail)
                                             : m_trouble->sentence,
            true);
    else if (m_panel.targets.empty())
        say(tr("This panel asks nothing."), false);
    else
        say(all.empty() ? tr("No data in this time.") : QString(), false);
    m_body->show(all, m_window);
    Q_EMIT answered();
}

void PanelFrame::say(const QString& words, bool trouble) {
    QString whole = words;
    if (m_panel.kind == Panel::Kind::Unknown)
        whole = (tr("Panels of the kind \"%1\" are not drawn here: this is its query as a table.")
                     .arg(m_panel.type.left(40)) +
                 QLatin1Char(' ') + words)
                    .trimmed();
    m_note->setText(whole);
    m_note->setRole(trouble ? Color::DangerText : Color::Text2);
    m_note->setVisible(!whole.isEmpty());
}

void PanelFrame::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_theme.color(Color::BgPanel));
    painter.setPen(QPen(m_theme.color(Color::Line), 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace understudy::charts
