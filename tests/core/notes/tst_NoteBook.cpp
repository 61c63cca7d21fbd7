#include "core/notes/NoteBook.h"
#include "core/sync/Statement.h"
#include "tests/fakes/PushedClock.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace understudy;
using namespace understudy::notes;
using namespace std::chrono_literals;
namespace kind = journal::kind;

namespace {

/// A laptop with a journal of its own.
struct Laptop {
    QTemporaryDir dir;
    fakes::PushedClock clock;
    IdMaker ids{clock, systemRandomness()};
    std::unique_ptr<journal::Journal> journal;

    Laptop() { reopen(); }
    void reopen() {
        journal.reset();
        auto opened = journal::Journal::open(dir.filePath("journal.sqlite"), clock, ids);
        journal = opened ? std::move(*opened) : nullptr;
    }
    Note write(Note note) {
        note.id = note.id.isEmpty() ? ids.next() : note.id;
        clock.push(1s);
        return *noteOf(*journal->append(kind::NoteWritten, bodyOf(note)));
    }
    void remove(const Id& id) {
        clock.push(1s);
        QVERIFY(journal->append(kind::NoteRemoved, {{"note", id}}).ok());
    }
    NoteBook book() const {
        NoteBook made;
        made.apply(*journal->after(0));
        return made;
    }
    /// Takes what the other has, by way of what is sent to the server and read back from it.
    void take(const Laptop& other) {
        std::vector<journal::Fact> facts;
        const auto entries = other.journal->after(0);
        for (const auto& entry : *entries)
            facts.push_back(*sync::toFact(sync::toStatement(entry.fact, {"https://example.org", "p"})));
        QVERIFY(journal->merge(facts).ok());
    }
};

Note noteAt(const QString& page, const QString& words, const QString& text = {}) {
    Note note;
    note.page = page;
    note.module = page.section('/', 0, 0);
    note.quote = {words, "before ", " after", 7};
    note.heading = "when-it-fails";
    note.text = text;
    note.mark = text.isEmpty() ? Mark::Highlight : Mark::Note;
    note.ink = Ink::Blue;
    note.serial = 3;
    return note;
}

} // namespace

class TestNoteBook final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasWrittenDownComesBackWhole() {
        Laptop laptop;
        Note wanted = noteAt("01-a/b", "If Redis is down", "Seen in Lab 1.1:\n340 ms");
        const Note written = laptop.write(wanted);
        wanted.id = written.id;
        wanted.at = laptop.clock.now();
        QCOMPARE(written, wanted);
        laptop.reopen(); // as after the power went
        const auto notes = laptop.book().on("01-a/b");
        QCOMPARE(notes.size(), 1u);
        QCOMPARE(notes.front(), wanted);
        QVERIFY(laptop.book().on("01-a/c").empty());
    }

    void eachVersionIsKeptAndTheNewestCounts() {
        Laptop laptop;
        Note note = laptop.write(noteAt("p/1", "words", "first"));
        note.text = "second";
        note.ink = Ink::Pink;
        laptop.write(note);
        const NoteBook book = laptop.book();
        QCOMPARE(book.note(note.id)->text, "second");
        QCOMPARE(book.note(note.id)->ink, Ink::Pink);
        const auto versions = book.versions(note.id);
        QCOMPARE(versions.size(), 2u);
        QCOMPARE(versions.front().text, "first");
        QCOMPARE(book.all().size(), 1u);
    }

    void aRemovedNoteIsGoneAndComesBackWhole() {
        Laptop laptop;
        const Note note = laptop.write(noteAt("p/1", "words", "mine"));
        laptop.remove(note.id);
        QVERIFY(!laptop.book().note(note.id));
        QVERIFY(laptop.book().on("p/1").empty());
        QCOMPARE(laptop.book().versions(note.id).size(), 1u);
        laptop.write(note);
        QCOMPARE(laptop.book().note(note.id)->text, "mine");
        QCOMPARE(laptop.book().versions(note.id).size(), 2u);
    }

    void notesStandInTheOrderOfTheirMaking() {
        Laptop laptop;
        Note first = laptop.write(noteAt("p/1", "one", "1"));
        laptop.write(noteAt("p/1", "two", "2"));
        first.text = "1 again";
        laptop.write(first);
        const auto notes = laptop.book().on("p/1");
        QCOMPARE(notes.size(), 2u);
        QCOMPARE(notes.front().text, "1 again");
    }

    void theOrderOfArrivalDoesNotMatter() {
        Laptop laptop;
        Note note = laptop.write(noteAt("p/1", "words", "a"));
        note.text = "b";
        laptop.write(note);
        laptop.remove(note.id);
        note.text = "c";
        laptop.write(note);
        laptop.write(noteAt("p/2", "others"));
        auto entries = *laptop.journal->after(0);
        const NoteBook wanted = laptop.book();
        std::sort(entries.begin(), entries.end(),
                  [](const auto& one, const auto& other) { return one.seq < other.seq; });
        do {
            NoteBook book;
            book.apply(entries);
            book.apply(entries);
            QVERIFY(book == wanted);
        } while (
            std::next_permutation(entries.begin(), entries.end(),
                                  [](const auto& one, const auto& other) { return one.seq < other.seq; }));
    }

    void atTheSameMomentTheDeviceDecidesOnBothLaptops() {
        std::vector<journal::Entry> entries;
        for (const char* device : {"b", "a"}) {
            journal::Entry entry;
            Note note = noteAt("p/1", "words", device);
            note.id = "n";
            entry.fact = {
                QString("f-") + device, kind::NoteWritten, Instant(5ms), 0, device, 1, bodyOf(note)};
            entries.push_back(entry);
        }
        NoteBook one, other;
        one.apply(entries);
        std::reverse(entries.begin(), entries.end());
        other.apply(entries);
        QCOMPARE(one.note("n")->text, "b");
        QCOMPARE(other.note("n")->text, "b");
    }

    void twoLaptopsEndWithTheSameNotes() {
        Laptop first, second;
        Note shared = first.write(noteAt("p/1", "words", "from the first"));
        first.write(noteAt("p/1", "other words"));
        second.take(first);
        QVERIFY(first.book() == second.book());
        second.clock.push(1min);
        shared.text = "from the second";
        second.write(shared);
        first.remove(second.write(noteAt("p/2", "more", "soon gone")).id);
        first.clock.push(2min);
        first.remove(first.book().on("p/1").back().id);
        first.take(second);
        second.take(first);
        QVERIFY(first.book() == second.book());
        QCOMPARE(first.book().note(shared.id)->text, "from the second");
    }

    void whatIsNotANoteIsPassedOver() {
        NoteBook book;
        journal::Entry entry;
        entry.fact.kind = kind::PageRead;
        entry.fact.body = {{"note", "n"}, {"page", "p"}};
        book.apply(entry);
        entry.fact.kind = kind::NoteWritten;
        for (const QJsonObject& body :
             {QJsonObject{}, QJsonObject{{"note", 5}, {"page", "p"}}, QJsonObject{{"note", "n"}}}) {
            entry.fact.body = body;
            book.apply(entry);
        }
        entry.fact.kind = kind::NoteRemoved;
        entry.fact.body = {};
        book.apply(entry);
        QVERIFY(book.all().empty());
        // Of a version to come: what is not known is yellow, and a highlight.
        entry.fact.kind = kind::NoteWritten;
        entry.fact.body = {{"note", "n"}, {"page", "p"}, {"mark", "drawing"}, {"color", "violet"}};
        book.apply(entry);
        QCOMPARE(book.note("n")->ink, Ink::Yellow);
        QCOMPARE(book.note("n")->mark, Mark::Highlight);
    }
};

QTEST_GUILESS_MAIN(TestNoteBook)
#include "tst_NoteBook.moc"
