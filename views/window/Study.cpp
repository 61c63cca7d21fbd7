#include "views/window/Study.h"

#include "views/reader/ReaderView.h"
#include "views/terminal/TerminalTabs.h"
#include "views/window/LabTerminal.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace understudy::window {

namespace {

constexpr qint64 keepEveryMs =
    20'000; // a place is worth a fact now and then, not one for every turn of the wheel
constexpr int drawerHeight = 300;
constexpr int leastRows = 8; // of text in the drawer; a whole screen of 80x24 belongs to the labs

} // namespace

Study::Study(Tools& tools, QWidget* parent)
    : QWidget(parent)
    , m_tools(tools)
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_reader(new reader::ReaderView(tools.theme, *tools.library, tools.share)) {
    m_splitter->addWidget(m_reader);
    m_splitter->setHandleWidth(7);
    m_splitter->setChildrenCollapsible(false);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_splitter);

    connect(m_reader, &reader::ReaderView::runCommand, this, &Study::run);
    connect(m_reader, &reader::ReaderView::openLab, this, &Study::openLab);
    connect(m_reader, &reader::ReaderView::openQuiz, this, &Study::openQuiz);
    connect(m_reader, &reader::ReaderView::positionChanged, this,
            [this](const QString& page, double fraction, const QString& heading) {
                if (m_place && m_place->page != page)
                    keepPlace();
                m_place = Place{page, heading, fraction};
                if (!m_kept.isValid() || m_kept.hasExpired(keepEveryMs))
                    keepPlace();
            });
    connect(m_reader, &reader::ReaderView::pageRead, this, [this](const QString& page, int seconds) {
        append(journal::kind::PageRead, {{QStringLiteral("page"), page},
                                         {QStringLiteral("module"), page.section(QLatin1Char('/'), 0, 0)},
                                         {QStringLiteral("seconds"), seconds}});
    });
    connect(&tools.feed, &ProgressFeed::changed, this,
            [this] { m_reader->setProgress(m_tools.feed.progress()); });
    m_reader->setProgress(tools.feed.progress());
}

Study::~Study() = default;

void Study::open(const QString& pageId, const QString& anchor) {
    keepPlace();
    m_reader->open(pageId, anchor);
}

void Study::openLast() {
    if (!m_reader->page().isEmpty())
        return;
    for (const auto& touch : m_tools.feed.progress().touched())
        if (touch.kind == course::TrackItem::Kind::Page && m_tools.library->course().page(touch.ref))
            return open(touch.ref);
    for (const course::Module& module : m_tools.library->course().modules)
        if (!module.pages.empty())
            return open(module.pages.front().id);
}

void Study::run(const QString& command) {
    const bool first = !m_terminal; // the splitter shows what is put into it by itself
    if (first) {
        m_terminal = new LabTerminal(m_tools, this);
        connect(m_terminal, &LabTerminal::hostRequested, this, &Study::hostRequested);
        m_splitter->addWidget(m_terminal);
    }
    if (first || !m_terminal->isVisible()) {
        m_terminal->show();
        const int least = m_terminal->tabs().heightFor(leastRows);
        const int drawer = qMax(least, qMin(m_tools.theme.px(drawerHeight), height() / 2));
        m_terminal->setMinimumHeight(least);
        m_splitter->setSizes({height() - drawer - m_splitter->handleWidth(), drawer});
    }
    m_terminal->run(command);
}

void Study::keepPlace() {
    if (!m_place)
        return;
    append(journal::kind::PagePosition,
           {{QStringLiteral("page"), m_place->page},
            {QStringLiteral("module"), m_place->page.section(QLatin1Char('/'), 0, 0)},
            {QStringLiteral("fraction"), m_place->fraction},
            {QStringLiteral("heading"), m_place->heading}});
    m_place.reset();
    m_kept.restart();
}

void Study::append(const char* kind, const QJsonObject& body) {
    if (const auto written = m_tools.journal.append(kind, body); !written)
        Q_EMIT trouble(written.error());
}

void Study::hideEvent(QHideEvent* event) {
    keepPlace();
    QWidget::hideEvent(event);
}

} // namespace understudy::window
