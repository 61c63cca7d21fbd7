#include "views/charts/dashboard/PanelBody.h"

#include "views/charts/ChartSpec.h"
#include "views/charts/dashboard/LinesBody.h"
#include "views/theme/Widgets.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace understudy::charts {

using dashboards::Panel;
using theme::Color;
using theme::Type;

namespace {

void clear(QLayout& layout) {
    while (QLayoutItem* item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

theme::Text* plainText(const theme::Theme& theme, Type type, Color role, const QString& words,
                       QWidget* parent) {
    auto* text = new theme::Text(theme, type, role, {}, parent);
    text->setTextFormat(Qt::PlainText); // names come from a server
    text->setText(words);
    return text;
}

/// One number each, as large as there is room for, with its state in words.
class StatBody final : public PanelBody {
public:
    StatBody(const theme::Theme& theme, Panel panel, QWidget* parent)
        : PanelBody(parent)
        , m_theme(theme)
        , m_panel(std::move(panel))
        , m_row(new QHBoxLayout(this)) {
        m_row->setContentsMargins(0, 0, 0, 0);
    }
    void show(const std::vector<NamedSeries>& answers, const dashboards::Window&) override {
        clear(*m_row);
        const std::size_t count = std::min<std::size_t>(MostLines, answers.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto value = reduced(answers[i].values.series, m_panel.reduce);
            const auto [role, state] = value ? stateOf(m_panel, *value) : std::pair(Color::Text2, QString());
            auto* cell = new QWidget(this);
            auto* column = new QVBoxLayout(cell);
            column->setContentsMargins(0, 0, 0, 0);
            column->addStretch(1);
            column->addWidget(plainText(m_theme, Type::Display, role, valueText(value, m_panel.unit), cell),
                              0, Qt::AlignHCenter);
            if (!state.isEmpty())
                column->addWidget(plainText(m_theme, Type::Small, role, state, cell), 0, Qt::AlignHCenter);
            if (count > 1) {
                auto* name = plainText(m_theme, Type::Small, Color::Text2, answers[i].name, cell);
                name->setElided(true);
                column->addWidget(name, 0, Qt::AlignHCenter);
            }
            column->addStretch(1);
            m_row->addWidget(cell, 1);
        }
    }

private:
    const theme::Theme& m_theme;
    Panel m_panel;
    QHBoxLayout* m_row;
};

/// Gauges: name, a bar between the ends of the scale, and the number with its state in words.
class BarsBody final : public PanelBody {
public:
    BarsBody(const theme::Theme& theme, Panel panel, QWidget* parent)
        : PanelBody(parent)
        , m_theme(theme)
        , m_panel(std::move(panel))
        , m_grid(new QGridLayout(this)) {
        m_grid->setContentsMargins(0, 0, 0, 0);
        m_grid->setHorizontalSpacing(10);
        m_grid->setVerticalSpacing(2);
        m_grid->setColumnStretch(1, 1);
    }
    void show(const std::vector<NamedSeries>& answers, const dashboards::Window&) override {
        clear(*m_grid);
        const double low = m_panel.low.value_or(0);
        double high = m_panel.high.value_or(low);
        for (const NamedSeries& each : answers)
            if (!m_panel.high)
                high = std::max(high, reduced(each.values.series, m_panel.reduce).value_or(high));
        int row = 0;
        for (const NamedSeries& each : answers) {
            if (row >= 20)
                break;
            const auto value = reduced(each.values.series, m_panel.reduce);
            const auto [role, state] = value ? stateOf(m_panel, *value) : std::pair(Color::Text2, QString());
            auto* name = plainText(m_theme, Type::Small, Color::Text2, each.name, this);
            name->setElided(true);
            name->setMaximumWidth(m_theme.px(180));
            name->setVisible(answers.size() > 1 || m_panel.kind == Panel::Kind::BarGauge);
            auto* bar = new theme::Bar(m_theme, this, m_panel.kind == Panel::Kind::Gauge ? 14 : 9);
            const double share =
                value && high > low ? std::clamp((*value - low) / (high - low), 0.0, 1.0) : 0;
            bar->set(share, role == Color::Text ? Color::AccentText : role);
            const QString words = valueText(value, m_panel.unit);
            m_grid->addWidget(name, row, 0);
            m_grid->addWidget(bar, row, 1);
            m_grid->addWidget(
                plainText(m_theme, m_panel.kind == Panel::Kind::Gauge ? Type::Metric : Type::UiStrong, role,
                          state.isEmpty() ? words : words + QStringLiteral(" (") + state + QLatin1Char(')'),
                          this),
                row, 2);
            ++row;
        }
        m_grid->setRowStretch(row, m_panel.kind == Panel::Kind::BarGauge ? 1 : 0);
    }

private:
    const theme::Theme& m_theme;
    Panel m_panel;
    QGridLayout* m_grid;
};

/// The answer to a query as it is: a row a series, a column a label, and the value.
class TableBody final : public PanelBody {
public:
    TableBody(const Panel& panel, QWidget* parent)
        : PanelBody(parent)
        , m_unit(panel.unit)
        , m_table(new QTreeWidget(this)) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_table);
        m_table->setRootIsDecorated(false);
        m_table->setSortingEnabled(true);
        m_table->setAccessibleName(panel.title);
        m_table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    }
    void show(const std::vector<NamedSeries>& answers, const dashboards::Window&) override {
        std::set<QString> labels;
        for (const NamedSeries& each : answers)
            for (const auto& label : each.values.labels)
                labels.insert(label.first);
        QStringList heads(labels.begin(), labels.end());
        heads << tr("Value");
        m_table->setSortingEnabled(false);
        m_table->clear();
        m_table->setColumnCount(int(heads.size()));
        m_table->setHeaderLabels(heads);
        for (const NamedSeries& each : answers) {
            QStringList cells;
            for (const QString& label : labels) {
                const auto found = each.values.labels.find(label);
                cells << (found == each.values.labels.end() ? QString() : found->second);
            }
            cells << valueText(reduced(each.values.series, Panel::Reduce::Last), m_unit);
            new QTreeWidgetItem(m_table, cells);
        }
        m_table->setSortingEnabled(true);
    }

private:
    QString m_unit;
    QTreeWidget* m_table;
};

/// Shows nothing but what it was given: no file, no address.
class ClosedBrowser final : public QTextBrowser {
public:
    using QTextBrowser::QTextBrowser;
    QVariant loadResource(int, const QUrl&) override { return {}; }
};

/// Words of the dashboard's author.
class TextBody final : public PanelBody {
public:
    TextBody(const theme::Theme& theme, const Panel& panel, QWidget* parent)
        : PanelBody(parent) {
        auto* browser = new ClosedBrowser(this);
        browser->setOpenLinks(false);
        browser->setFrameShape(QFrame::NoFrame);
        browser->setFont(theme.font(Type::Ui));
        browser->setAccessibleName(panel.title);
        browser->document()->setMarkdown(
            panel.text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownNoHTML |
                                                        QTextDocument::MarkdownDialectGitHub));
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(browser);
    }
    void show(const std::vector<NamedSeries>&, const dashboards::Window&) override {}
};

/// What a panel of logs asks: there is no log server to answer it.
class LogsBody final : public PanelBody {
public:
    LogsBody(const theme::Theme& theme, const Panel& panel, QWidget* parent)
        : PanelBody(parent) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        auto* words =
            plainText(theme, Type::Ui, Color::Text2,
                      tr("There is no log server here to answer this query. Read the logs in the terminal: "
                         "kubectl logs, with --since and grep."),
                      this);
        words->setWordWrap(true);
        column->addWidget(words);
        for (const dashboards::Target& target : panel.targets) {
            auto* query = plainText(theme, Type::MonoSmall, Color::Text, target.expr, this);
            query->setWordWrap(true);
            query->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
            column->addWidget(query);
        }
        column->addStretch(1);
    }
    void show(const std::vector<NamedSeries>&, const dashboards::Window&) override {}
};

} // namespace

std::optional<double> reduced(const metrics::Series& series, Panel::Reduce by) {
    std::optional<double> made;
    double sum = 0;
    int count = 0;
    for (const metrics::Sample& sample : series.samples()) {
        if (!std::isfinite(sample.value))
            continue;
        ++count;
        sum += sample.value;
        made = by == Panel::Reduce::Max   ? std::max(made.value_or(sample.value), sample.value)
               : by == Panel::Reduce::Min ? std::min(made.value_or(sample.value), sample.value)
                                          : sample.value;
    }
    if (count > 0 && by == Panel::Reduce::Mean)
        return sum / count;
    if (count > 0 && by == Panel::Reduce::Sum)
        return sum;
    return made;
}

std::pair<Color, QString> stateOf(const Panel& panel, double value) {
    using State = dashboards::Threshold::State;
    State state = State::Normal;
    for (const dashboards::Threshold& each : panel.thresholds)
        if (!each.from || value >= *each.from)
            state = each.state;
    return state == State::Bad    ? std::pair(Color::DangerText, PanelBody::tr("critical"))
           : state == State::Warn ? std::pair(Color::WarnText, PanelBody::tr("warning"))
                                  : std::pair(Color::Text, QString());
}

PanelBody* makeBody(const theme::Theme& theme, const Panel& panel, QWidget* parent) {
    switch (panel.kind) {
    case Panel::Kind::TimeSeries:
        return new LinesBody(theme, panel, parent);
    case Panel::Kind::Stat:
        return new StatBody(theme, panel, parent);
    case Panel::Kind::Gauge:
    case Panel::Kind::BarGauge:
        return new BarsBody(theme, panel, parent);
    case Panel::Kind::Text:
        return new TextBody(theme, panel, parent);
    case Panel::Kind::Logs:
        return new LogsBody(theme, panel, parent);
    case Panel::Kind::Table:
    case Panel::Kind::Row:
    case Panel::Kind::Unknown:
        break;
    }
    return new TableBody(panel, parent);
}

} // namespace understudy::charts
