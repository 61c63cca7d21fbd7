#pragma once

#include "core/notes/Note.h"
#include "views/theme/Button.h"
#include "views/theme/Text.h"

#include <QPlainTextEdit>

#include <vector>

namespace understudy::reader {

/// Where a note is written: the page's words, the trainee's, and what the note has been before.
class NoteEditor final : public QWidget {
    Q_OBJECT
public:
    NoteEditor(const theme::Theme& theme, QWidget* parent);

    /// @p versions: all of the note so far, oldest first; none for a new one. Opens beside @p words.
    void edit(const notes::Note& note, const std::vector<notes::Note>& versions, QRect words);
    const notes::Note& note() const { return m_note; }
    QPlainTextEdit& field() { return *m_field; }
    bool isChanged() const { return isVisible() && m_field->toPlainText() != m_note.text; }

Q_SIGNALS:
    void saved(const understudy::notes::Note& note); ///< with what was typed
    void removeChosen(const understudy::Id& note);
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void save();
    void showVersions(const std::vector<notes::Note>& versions);
    void place(QRect words);

    const theme::Theme& m_theme;
    theme::Text* m_title;
    theme::Text* m_quote;
    QPlainTextEdit* m_field;
    theme::Button* m_earlier;
    theme::Text* m_versions;
    theme::Button* m_remove;
    theme::Button* m_cancel;
    theme::Button* m_save;
    notes::Note m_note;
    QRect m_words;
};

} // namespace understudy::reader
