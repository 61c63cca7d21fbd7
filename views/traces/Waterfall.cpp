#include "views/traces/Waterfall.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>

namespace understudy::traces {

using theme::ButtonKind;
using theme::ButtonSize;
using theme::Color;
using theme::Type;

namespace {

constexpr int DeepestRow = 60; // further ones stand beside each other: no screen is that wide
enum Column { Name, Takes, Waited, Time };

QTreeWidgetItem* line(QTreeWidgetItem* above, const QString& key, const QString& value) {
    auto* item = new QTreeWidgetItem(above, {key, value});
    item->setToolTip(1, value.toHtmlEscaped());
    return item;
}

} // namespace

Waterfall::Waterfall(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_bars(new BarDelegate(theme, this))
    , m_title(new theme::Text(theme, Type::Heading, Color::Text, {}, this))
    , m_facts(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_scale(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_split(new QSplitter(Qt::Horizontal, this))
    , m_tree(new QTreeWidget(this))
    , m_details(new QTreeWidget(this))
    , m_chosen(new theme::Text(theme, Type::UiStrong, Color::Text, {}, this)) {
    for (theme::Text* text : {m_title, m_facts, m_scale, m_chosen})
        text->setTextFormat(Qt::PlainText); // a trace is written by others
    m_title->setElided(true);
    m_chosen->setWordWrap(true);
    m_facts->setWordWrap(true);
    m_tree->setHeaderLabels({tr("Service and operation"), tr("Takes"), tr("On critical path"), tr("Time")});
    m_tree->setAccessibleName(tr("Spans of the trace"));
    m_tree->setAccessibleDescription(tr(
        "Left and right fold and unfold, plus and minus with Ctrl zoom, Shift with left and right moves in "
        "time, Ctrl and 0 shows all."));
    m_tree->setUniformRowHeights(true);
    m_tree->setItemDelegateForColumn(Time, m_bars);
    m_tree->header()->setStretchLastSection(true);
    m_tree->installEventFilter(this);
    m_tree->viewport()->installEventFilter(this);
    m_details->setHeaderLabels({tr("What"), tr("Value")});
    m_details->setAccessibleName(tr("The chosen span"));
    m_details->header()->setStretchLastSection(true);
    m_details->setWordWrap(true);

    auto* side = new QWidget(m_split);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 8, 0, 0);
    column->addWidget(m_chosen);
    column->addWidget(m_details, 1);
    m_split->addWidget(m_tree);
    m_split->addWidget(side);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 1);
    m_split->setChildrenCollapsible(false);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 12, 20, 12);
    all->setSpacing(4);
    all->addWidget(m_title);
    all->addWidget(m_facts);
    all->addWidget(makeTools());
    all->addWidget(m_split, 1);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &Waterfall::showSpan);
    connect(&theme, &theme::Theme::changed, this, &Waterfall::fitColumns);
    setFocusProxy(m_tree);
}

QWidget* Waterfall::makeTools() {
    auto* tools = new QWidget(this);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 4, 0, 4);
    row->setSpacing(8);
    const auto add = [&](const QString& words, const QString& icon, auto&& work) {
        auto* button =
            new theme::Button(m_theme, words, ButtonKind::Normal, icon, ButtonSize::Compact, tools);
        connect(button, &QPushButton::clicked, this, work);
        row->addWidget(button);
        return button;
    };
    m_nextError = add(tr("Next error"), QStringLiteral("x-circle"), [this] {
        goToNext([this](int span) { return m_trace.spans[std::size_t(span)].error; });
    });
    add(tr("Longest wait"), QStringLiteral("clock"), [this] {
        int best = 0;
        for (int i = 1; i < int(m_trace.spans.size()); ++i)
            if (m_bars->critical(i) > m_bars->critical(best))
                best = i;
        choose(best);
    });
    add(tr("Next on critical path"), QStringLiteral("next"),
        [this] { goToNext([this](int span) { return m_bars->critical(span) > 0; }); });
    const auto addIcon = [&](const QString& words, const QString& icon, auto&& work) {
        auto* button = new theme::IconButton(m_theme, icon, words, tools);
        connect(button, &QToolButton::clicked, this, work);
        row->addWidget(button);
    };
    addIcon(tr("Zoom in"), QStringLiteral("plus"), [this] { zoom(0.5); });
    addIcon(tr("Zoom out"), QStringLiteral("minus"), [this] { zoom(2); });
    addIcon(tr("Zoom to the span"), QStringLiteral("search"), [this] { zoomToSpan(); });
    addIcon(tr("Show the whole trace"), QStringLiteral("full-view"), [this] { showWhole(); });
    row->addStretch(1);
    row->addWidget(m_scale);
    return tools;
}

void Waterfall::show(Trace trace) {
    m_tree->clear();
    m_items.clear();
    m_trace = std::move(trace);
    m_bars->setTrace(&m_trace);
    m_title->setText(m_trace.title());
    const int errors = m_trace.errors();
    const auto counted = [](qsizetype count, const QString& one, const QString& many) {
        return count == 1 ? one : many.arg(count);
    };
    m_facts->setText(
        tr("%1, %2, %3, %4, began %5, id %6. A line below a bar marks the critical path: what the end of the "
           "trace waited for.")
            .arg(durationText(m_trace.duration()),
                 counted(qsizetype(m_trace.spans.size()), tr("1 span"), tr("%1 spans")),
                 counted(m_trace.services().size(), tr("1 service"), tr("%1 services")),
                 errors ? counted(errors, tr("1 error"), tr("%1 errors")) : tr("no errors"),
                 QDateTime::fromMSecsSinceEpoch(m_trace.start() / 1000)
                     .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")),
                 m_trace.id));
    m_nextError->setEnabled(errors > 0);
    fill();
    showWindow();
    choose(0);
}

void Waterfall::fill() {
    m_items.resize(m_trace.spans.size());
    for (int i = 0; i < int(m_trace.spans.size()); ++i) {
        int above = m_trace.spans[std::size_t(i)].parent;
        while (above >= 0 && m_trace.spans[std::size_t(above)].depth >= DeepestRow)
            above = m_trace.spans[std::size_t(above)].parent;
        m_items[std::size_t(i)] = itemOf(i, above < 0 ? nullptr : m_items[std::size_t(above)]);
    }
    m_tree->expandAll();
    fitColumns();
}

void Waterfall::fitColumns() {
    m_tree->header()->setSectionResizeMode(QHeaderView::Interactive);
    m_tree->setColumnWidth(Name, std::clamp(window()->width() / 4, m_theme.px(160), m_theme.px(380)));
    m_tree->setColumnWidth(Takes, m_theme.px(90));
    m_tree->setColumnWidth(Waited, m_theme.px(120));
    m_tree->setIconSize(QSize(m_theme.px(14), m_theme.px(14)));
    fitSides();
}

/// The bars need the width more than what is told of one span, which goes below them where there is little.
void Waterfall::fitSides() {
    const bool below = width() < m_theme.px(1000);
    m_split->setOrientation(below ? Qt::Vertical : Qt::Horizontal);
    m_split->widget(1)->layout()->setContentsMargins(below ? 0 : 12, 8, 0, 0);
}

void Waterfall::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitSides();
}

QTreeWidgetItem* Waterfall::itemOf(int span, QTreeWidgetItem* above) {
    const Span& shown = m_trace.spans[std::size_t(span)];
    const qint64 waited = m_bars->critical(span);
    const QString name = shown.service + QStringLiteral(": ") + shown.operation;
    auto* item =
        new QTreeWidgetItem({shown.error ? tr("%1 (error)").arg(name) : name, durationText(shown.duration),
                             waited > 0 ? durationText(waited) : QString(), QString()});
    item->setData(Time, BarDelegate::SpanRole, span);
    item->setData(Name, Qt::AccessibleTextRole, spoken(span));
    item->setToolTip(Name, name.toHtmlEscaped());
    if (shown.error) {
        item->setIcon(Name, m_theme.icon(QStringLiteral("x-circle"), Color::DangerText, m_theme.px(14)));
        item->setForeground(Name, m_theme.color(Color::DangerText));
    }
    if (above)
        above->addChild(item);
    else
        m_tree->addTopLevelItem(item);
    return item;
}

QString Waterfall::spoken(int span) const {
    const Span& shown = m_trace.spans[std::size_t(span)];
    QStringList words{shown.service + QStringLiteral(": ") + shown.operation,
                      tr("takes %1").arg(durationText(shown.duration)),
                      tr("begins after %1").arg(durationText(shown.start - m_trace.start()))};
    if (const qint64 waited = m_bars->critical(span); waited > 0)
        words << tr("on the critical path for %1").arg(durationText(waited));
    if (shown.error)
        words << tr("failed");
    return words.join(QStringLiteral(", "));
}

int Waterfall::current() const {
    const QTreeWidgetItem* item = m_tree->currentItem();
    return item ? item->data(Time, BarDelegate::SpanRole).toInt() : -1;
}

void Waterfall::choose(int span) {
    if (span < 0 || span >= int(m_items.size()))
        return;
    m_tree->setCurrentItem(m_items[std::size_t(span)]);
    m_tree->scrollToItem(m_items[std::size_t(span)]);
}

void Waterfall::goToNext(const std::function<bool(int)>& wanted) {
    const int count = int(m_trace.spans.size());
    for (int step = 1; step <= count; ++step) {
        const int span = (std::max(0, current()) + step) % count;
        if (wanted(span)) {
            choose(span);
            m_tree->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void Waterfall::showSpan() {
    m_details->clear();
    const int index = current();
    if (index < 0 || m_trace.spans.empty())
        return m_chosen->setText({});
    const Span& span = m_trace.spans[std::size_t(index)];
    m_chosen->setText(spoken(index));
    const auto group = [this](const QString& heading) {
        auto* item = new QTreeWidgetItem(m_details, {heading});
        QFont font = item->font(0);
        font.setBold(true);
        item->setFont(0, font);
        item->setFirstColumnSpanned(true);
        return item;
    };
    const auto list = [](QTreeWidgetItem* above, const std::vector<Tag>& tags) {
        for (const Tag& tag : tags)
            line(above, tag.key, tag.value);
    };
    for (const QString& warning : span.warnings)
        line(group(tr("Warning")), tr("Says"), warning);
    list(group(tr("Tags")), span.tags);
    for (const Note& note : span.notes)
        list(group(tr("Note after %1").arg(durationText(std::max<qint64>(0, note.at - m_trace.start())))),
             note.fields);
    auto* process = group(tr("Service"));
    line(process, tr("name"), span.service);
    list(process, span.process);
    line(process, tr("span"), span.id);
    m_details->expandAll();
    m_details->resizeColumnToContents(0);
    m_details->setColumnWidth(0, std::min(m_details->columnWidth(0), m_theme.px(180)));
}

void Waterfall::zoom(double factor) {
    const double whole = double(std::max<qint64>(1, m_trace.duration()));
    const double span = std::clamp((m_bars->to() - m_bars->from()) * factor, 10.0, whole);
    double middle = (m_bars->from() + m_bars->to()) / 2;
    if (const int index = current(); index >= 0 && factor < 1) {
        const Span& at = m_trace.spans[std::size_t(index)];
        middle = double(at.start - m_trace.start()) + double(at.duration) / 2;
    }
    const double from = std::clamp(middle - span / 2, 0.0, whole - span);
    m_bars->setWindow(from, from + span);
    showWindow();
}

void Waterfall::pan(double share) {
    const double whole = double(std::max<qint64>(1, m_trace.duration())),
                 span = m_bars->to() - m_bars->from();
    const double from = std::clamp(m_bars->from() + share * span, 0.0, std::max(0.0, whole - span));
    m_bars->setWindow(from, from + span);
    showWindow();
}

void Waterfall::showWhole() {
    m_bars->setWindow(0, double(std::max<qint64>(1, m_trace.duration())));
    showWindow();
}

void Waterfall::zoomToSpan() {
    const int index = current();
    if (index < 0)
        return;
    const Span& span = m_trace.spans[std::size_t(index)];
    const double from = double(span.start - m_trace.start()), length = std::max(10.0, double(span.duration));
    m_bars->setWindow(std::max(0.0, from - length / 20), from + length * 1.05);
    showWindow();
}

void Waterfall::showWindow() {
    m_scale->setText(
        tr("%1 to %2").arg(durationText(qint64(m_bars->from())), durationText(qint64(m_bars->to()))));
    m_tree->headerItem()->setText(Time, tr("Time, %1").arg(m_scale->text()));
    m_tree->viewport()->update();
}

bool Waterfall::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel) {
        const auto* wheel = static_cast<QWheelEvent*>(event);
        if (wheel->modifiers().testFlag(Qt::ControlModifier)) {
            zoom(wheel->angleDelta().y() > 0 ? 0.8 : 1.25);
            return true;
        }
    }
    if (event->type() != QEvent::KeyPress || watched != m_tree)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool control = key->modifiers().testFlag(Qt::ControlModifier);
    const bool shift = key->modifiers().testFlag(Qt::ShiftModifier);
    if (control && (key->key() == Qt::Key_Plus || key->key() == Qt::Key_Equal))
        zoom(0.5);
    else if (control && key->key() == Qt::Key_Minus)
        zoom(2);
    else if (control && key->key() == Qt::Key_0)
        showWhole();
    else if (shift && key->key() == Qt::Key_Left)
        pan(-0.25);
    else if (shift && key->key() == Qt::Key_Right)
        pan(0.25);
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

} // namespace understudy::traces
