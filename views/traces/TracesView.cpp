#include "views/traces/TracesView.h"

#include <QDateTime>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::traces {

using theme::ButtonKind;
using theme::ButtonSize;
using theme::Color;
using theme::Type;

namespace {

constexpr int ShareRole = Qt::UserRole;
enum Column { Title, Began, Spans, Errors, Takes, Bar };

/// A bar as long as the trace took, beside the longest.
class ShareDelegate final : public QStyledItemDelegate {
public:
    ShareDelegate(const theme::Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        const double share = index.data(ShareRole).toDouble();
        const QRectF cell = QRectF(option.rect).adjusted(6, 0, -6, 0);
        const double height = m_theme.px(8);
        painter->fillRect(
            QRectF(cell.left(), cell.center().y() - height / 2, std::max(2.0, cell.width() * share), height),
            m_theme.color(Color::AccentText));
    }

private:
    const theme::Theme& m_theme;
};

} // namespace

TracesView::TracesView(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_pages(new QStackedWidget(this))
    , m_form(new SearchForm(theme, clock))
    , m_words(new theme::Text(theme, Type::Ui, Color::Text2))
    , m_list(new QTreeWidget)
    , m_waterfall(new Waterfall(theme)) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(new theme::Hairline(theme, Qt::Horizontal, this));
    column->addWidget(m_pages, 1);
    m_pages->addWidget(makeList());
    m_pages->addWidget(m_waterfall);
    connect(m_form, &SearchForm::searched, this, &TracesView::search);
    connect(m_form, &SearchForm::fileWanted, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Open traces saved from Jaeger"), {},
                                                          tr("Traces (*.json);;All files (*)"));
        if (!path.isEmpty())
            openFile(path);
    });
    connect(m_form, &SearchForm::serviceChosen, this, [this](const QString& service) {
        if (!m_client || service.isEmpty())
            return m_form->setOperations({});
        m_client->operations(service, this, [this, service](const Result<QStringList>& names) {
            if (names.ok() && service == m_form->service())
                m_form->setOperations(*names);
        });
    });
    connect(m_list, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem* item) { open(m_list->indexOfTopLevelItem(item)); });
    setSource({});
    setFocusProxy(m_form);
}

TracesView::~TracesView() = default;

QWidget* TracesView::makeHeader() {
    auto* header = new theme::Ground(m_theme, Color::BgPanel, this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(12, 8, 12, 8);
    m_back = new theme::Button(m_theme, tr("Back"), ButtonKind::Quiet, QStringLiteral("arrow-left"),
                               ButtonSize::Normal, header);
    row->addWidget(m_back);
    row->addWidget(new theme::Text(m_theme, Type::Heading, Color::Text, tr("Traces"), header));
    row->addStretch(1);
    connect(m_back, &QPushButton::clicked, this, &TracesView::goBack);
    setBack(tr("the lab"));
    return header;
}

QWidget* TracesView::makeList() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_form);
    m_words->setContentsMargins(20, 0, 20, 4);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    column->addWidget(m_words);
    m_list->setHeaderLabels(
        {tr("Service and operation"), tr("Began"), tr("Spans"), tr("Errors"), tr("Takes"), tr("Compared")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Traces that were found; Enter opens one"));
    m_list->setItemDelegateForColumn(Bar, new ShareDelegate(m_theme, m_list));
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(Title, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(Bar, QHeaderView::Fixed);
    m_list->header()->setStretchLastSection(false);
    m_list->setColumnWidth(Bar, m_theme.px(160));
    m_list->setIconSize(QSize(m_theme.px(14), m_theme.px(14)));
    auto* inset = new QHBoxLayout;
    inset->setContentsMargins(20, 0, 20, 12);
    inset->addWidget(m_list);
    column->addLayout(inset, 1);
    return page;
}

void TracesView::setBack(const QString& words) {
    m_backWords = tr("Back to %1").arg(words);
    m_back->setText(m_pages->currentIndex() == 1 ? tr("Back to the search") : m_backWords);
}

void TracesView::setSource(const QUrl& address, QNetworkAccessManager* network) {
    if (m_client && m_client->base() == address && m_network == network)
        return;
    m_network = network;
    m_client.reset();
    m_form->setServices({});
    m_form->setEnabledSearch(false);
    if (address.isEmpty())
        return say(tr("There is no tracing server here. Open a file saved from Jaeger instead."), false);
    m_client =
        network ? std::make_unique<TraceClient>(address, *network) : std::make_unique<TraceClient>(address);
    say(tr("Choose a service and find its traces."), false);
    askServices();
}

void TracesView::askServices() {
    m_client->services(this, [this](const Result<QStringList>& names) {
        if (!names.ok())
            return say(names.error().sentence, true);
        m_form->setServices(*names);
        m_form->setEnabledSearch(!names->isEmpty());
        if (names->isEmpty())
            say(tr("The tracing server has no traces yet. Send requests, then come back."), false);
    });
}

void TracesView::search() {
    if (!m_client)
        return;
    const auto query = m_form->query();
    if (!query.ok())
        return say(query.error().sentence, true);
    say(tr("Searching."), false);
    m_client->search(*query, this, [this](const Result<std::vector<Trace>>& found) { take(found); });
}

void TracesView::openFile(const QString& path) {
    const auto read = tracesFromFile(path);
    take(read);
    if (read.ok() && found() == 1)
        open(0);
}

void TracesView::take(const Result<std::vector<Trace>>& found) {
    m_list->clear();
    m_found.clear();
    m_pages->setCurrentIndex(0);
    m_back->setText(m_backWords);
    if (!found.ok())
        return say(found.error().sentence + QLatin1Char(' ') + found.error().detail, true);
    m_found = *found;
    qint64 longest = 1;
    for (const Trace& trace : m_found)
        longest = std::max(longest, trace.duration());
    for (const Trace& trace : m_found) {
        const int errors = trace.errors();
        auto* item = new QTreeWidgetItem(
            m_list,
            {trace.title(),
             QDateTime::fromMSecsSinceEpoch(trace.start() / 1000).toString(QStringLiteral("MM-dd HH:mm:ss")),
             QString::number(trace.spans.size()), errors ? QString::number(errors) : tr("none"),
             durationText(trace.duration()), QString()});
        if (errors) {
            item->setIcon(Errors,
                          m_theme.icon(QStringLiteral("x-circle"), Color::DangerText, m_theme.px(14)));
            item->setForeground(Errors, m_theme.color(Color::DangerText));
        }
        item->setToolTip(Title, trace.title().toHtmlEscaped());
        item->setData(Bar, ShareRole, double(trace.duration()) / double(longest));
    }
    say(m_found.empty() ? tr("No trace is like that. Search for a longer time, or with fewer conditions.")
        : m_found.size() == 1 ? tr("1 trace found.")
                              : tr("%1 traces found.").arg(m_found.size()),
        false);
    if (!m_found.empty())
        m_list->setCurrentItem(m_list->topLevelItem(0));
}

void TracesView::open(int trace) {
    if (trace < 0 || trace >= found())
        return;
    m_waterfall->show(m_found[std::size_t(trace)]);
    m_pages->setCurrentWidget(m_waterfall);
    m_back->setText(tr("Back to the search"));
    m_waterfall->setFocus(Qt::OtherFocusReason);
}

void TracesView::say(const QString& words, bool trouble) {
    m_words->setText(words);
    m_words->setRole(trouble ? Color::DangerText : Color::Text2);
}

void TracesView::goBack() {
    if (m_pages->currentWidget() != m_waterfall) {
        Q_EMIT backWanted();
        return;
    }
    m_pages->setCurrentIndex(0);
    m_back->setText(m_backWords);
    m_list->setFocus(Qt::OtherFocusReason);
}

void TracesView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        return goBack();
    QWidget::keyPressEvent(event);
}

} // namespace understudy::traces
