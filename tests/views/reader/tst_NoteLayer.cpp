#include "core/notes/Export.h"
#include "tests/fakes/PushedClock.h"
#include "tests/fakes/SmallPack.h"
#include "tests/views/reader/ReaderCase.h"
#include "views/reader/Engine.h"
#include "views/reader/ReaderView.h"
#include "views/reader/notes/NoteBar.h"
#include "views/reader/notes/NoteEditor.h"
#include "views/reader/notes/NoteLayer.h"
#include "views/reader/notes/NoteList.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QWebEnginePage>
#include <QWebEngineScript>
#include <QWebEngineView>
#include <QtTest>

using namespace understudy;
using namespace understudy::reader;
using tests::ask;

namespace {

const QString redis = QStringLiteral("01-one/redis"), gateway = QStringLiteral("01-one/gateway");
const QString sentence = QStringLiteral("People can still sign in.");

/// Chooses the first such words of the page, as a hand with a mouse does.
const QString choose =
    QStringLiteral("(words => { const walker = document.createTreeWalker(document.querySelector('article'), "
                   "NodeFilter.SHOW_TEXT); while (walker.nextNode()) { const node = walker.currentNode, "
                   "at = node.data.indexOf(words); "
                   "if (at < 0 || node.parentElement.closest('figcaption, .gloss')) continue; "
                   "getSelection().setBaseAndExtent(node, at, node, at + words.length); "
                   "return getSelection().toString(); } return ''; })('%1')");

/// A person's reader, with a journal that keeps what is written.
struct Desk {
    QTemporaryDir dir;
    fakes::PushedClock clock;
    IdMaker ids{clock, systemRandomness()};
    std::unique_ptr<journal::Journal> journal;
    notes::NoteBook book;
    std::unique_ptr<ReaderView> view;
    NoteLayer* layer = nullptr;

    Desk(const theme::Theme& theme, const course::Library& library, QSize size = {1366, 800}) {
        auto opened = journal::Journal::open(dir.filePath("journal.sqlite"), clock, ids);
        journal = opened ? std::move(*opened) : nullptr;
        const QString share = qEnvironmentVariable("UNDERSTUDY_SHARE");
        view = std::make_unique<ReaderView>(theme, library, share);
        layer = new NoteLayer(theme, library, book, ids, share, *view);
        QObject::connect(layer, &NoteLayer::written, view.get(), [this](const notes::Note& note) {
            keep(journal::kind::NoteWritten, notes::bodyOf(note));
        });
        QObject::connect(layer, &NoteLayer::removed, view.get(), [this](const notes::Note& note) {
            keep(journal::kind::NoteRemoved, {{"note", note.id}});
        });
        view->resize(size);
        view->show();
    }
    void keep(const char* kind, const QJsonObject& body) {
        clock.push(std::chrono::seconds(1));
        if (!journal->append(kind, body))
            return;
        book = {};
        book.apply(*journal->after(0));
        layer->refresh();
    }
    bool open(const QString& page) {
        QSignalSpy drawn(layer, &NoteLayer::drawn);
        view->open(page);
        return drawn.count() > 0 || drawn.wait(20000);
    }
    NoteBar* bar() { return view->findChild<NoteBar*>(); }
    NoteEditor* editor() { return view->findChild<NoteEditor*>(); }
    bool offer(const QString& words) {
        if (ask(*view, choose.arg(words)).toString() != words)
            return false;
        layer->startFromKeyboard();
        return QTest::qWaitFor([this] { return bar()->isVisible(); }, 5000);
    }
    bool highlight(const QString& words, int ink) {
        QSignalSpy drawn(layer, &NoteLayer::drawn);
        if (!offer(words))
            return false;
        bar()->findChildren<InkButton*>().at(ink)->click();
        return drawn.count() > 0 || drawn.wait(5000);
    }
    bool note(const QString& words, const QString& text) {
        QSignalSpy drawn(layer, &NoteLayer::drawn);
        if (!offer(words))
            return false;
        Q_EMIT bar()->noteChosen();
        if (!QTest::qWaitFor([this] { return editor()->isVisible(); }, 5000))
            return false;
        editor()->field().setPlainText(text);
        QTest::keyClick(&editor()->field(), Qt::Key_Return, Qt::ControlModifier);
        return drawn.count() > 0 || drawn.wait(5000);
    }
    QString marked(const QString& look) {
        return ask(*view, QStringLiteral("[...document.querySelectorAll('.ink.%1')].map(s => s.textContent)"
                                         ".join('|')")
                              .arg(look))
            .toString();
    }
    QVariantMap asideAndWords() {
        return ask(*view, QStringLiteral("(() => { const a = document.querySelector('.gloss.mine'), "
                                         "w = document.querySelector('.ink.noted'), "
                                         "m = document.querySelector('.marker'); "
                                         "if (!a || !w) return {}; const b = a.getBoundingClientRect(), "
                                         "s = w.getClientRects()[0]; return { by: b.top - s.top, "
                                         "left: b.left, end: document.querySelector('article')"
                                         ".getBoundingClientRect().right, right: b.right, "
                                         "room: innerWidth, width: b.width, "
                                         "marker: m.getBoundingClientRect().width }; })()"))
            .toMap();
    }
    /// For eyes: a picture where UNDERSTUDY_SHOTS names a folder.
    void picture(const QString& name) {
        const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        if (folder.isEmpty())
            return;
        QTest::qWait(700);
        view->grab().save(folder + "/" + name + ".png");
    }
};

} // namespace

class TestNoteLayer final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<course::Library> m_library;

private Q_SLOTS:
    void initTestCase() {
        const auto key = minisign::makeKey(systemRandomness());
        QVERIFY(fakes::writeSigned(m_dir.path(), fakes::builtPack(), key));
        auto library = course::Library::open(m_dir.path(), {key.publicKey.text()}, 0);
        QVERIFY(library.ok());
        m_library = std::move(*library);
        m_theme = std::make_unique<theme::Theme>();
    }

    void init() {
        m_theme->setMode(theme::Mode::Light);
        m_theme->setTextPercent(100);
    }

    void chosenWordsAreHighlightedAndStillAreAfterThePageWasLeft() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.highlight(sentence, int(notes::Ink::Blue)));
        QTRY_COMPARE(desk.marked("blue"), sentence);
        desk.picture("highlight");
        QVERIFY(desk.open(gateway));
        QTRY_COMPARE(desk.marked("blue"), QString());
        QVERIFY(desk.open(redis));
        QTRY_COMPARE(desk.marked("blue"), sentence);
        QCOMPARE(desk.book.all().front().heading, "when-it-is-down");
        QCOMPARE(desk.book.all().front().serial, 3);
    }

    void theColorHasANameForThoseWhoDoNotSeeIt() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.highlight(sentence, int(notes::Ink::Pink)));
        QTRY_VERIFY(ask(*desk.view, "document.querySelector('.ink.pink').title")
                        .toString()
                        .contains("Pink highlight"));
        for (const auto* button : desk.bar()->findChildren<InkButton*>())
            QVERIFY(button->accessibleName().startsWith("Highlight: "));
    }

    void aNoteStandsInTheMarginAtItsSentence_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void aNoteStandsInTheMarginAtItsSentence() {
        QFETCH(bool, dark);
        m_theme->setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.note(sentence, "Seen in Lab 1.1: p95 went to 340 ms.\nNo errors at all."));
        QTRY_COMPARE(desk.marked("noted"), sentence);
        QTRY_VERIFY(ask(*desk.view, "document.fonts.status === 'loaded'").toBool());
        const auto place = desk.asideAndWords();
        QVERIFY2(std::abs(place.value("by").toDouble()) <= 4, qPrintable(place.value("by").toString()));
        QVERIFY(place.value("left").toDouble() > place.value("end").toDouble());
        QVERIFY(place.value("right").toDouble() <= place.value("room").toDouble());
        QVERIFY(place.value("width").toDouble() >= 220 && place.value("width").toDouble() <= 300);
        QCOMPARE(place.value("marker").toDouble(), 0.0);
        desk.picture(dark ? "note-dark" : "note-light");
    }

    void inANarrowWindowAndAtTwiceTheSizeAMarkerStandsInTheText() {
        Desk narrow(*m_theme, *m_library, {820, 700});
        QVERIFY(narrow.open(redis));
        QVERIFY(narrow.note(sentence, "Mine"));
        QTRY_VERIFY(narrow.asideAndWords().value("marker").toDouble() > 10);
        QCOMPARE(narrow.asideAndWords().value("width").toDouble(), 0.0);
        narrow.picture("narrow");
        Desk large(*m_theme, *m_library, {1366, 700});
        QVERIFY(large.open(redis));
        large.view->setTextPercent(200);
        QVERIFY(large.note(sentence, "Mine"));
        QTRY_VERIFY(large.asideAndWords().value("marker").toDouble() > 10);
        large.picture("large");
        // The marker opens the note.
        ask(*large.view, "document.querySelector('.marker').click()");
        QTRY_VERIFY(large.editor()->isVisible());
        QCOMPARE(large.editor()->field().toPlainText(), "Mine");
        large.picture("large-editor");
        QVERIFY(large.view->rect().contains(large.editor()->geometry()));
    }

    void notesCanBeHiddenAndShown() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.note(sentence, "Mine"));
        QTRY_VERIFY(desk.asideAndWords().value("width").toDouble() > 0);
        desk.layer->showNotes(false);
        QTRY_COMPARE(desk.asideAndWords().value("width").toDouble(), 0.0);
        desk.layer->showNotes(true);
        QTRY_VERIFY(desk.asideAndWords().value("width").toDouble() > 0);
    }

    void whatIsRemovedCanBeHadBack() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.note(sentence, "Mine"));
        ask(*desk.view, "document.querySelector('.mine .whose').click()");
        QTRY_VERIFY(desk.editor()->isVisible());
        Q_EMIT desk.editor()->removeChosen(desk.editor()->note().id);
        QVERIFY(desk.book.all().empty());
        QTRY_COMPARE(desk.marked("noted"), QString());
        auto* strip = desk.view->findChild<theme::Strip*>();
        QVERIFY(strip->words().contains("removed"));
        desk.picture("removed");
        Q_EMIT strip->actionRequested();
        QCOMPARE(desk.book.all().size(), 1u);
        QTRY_COMPARE(desk.marked("noted"), sentence);
        QVERIFY(strip->words().isEmpty());
    }

    void aNoteIsWrittenAnewAndItsEarlierWordsCanBeSeen() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.note(sentence, "First thought"));
        ask(*desk.view, "document.querySelector('.mine .whose').click()");
        QTRY_VERIFY(desk.editor()->isVisible());
        desk.editor()->field().setPlainText("Second thought");
        QTest::keyClick(&desk.editor()->field(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(ask(*desk.view, "document.querySelector('.mine .words').textContent").toString(),
                     "Second thought");
        ask(*desk.view, "document.querySelector('.mine .whose').click()");
        QTRY_VERIFY(desk.editor()->isVisible());
        const auto texts = desk.editor()->findChildren<theme::Text*>();
        QVERIFY(std::any_of(texts.begin(), texts.end(),
                            [](const auto* one) { return one->text().contains("First thought"); }));
        desk.picture("versions");
        QTest::keyClick(&desk.editor()->field(), Qt::Key_Escape);
        QVERIFY(!desk.editor()->isVisible());
        QCOMPARE(desk.book.all().front().text, "Second thought");
    }

    void wordsThatAreGoneAreShownWithTheirNote() {
        Desk desk(*m_theme, *m_library);
        notes::Note note;
        note.id = desk.ids.next();
        note.page = redis;
        note.mark = notes::Mark::Note;
        note.quote = {"A sentence that the new version has no more", "", "", 40};
        note.text = "Still worth knowing";
        desk.keep(journal::kind::NoteWritten, notes::bodyOf(note));
        QVERIFY(desk.open(redis));
        QTRY_VERIFY(ask(*desk.view, "(document.querySelector('.orphan') || {textContent: ''}).textContent")
                        .toString()
                        .contains("This text is no longer on the page"));
        const QString text = ask(*desk.view, "document.querySelector('.orphan').textContent").toString();
        QVERIFY(text.contains(note.quote.text) && text.contains(note.text));
        QVERIFY(desk.layer->orphans().count(note.id) == 1);
        QVERIFY(desk.layer->marks().orphans().count(note.id) == 1);
        desk.picture("orphan");
    }

    void codeKeepsItsHighlightWhenItsColorsCome() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.highlight("redis-0", int(notes::Ink::Green)));
        QTRY_COMPARE(desk.marked("green"), "redis-0");
        ask(*desk.view, "for (const c of document.querySelectorAll('pre code')) c.innerHTML = c.textContent");
        desk.layer->marks().mend();
        QTRY_COMPARE(desk.marked("green"), "redis-0");
    }

    void aBookmarkIsPutAtTheSectionAndTakenAway() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(gateway));
        desk.layer->toggleBookmark();
        QCOMPARE(desk.book.all().size(), 1u);
        QCOMPARE(desk.book.all().front().mark, notes::Mark::Bookmark);
        QTRY_COMPARE(ask(*desk.view, "document.querySelectorAll('.bookmarked').length").toInt(), 1);
        desk.picture("bookmark");
        desk.layer->toggleBookmark();
        QVERIFY(desk.book.all().empty());
        QTRY_COMPARE(ask(*desk.view, "document.querySelectorAll('.bookmarked').length").toInt(), 0);
    }

    void theKeyboardAloneHighlightsAParagraph() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        desk.layer->startFromKeyboard();
        QTRY_VERIFY(desk.bar()->isVisible());
        const QString first = ask(*desk.view, "understudyNotes.selection().text").toString();
        QVERIFY(!first.isEmpty());
        desk.picture("bar");
        QTest::keyClick(desk.bar(), Qt::Key_Down);
        QTRY_VERIFY(ask(*desk.view, "understudyNotes.selection().text").toString() != first);
        const QString second = ask(*desk.view, "understudyNotes.selection().text").toString().trimmed();
        QTest::keyClick(desk.bar()->findChildren<InkButton*>().at(1), Qt::Key_Return);
        QVERIFY(!desk.bar()->isVisible());
        QTRY_VERIFY(!desk.book.all().empty());
        QCOMPARE(desk.book.all().front().quote.text.simplified(), second.simplified());
        desk.layer->startFromKeyboard();
        QTRY_VERIFY(desk.bar()->isVisible());
        QTest::keyClick(desk.bar(), Qt::Key_Escape);
        QVERIFY(!desk.bar()->isVisible());
    }

    void wordsAreCopiedAsTheyStand() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.offer(sentence));
        Q_EMIT desk.bar()->copyChosen();
        QCOMPARE(QGuiApplication::clipboard()->text(), sentence);
        QVERIFY(desk.book.all().empty());
    }

    void allNotesAreInOneListThatOpensTheirPageAndGoesIntoAFile() {
        Desk desk(*m_theme, *m_library);
        QVERIFY(desk.open(redis));
        QVERIFY(desk.note(sentence, "Mine"));
        QVERIFY(desk.highlight("Sessions live", int(notes::Ink::Green)));
        QVERIFY(desk.open(gateway));
        desk.layer->openList();
        auto* list = desk.view->findChild<NoteList*>();
        QTRY_VERIFY(list && list->isVisible());
        auto* tree = list->findChild<QTreeWidget*>();
        QCOMPARE(tree->topLevelItemCount(), 1);
        QCOMPARE(tree->topLevelItem(0)->childCount(), 2);
        const QString file = desk.dir.filePath("notes.md");
        QVERIFY(list->writeTo(file).ok());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.readAll().contains("> People can still sign in.\n\nMine\n"));
        QVERIFY(!list->writeTo(desk.dir.filePath("no/such/folder.md")).ok());
        if (!qEnvironmentVariable("UNDERSTUDY_SHOTS").isEmpty())
            list->grab().save(qEnvironmentVariable("UNDERSTUDY_SHOTS") + "/list.png");
        list->findChild<QLineEdit*>()->setText("green");
        QCOMPARE(tree->topLevelItem(0)->childCount(), 1);
        list->findChild<QLineEdit*>()->setText("nothing like it");
        QCOMPARE(tree->topLevelItemCount(), 0);
        list->findChild<QLineEdit*>()->clear();
        QSignalSpy drawn(desk.layer, &NoteLayer::drawn);
        Q_EMIT tree->itemActivated(tree->topLevelItem(0)->child(0), 0);
        QVERIFY(drawn.count() || drawn.wait(20000));
        QCOMPARE(desk.view->page(), redis);
    }

    void anEmptyListSaysWhatToDo() {
        NoteList list(*m_theme, m_library->course(), {}, {}, nullptr);
        const auto texts = list.findChildren<theme::Text*>();
        QVERIFY(std::any_of(texts.begin(), texts.end(), [](const auto* one) {
            return one->text() == "No notes yet. Select text in a page and choose Add note.";
        }));
    }
};

int main(int argc, char** argv) {
    if (!prepareEngine(true).ok())
        return 1;
    QApplication app(argc, argv);
    TestNoteLayer test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_NoteLayer.moc"
