#include "views/window/Study.h"

#include "views/reader/ReaderView.h"
#include "views/reader/notes/NoteLayer.h"
#include "views/terminal/TerminalTabs.h"
#include "views/window/LabTerminal.h"

#include <QDateTime>
#include <QSettings>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

namespace understudy::window {

namespace {

constexpr qint64 keepEveryMs =
    20'000; // a place is worth a fact now and then, not one for every turn of the wheel
constexpr int drawerHeight = 300;
constexpr int leastRows = 8; // of text in the drawer; a whole screen of 80x24 belongs to the labs

QDateTime localNow(const Clock& clock) {
    const auto now = clock.now();
    return QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::OffsetFromUTC,
                                          60 * clock.offsetMinutes(now));
}

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

    connectReader();
    connect(&tools.lab, &session::LabSite::changed, this, &Study::showTarget);
    connect(&tools.feed, &ProgressFeed::changed, this,
            [this] { m_reader->setProgress(m_tools.feed.progress()); });
    connect(&tools.feed, &ProgressFeed::changed, this, [this] { m_notes->refresh(); });
}

void Study::connectReader() {
    connect(m_reader, &reader::ReaderView::runCommand, this, &Study::run);
    connect(m_reader, &reader::ReaderView::openLab, this, &Study::openLab);
    connect(m_reader, &reader::ReaderView::openQuiz, this, &Study::openQuiz);
    connect(m_reader, &reader::ReaderView::positionChanged, this,
            [this](const QString& page, double share, const QString& heading) {
                if (m_place && m_place->page != page)
                    keepPlace();
                m_place = Place{page, heading, share};
                if (!m_kept.isValid() || m_kept.hasExpired(keepEveryMs))
                    keepPlace();
            });
    connect(m_reader, &reader::ReaderView::pageRead, this, [this](const QString& page, int seconds) {
        append(journal::kind::PageRead, {{QStringLiteral("page"), page},
                                         {QStringLiteral("module"), page.section(QLatin1Char('/'), 0, 0)},
                                         {QStringLiteral("seconds"), seconds}});
    });
    connect(m_reader, &reader::ReaderView::trouble, this, &Study::trouble);
    showTarget();
    keepLook();
    connectNotes();
    m_reader->setProgress(m_tools.feed.progress());
}

// What is chosen on a page is in the journal before it is seen there.
void Study::connectNotes() {
    using notes::Note;
    m_notes = new reader::NoteLayer(m_tools.theme, *m_tools.library, m_tools.feed.notes(), m_tools.ids,
                                    m_tools.share, *m_reader);
    connect(m_notes, &reader::NoteLayer::written, this,
            [this](const Note& note) { append(journal::kind::NoteWritten, notes::bodyOf(note)); });
    connect(m_notes, &reader::NoteLayer::removed, this, [this](const Note& note) {
        append(journal::kind::NoteRemoved, {{QStringLiteral("note"), note.id},
                                            {QStringLiteral("page"), note.page},
                                            {QStringLiteral("module"), note.module}});
    });
    connect(m_notes, &reader::NoteLayer::trouble, this, &Study::trouble);
}

void Study::takeCourse() {
    keepPlace();
    reader::ReaderView* old = m_reader;
    const QRect place(old->mapTo(this, QPoint()), old->size());
    m_reader = new reader::ReaderView(m_tools.theme, *m_tools.library, m_tools.share);
    m_splitter->replaceWidget(m_splitter->indexOf(old), m_reader);
    connectReader();
    m_reader->show();
    if (m_tools.library->course().page(old->page()))
        m_reader->openAt(old->page(), old->fraction());
    else if (isVisible())
        openLast();
    coverWith(old, place);
}

/// The page before stays in sight until the new one is drawn in its place.
void Study::coverWith(reader::ReaderView* old, const QRect& place) {
    old->disconnect(this);
    old->setParent(this);
    old->setGeometry(place);
    old->setVisible(isVisible());
    old->raise();
    const auto end = [old] { old->deleteLater(); };
    connect(m_reader, &reader::ReaderView::pageShown, old, [old, end] { QTimer::singleShot(60, old, end); });
    QTimer::singleShot(3000, old, end); // even when nothing comes
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
    showTerminal();
    m_terminal->run(command);
}

void Study::put(const QString& command) {
    showTerminal();
    m_terminal->put(command);
}

void Study::showTerminal() {
    const bool first = !m_terminal; // the splitter shows what is put into it by itself
    if (first) {
        m_terminal = new LabTerminal(m_tools, this);
        connect(m_terminal, &LabTerminal::hostRequested, this, &Study::hostRequested);
        connect(m_terminal, &LabTerminal::trouble, this, &Study::trouble);
        connect(m_terminal, &LabTerminal::commandRan, this,
                [this](const QString& ran) { m_reader->runButtons().ran(ran, localNow(m_tools.clock)); });
        m_splitter->addWidget(m_terminal);
    }
    if (first || !m_terminal->isVisible()) {
        m_terminal->show();
        const int least = m_terminal->tabs().heightFor(leastRows);
        const int drawer = qMax(least, qMin(m_tools.theme.px(drawerHeight), height() / 2));
        m_terminal->setMinimumHeight(least);
        m_splitter->setSizes({height() - drawer - m_splitter->handleWidth(), drawer});
    }
}

void Study::showTarget() {
    using State = session::LabSite::State;
    auto& buttons = m_reader->runButtons();
    switch (m_tools.lab.state()) {
    case State::Connected:
        return buttons.setTarget(tr("Run on the lab host"));
    case State::Off:
        return buttons.setTarget(tr("Start the lab and run"));
    case State::Starting:
        buttons.forget(); // a lab begins that has seen no command yet
        return buttons.setTarget(tr("Run once the lab is up"));
    case State::Connecting:
        return buttons.setTarget(tr("Run once the lab is up"));
    case State::Lost:
        return buttons.setTarget(tr("Run once the lab answers"));
    }
}

// How one reads stays on this laptop, beside its other settings.
void Study::keepLook() {
    if (m_tools.profile.isEmpty())
        return;
    const QString file = m_tools.profile + QStringLiteral("/reader.ini");
    m_reader->setLook(reader::ReaderLook::read(QSettings(file, QSettings::IniFormat)));
    connect(m_reader, &reader::ReaderView::lookChanged, this, [file](const reader::ReaderLook& look) {
        QSettings settings(file, QSettings::IniFormat);
        look.write(settings);
    });
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
