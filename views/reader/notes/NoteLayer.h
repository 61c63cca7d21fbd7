#pragma once

#include "core/course/Library.h"
#include "core/notes/NoteBook.h"
#include "views/reader/notes/PageMarks.h"
#include "views/theme/IconButton.h"
#include "views/theme/Strip.h"

namespace understudy::reader {

class NoteBar;
class NoteEditor;
class NoteList;
class ReaderView;

/// Highlights, notes and bookmarks over a reader: what is chosen on the page becomes a note, what the journal
/// holds is shown on it. Nothing is shown that is not in the book: whoever owns it writes down what is
/// written() and removed(), and calls refresh() then.
class NoteLayer final : public QObject {
    Q_OBJECT
public:
    NoteLayer(const theme::Theme& theme, const course::Library& library, const notes::NoteBook& book,
              IdMaker& ids, const QString& share, ReaderView& reader);

    void refresh();
    /// Opens a note's page at it.
    void reveal(const notes::Note& note);
    void openList();
    void showNotes(bool on);
    bool notesShown() const { return m_shown; }
    /// Puts the bookmark of the section one is at, or takes it away.
    void toggleBookmark();
    /// Opens the bar for hands on the keyboard: at what is chosen, else at the paragraph that is read.
    void startFromKeyboard();
    PageMarks& marks() { return *m_marks; }
    /// Notes whose words are not on their page any more, on all pages.
    std::set<Id> orphans() const;

Q_SIGNALS:
    void written(const understudy::notes::Note& note);
    void removed(const understudy::notes::Note& note);
    void drawn(); ///< the page shows what the book says
    void trouble(const understudy::Error& error);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectReader();
    void connectBar();
    void addTools();
    void pageShown();
    void draw();
    void watchView();
    void look(bool click, QPoint point);
    void offer(const PageMarks::Chosen& chosen, bool takeFocus);
    notes::Note fresh(notes::Mark mark, int from, int length) const;
    void write(const notes::Note& note);
    void remove(const notes::Note& note);
    void openNote(int index);
    void edit(const notes::Note& note, QRect words);
    void closeAll();
    QRect inReader(QRect box) const;
    void placeStrip();
    void showBookmark();
    std::optional<notes::Note> bookmarkHere() const;

    const theme::Theme& m_theme;
    const course::Library& m_library;
    const notes::NoteBook& m_book;
    IdMaker& m_ids;
    ReaderView& m_reader;
    PageMarks* m_marks;
    NoteBar* m_bar;
    NoteEditor* m_editor;
    theme::Strip* m_strip;
    theme::IconButton* m_bookmark;
    PageMarks::Chosen m_chosen;        ///< what the bar is about
    std::optional<notes::Note> m_at;   ///< or the highlight it is about
    std::optional<notes::Note> m_undo; ///< removed last
    QString m_page;                    ///< that is shown
    QString m_heading;                 ///< of the section one is at
    bool m_shown = true, m_connected = false;
};

} // namespace understudy::reader
