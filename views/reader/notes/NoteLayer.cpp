#include "views/reader/notes/NoteLayer.h"

#include "core/base/Log.h"
#include "views/reader/LockedPage.h"
#include "views/reader/ReaderHeader.h"
#include "views/reader/ReaderView.h"
#include "views/reader/notes/NoteBar.h"
#include "views/reader/notes/NoteEditor.h"
#include "views/reader/notes/NoteList.h"
#include "views/theme/Keys.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QTimer>
#include <QWebEngineView>

namespace understudy::reader {
namespace {

// The engine hears of a click after us: it needs a moment until what is chosen is chosen.
constexpr int settleMs = 60;
constexpr int mendMs[] = {150, 600, 2000}; // colors come to code soon after a page

QString scriptIn(const QString& share) {
    QFile file(QDir(share).filePath(QStringLiteral("reader/notes.js")));
    if (file.open(QIODevice::ReadOnly))
        return QString::fromUtf8(file.readAll());
    qCWarning(logReader) << "missing:" << file.fileName();
    return {};
}

} // namespace

NoteLayer::NoteLayer(const theme::Theme& theme, const course::Library& library, const notes::NoteBook& book,
                     IdMaker& ids, const QString& share, ReaderView& reader)
    : QObject(&reader)
    , m_theme(theme)
    , m_library(library)
    , m_book(book)
    , m_ids(ids)
    , m_reader(reader)
    , m_marks(new PageMarks(scriptIn(share), this))
    , m_bar(new NoteBar(theme, &reader))
    , m_editor(new NoteEditor(theme, &reader))
    , m_strip(new theme::Strip(theme, theme::Strip::Kind::Warn, QStringLiteral("undo"), &reader))
    , m_bookmark(new theme::IconButton(theme, QStringLiteral("bookmark"),
                                       tr("Bookmark this section (Ctrl+B)"), &reader)) {
    m_strip->hide();
    addTools();
    connectReader();
    connectBar();
}

void NoteLayer::addTools() {
    auto* list = new theme::IconButton(m_theme, QStringLiteral("note"), tr("My notes"), &m_reader);
    auto* hide = new theme::IconButton(m_theme, QStringLiteral("panel-right"),
                                       tr("Show or hide the notes (Ctrl+Shift+N)"), &m_reader);
    connect(list, &QToolButton::clicked, this, &NoteLayer::openList);
    connect(hide, &QToolButton::clicked, this, [this] { showNotes(!m_shown); });
    connect(m_bookmark, &QToolButton::clicked, this, &NoteLayer::toggleBookmark);
    auto* header = m_reader.findChild<ReaderHeader*>();
    if (auto* row = header ? qobject_cast<QBoxLayout*>(header->layout()) : nullptr)
        for (QWidget* each : std::initializer_list<QWidget*>{m_bookmark, list, hide})
            row->insertWidget(row->count() - 1, each); // the last shows and hides the contents
}

void NoteLayer::connectReader() {
    connect(&m_reader, &ReaderView::pageShown, this, &NoteLayer::pageShown);
    connect(&m_reader, &ReaderView::positionChanged, this,
            [this](const QString&, double, const QString& heading) {
                m_heading = heading;
                showBookmark();
            });
    const auto key = [this](theme::Do act, auto&& work) {
        theme::bind(act, &m_reader, [work](int) { work(); });
    };
    key(theme::Do::Notes, [this] { showNotes(!m_shown); });
    key(theme::Do::Bookmark, [this] { toggleBookmark(); });
    key(theme::Do::Highlight, [this] { startFromKeyboard(); });
}

void NoteLayer::connectBar() {
    connect(m_bar, &NoteBar::inkChosen, this, [this](notes::Ink ink) {
        auto note = m_at ? *m_at : fresh(notes::Mark::Highlight, m_chosen.from, m_chosen.length);
        note.ink = ink;
        write(note);
    });
    connect(m_bar, &NoteBar::noteChosen, this, [this] {
        const QRect words = m_chosen.box;
        const auto note = m_at ? *m_at : fresh(notes::Mark::Note, m_chosen.from, m_chosen.length);
        m_bar->hide();
        edit(note, words);
    });
    connect(m_bar, &NoteBar::copyChosen, this, [this] {
        QGuiApplication::clipboard()->setText(m_chosen.text);
        closeAll();
    });
    connect(m_bar, &NoteBar::removeChosen, this, [this] {
        if (m_at)
            remove(*m_at);
    });
    connect(m_bar, &NoteBar::stepped, this, [this](int by) {
        m_marks->chooseParagraph(by, [this](const PageMarks::Chosen& chosen) { offer(chosen, true); });
    });
    connect(m_bar, &NoteBar::left, this, &NoteLayer::closeAll);
    connect(m_editor, &NoteEditor::left, this, &NoteLayer::closeAll);
    connect(m_editor, &NoteEditor::saved, this, &NoteLayer::write);
    connect(m_editor, &NoteEditor::removeChosen, this, [this](const Id& id) {
        if (const auto note = m_book.note(id))
            remove(*note);
    });
    connect(m_strip, &theme::Strip::actionRequested, this, [this] {
        m_strip->say({});
        if (const auto note = std::exchange(m_undo, std::nullopt))
            Q_EMIT written(*note);
    });
    connect(m_strip, &theme::Strip::secondRequested, this, [this] { m_strip->say({}); });
}

void NoteLayer::pageShown() {
    watchView();
    m_marks->setView(m_reader.webView());
    if (m_editor->isChanged() && !m_editor->field().toPlainText().trimmed().isEmpty()) {
        auto note = m_editor->note(); // another page came in between: what was typed is kept
        note.text = m_editor->field().toPlainText().trimmed();
        note.mark = notes::Mark::Note;
        Q_EMIT written(note);
    }
    m_bar->hide();
    m_editor->hide();
    m_heading.clear();
    m_page = m_reader.page();
    draw();
    for (const int ms : mendMs)
        QTimer::singleShot(ms, m_marks, &PageMarks::mend);
}

// The view makes the widgets that hear of mouse and keys by itself, and anew when its engine comes back.
void NoteLayer::watchView() {
    for (QWidget* each : m_reader.webView()->findChildren<QWidget*>())
        each->installEventFilter(this);
    if (!std::exchange(m_connected, true))
        if (auto* page = qobject_cast<LockedPage*>(m_reader.webView()->page()))
            connect(page, &LockedPage::actionChosen, this, [this](const QString& action, int index) {
                if (action == QLatin1String("note"))
                    openNote(index);
            });
}

void NoteLayer::refresh() {
    // Drawing what is there already would take away what is just being chosen.
    if (m_reader.webView() && !m_page.isEmpty() && m_book.on(m_page) != m_marks->notes())
        draw();
}

void NoteLayer::draw() {
    m_marks->draw(m_book.on(m_page), [this] {
        showBookmark();
        Q_EMIT drawn();
    });
}

bool NoteLayer::eventFilter(QObject* watched, QEvent* event) {
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::MouseButtonPress) {
        m_bar->hide();
    } else if (event->type() == QEvent::MouseButtonRelease && widget) {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        const QPoint at = widget->mapTo(m_reader.webView(), mouse.position().toPoint());
        if (mouse.button() == Qt::LeftButton)
            QTimer::singleShot(settleMs, this, [this, at] { look(true, at); });
    } else if (event->type() == QEvent::KeyPress) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        const bool menu = key.key() == Qt::Key_Menu ||
                          (key.key() == Qt::Key_F10 && key.modifiers().testFlag(Qt::ShiftModifier));
        if (menu)
            startFromKeyboard();
        return menu;
    } else if (event->type() == QEvent::KeyRelease) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        if (key.modifiers().testFlag(Qt::ShiftModifier) && key.key() >= Qt::Key_Home &&
            key.key() <= Qt::Key_PageDown)
            QTimer::singleShot(settleMs, this, [this] { look(false, {}); });
    }
    return QObject::eventFilter(watched, event);
}

void NoteLayer::look(bool click, QPoint point) {
    m_marks->chosen([this, click, point](const PageMarks::Chosen& chosen) {
        if (chosen.any())
            return offer(chosen, false);
        m_bar->hide();
        if (click)
            m_marks->noteAt(point, [this](int index, QRect box) {
                const notes::Note note = m_marks->notes()[static_cast<std::size_t>(index)];
                m_chosen = {0, 0, note.quote.text, inReader(box)};
                m_at = note;
                if (note.mark == notes::Mark::Note)
                    edit(note, m_chosen.box);
                else
                    m_bar->openAt(m_chosen.box, true, false);
            });
    });
}

void NoteLayer::offer(const PageMarks::Chosen& chosen, bool takeFocus) {
    if (!chosen.any())
        return;
    m_at.reset();
    m_chosen = chosen;
    m_chosen.box = inReader(chosen.box);
    m_bar->openAt(m_chosen.box, false, takeFocus);
}

void NoteLayer::startFromKeyboard() {
    m_marks->chosen([this](const PageMarks::Chosen& chosen) {
        if (chosen.any())
            return offer(chosen, true);
        m_marks->chooseParagraph(0, [this](const PageMarks::Chosen& paragraph) { offer(paragraph, true); });
    });
}

notes::Note NoteLayer::fresh(notes::Mark mark, int from, int length) const {
    const notes::PageText& text = m_marks->text();
    notes::Note note;
    note.id = m_ids.next();
    note.mark = mark;
    note.page = m_reader.page();
    note.module = note.page.section(u'/', 0, 0);
    note.quote = text.quoteAt(from, length);
    if (const auto* section = text.sectionAt(note.quote.from))
        note.heading = section->id;
    note.serial = m_library.course().serial;
    return note;
}

void NoteLayer::write(const notes::Note& note) {
    closeAll();
    Q_EMIT written(note);
}

void NoteLayer::remove(const notes::Note& note) {
    closeAll();
    m_undo = note;
    Q_EMIT removed(note);
    m_strip->say(note.mark == notes::Mark::Bookmark ? tr("The bookmark is removed.")
                 : note.mark == notes::Mark::Note   ? tr("The note is removed.")
                                                    : tr("The highlight is removed."));
    m_strip->setAction(tr("Undo"));
    m_strip->setSecond(tr("Close"));
    placeStrip();
}

void NoteLayer::placeStrip() {
    const QWidget* web = m_reader.webView();
    if (!web)
        return;
    const QPoint corner = web->mapTo(&m_reader, QPoint(0, 0));
    m_strip->setGeometry(corner.x(), corner.y(), web->width(), m_strip->sizeHint().height());
    m_strip->raise();
}

void NoteLayer::openNote(int index) {
    if (index < 0 || index >= static_cast<int>(m_marks->notes().size()))
        return;
    const notes::Note note = m_marks->notes()[static_cast<std::size_t>(index)];
    m_marks->boxOf(index, [this, note](QRect box) { edit(note, inReader(box)); });
}

void NoteLayer::edit(const notes::Note& note, QRect words) {
    m_bar->hide();
    m_editor->edit(note, m_book.versions(note.id), words);
}

void NoteLayer::closeAll() {
    m_bar->hide();
    m_editor->hide();
    m_marks->unchoose();
    m_at.reset();
    if (m_reader.webView())
        m_reader.webView()->setFocus();
}

QRect NoteLayer::inReader(QRect box) const {
    const QWidget* web = m_reader.webView();
    return web ? box.translated(web->mapTo(&m_reader, QPoint(0, 0))) : box;
}

void NoteLayer::showNotes(bool on) {
    m_shown = on;
    m_marks->show(on);
}

std::optional<notes::Note> NoteLayer::bookmarkHere() const {
    for (const notes::Note& note : m_marks->notes())
        if (note.mark == notes::Mark::Bookmark && note.page == m_reader.page() && note.heading == m_heading)
            return note;
    return std::nullopt;
}

void NoteLayer::toggleBookmark() {
    if (const auto there = bookmarkHere())
        return remove(*there);
    const notes::PageText& text = m_marks->text();
    if (const auto* section = text.section(m_heading))
        return write(fresh(notes::Mark::Bookmark, section->from, section->length));
    const QString title = text.text.trimmed().section(u'\n', 0, 0);
    if (!title.isEmpty())
        write(fresh(notes::Mark::Bookmark, static_cast<int>(text.text.indexOf(title)),
                    static_cast<int>(title.size())));
}

void NoteLayer::showBookmark() {
    m_bookmark->setRole(bookmarkHere() ? theme::Color::AccentText : theme::Color::Text2);
}

void NoteLayer::reveal(const notes::Note& note) {
    const bool there = m_reader.page() == note.page;
    m_reader.open(note.page, {});
    if (there || m_reader.page() == note.page)
        m_marks->reveal(note.id);
}

std::set<Id> NoteLayer::orphans() const {
    std::map<QString, std::vector<notes::Note>> pages;
    for (const notes::Note& note : m_book.all())
        pages[note.page].push_back(note);
    std::set<Id> out;
    for (const auto& [id, left] : pages) {
        const auto* page = m_library.course().page(id);
        const auto markdown = page ? m_library.markdown(id) : Result<QString>(QString());
        const notes::Anchor anchor(
            notes::textOf(page ? page->title : QString(), markdown ? *markdown : QString()));
        for (const notes::Note& note : left)
            if (!anchor.place(note))
                out.insert(note.id);
    }
    return out;
}

void NoteLayer::openList() {
    auto* list = new NoteList(m_theme, m_library.course(), m_book.all(), orphans(), &m_reader);
    list->setAttribute(Qt::WA_DeleteOnClose);
    connect(list, &NoteList::chosen, this, &NoteLayer::reveal);
    connect(list, &NoteList::trouble, this, &NoteLayer::trouble);
    list->open();
}

} // namespace understudy::reader
