#include "core/notes/Export.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::notes;

namespace {

course::Course courseOf() {
    course::Course course;
    course::Module module;
    module.id = "01-a";
    module.number = 1;
    module.title = "Architecture";
    for (const char* name : {"one", "two"}) {
        course::Page page;
        page.id = QString("01-a/") + name;
        page.module = module.id;
        page.title = QString("Page ") + name;
        module.pages.push_back(page);
    }
    course.modules.push_back(module);
    return course;
}

Note noteAt(const QString& page, const QString& words, const QString& text = {}) {
    Note note;
    note.id = "n-" + words.left(3);
    note.page = page;
    note.quote.text = words;
    note.text = text;
    note.mark = text.isEmpty() ? Mark::Highlight : Mark::Note;
    note.at = *fromIso("2026-11-18T23:30:00Z");
    note.offsetMinutes = 60;
    return note;
}

} // namespace

class TestExport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void notesAreByModuleAndPageInTheOrderOfTheCourse() {
        const QString text = toMarkdown(
            {noteAt("01-a/two", "Later words"), noteAt("01-a/one", "If Redis is down", "Seen in Lab 1.1.")},
            courseOf(), {});
        QCOMPARE(text, "# My notes\n\n## Module 1: Architecture\n\n### Page one\n\n> If Redis is down\n\n"
                       "Seen in Lab 1.1.\n\n*Note, 2026-11-19*\n\n### Page two\n\n> Later words\n\n"
                       "*Yellow highlight, 2026-11-19*\n");
    }

    void anOrphanSaysSo() {
        const Note note = noteAt("01-a/one", "Gone words", "Still mine");
        const QString text = toMarkdown({note}, courseOf(), {note.id});
        QVERIFY(text.contains("> Gone words"));
        QVERIFY(text.contains("Still mine"));
        QVERIFY(text.contains("This text is no longer on the page."));
    }

    void notesOfPagesThatAreGoneAreNotLost() {
        const QString text = toMarkdown({noteAt("09-old/page", "Old words", "kept")}, courseOf(), {});
        QVERIFY(text.contains("## Pages that are no longer in the course\n\n### 09-old/page"));
        QVERIFY(text.contains("kept"));
    }

    void quotedWordsStayWordsInMarkdown() {
        const QString text =
            toMarkdown({noteAt("01-a/one", "# not a heading\n- not a list\n1. nor this\na_b_c *x* <b>")},
                       courseOf(), {});
        QVERIFY(text.contains("> \\# not a heading\n> \\- not a list\n> 1\\. nor this\n"));
        QVERIFY(text.contains("a\\_b\\_c \\*x\\* \\<b\\>"));
    }

    void noNotesAreAnEmptyList() { QCOMPARE(toMarkdown({}, courseOf(), {}), "# My notes\n"); }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_Export.moc"
