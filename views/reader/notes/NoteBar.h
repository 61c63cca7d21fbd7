#pragma once

#include "core/notes/Note.h"
#include "views/theme/Button.h"
#include "views/theme/IconButton.h"

#include <QAbstractButton>

#include <array>
#include <vector>

namespace understudy::reader {

/// One of the four colors, as a round button with the color's name.
class InkButton final : public QAbstractButton {
    Q_OBJECT
public:
    InkButton(const theme::Theme& theme, notes::Ink ink, QWidget* parent);
    QSize sizeHint() const override;
    static theme::Color colorOf(notes::Ink ink);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const theme::Theme& m_theme;
    notes::Ink m_ink;
};

/// The small bar at words that are chosen, or at a highlight: four colors, note, copy, remove. By keyboard
/// left and right go along it, up and down choose another paragraph, Escape leaves.
class NoteBar final : public QWidget {
    Q_OBJECT
public:
    NoteBar(const theme::Theme& theme, QWidget* parent);

    /// At words; with @p existing for what stands there already. In the parent's coordinates.
    void openAt(QRect words, bool existing, bool takeFocus);
    bool existing() const { return m_existing; }

Q_SIGNALS:
    void inkChosen(understudy::notes::Ink ink);
    void noteChosen();
    void copyChosen();
    void removeChosen();
    void stepped(int by); ///< another paragraph: -1 or 1
    void left();          ///< by Escape

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void addTool(QAbstractButton* button);
    bool take(QKeyEvent& event);
    void step(int by);

    const theme::Theme& m_theme;
    std::vector<QAbstractButton*> m_tools;
    theme::Button* m_note;
    theme::Button* m_copy;
    theme::IconButton* m_remove;
    bool m_existing = false;
};

} // namespace understudy::reader
