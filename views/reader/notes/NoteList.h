#pragma once

#include "core/base/Result.h"
#include "core/course/Model.h"
#include "core/notes/Note.h"
#include "views/theme/Theme.h"

#include <QDialog>

#include <set>
#include <vector>

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace understudy::theme {
class Text;
}

namespace understudy::reader {

/// All notes of the trainee by page, with a filter; opens the page at one, and writes them to a file.
class NoteList final : public QDialog {
    Q_OBJECT
public:
    NoteList(const theme::Theme& theme, const course::Course& course, std::vector<notes::Note> notes,
             std::set<Id> orphans, QWidget* parent);
    /// Writes all notes as Markdown to @p file, in place of what is there.
    Result<void> writeTo(const QString& file) const;

Q_SIGNALS:
    void chosen(const understudy::notes::Note& note);
    void trouble(const understudy::Error& error);

private:
    void build();
    void fill();
    QTreeWidgetItem* pageItem(const QString& pageId);
    void choose(const QTreeWidgetItem* item);
    void exportNotes();

    const theme::Theme& m_theme;
    const course::Course& m_course;
    const std::vector<notes::Note> m_notes;
    const std::set<Id> m_orphans;
    QLineEdit* m_filter;
    QTreeWidget* m_tree;
    theme::Text* m_empty;
};

} // namespace understudy::reader
