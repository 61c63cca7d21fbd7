#pragma once

#include "core/notes/Anchor.h"

#include <QObject>
#include <QPointer>
#include <QRect>

#include <functional>
#include <set>

class QWebEngineView;

namespace understudy::reader {

/// Notes as the open page shows them: the one place that speaks with notes.js. Answers come later, and none
/// comes for a page that is gone.
class PageMarks final : public QObject {
    Q_OBJECT
public:
    /// Words that are chosen on the page, and where they stand in the view.
    struct Chosen {
        int from = 0, length = 0;
        QString text;
        QRect box;
        bool any() const { return length > 0; }
    };

    PageMarks(QString script, QObject* parent);
    void setView(QWebEngineView* view);
    /// Reads the page, finds the places of @p notes on it and shows them. Then tells which have none.
    void draw(const std::vector<notes::Note>& notes, std::function<void()> done = {});
    const std::set<Id>& orphans() const { return m_orphans; }
    const notes::PageText& text() const { return m_text; }
    /// The notes as drawn; a link of the page names one by its place here.
    const std::vector<notes::Note>& notes() const { return m_notes; }
    void mend(); ///< what the page has written anew meanwhile
    void show(bool on);

    void chosen(std::function<void(const Chosen&)> take);
    void unchoose();
    /// Chooses the paragraph that is read (0), or the one before or after the chosen one (-1, 1).
    void chooseParagraph(int by, std::function<void(const Chosen&)> take);
    /// The drawn note at a point of the view, and its words' box.
    void noteAt(QPoint point, std::function<void(int index, QRect box)> take);
    void boxOf(int index, std::function<void(QRect)> take);
    void reveal(const Id& id);

private:
    void ask(const QString& call, std::function<void(const QVariant&)> then = {});
    void drawOn(const QVariant& page);
    double zoom() const;
    QRect rectOf(const QVariantMap& box) const;
    Chosen chosenOf(const QVariant& answer) const;

    QString m_script;
    QPointer<QWebEngineView> m_view;
    notes::PageText m_text;
    std::vector<notes::Note> m_notes;
    std::set<Id> m_orphans;
    Id m_reveal;
    int m_turn = 0; ///< of drawing: the newest counts
    bool m_shown = true;
};

} // namespace understudy::reader
