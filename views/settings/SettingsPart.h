#pragma once

#include "views/theme/Widgets.h"

#include <QWidget>

#include <vector>

class QBoxLayout;
class QVBoxLayout;

namespace understudy::settings {

/// One heading of the settings and its rows: a label before its field, or above it where there is no room for
/// both.
class SettingsPart : public QWidget {
    Q_OBJECT
public:
    /// Without a heading it goes on with the part above it.
    SettingsPart(const theme::Theme& theme, const QString& heading, QWidget* parent = nullptr);

    /// @p label names the control to screen readers; @p hint stands below it, small.
    void addRow(const QString& label, QWidget* control, const QString& hint = {});
    /// Words over the whole width.
    void addWords(theme::Text* words);
    /// A widget over the whole width.
    void addBlock(QWidget* block);
    /// Buttons below the fields.
    void addButtons(const std::vector<QWidget*>& buttons);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void fit();       ///< to the room there is; after a text has changed
    int room() const; ///< for words, in pixels
    const theme::Theme& m_theme;

private:
    struct Row {
        QBoxLayout* layout;
        QWidget* label;
        QWidget* field; ///< nullptr: text that takes the rest of the row
    };
    std::vector<Row> m_rows;
    std::vector<QWidget*> m_hints, m_words;
    QVBoxLayout* m_column;
    QBoxLayout* m_buttons = nullptr;
};

} // namespace understudy::settings
