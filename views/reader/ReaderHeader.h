#pragma once

#include "views/reader/FindBox.h"
#include "views/theme/Ground.h"

namespace understudy::reader {

/// The line above the page: where it is in the course, the find box, the text size.
class ReaderHeader final : public theme::Ground {
    Q_OBJECT
public:
    explicit ReaderHeader(const theme::Theme& theme, QWidget* parent = nullptr);
    void setPlace(const QString& module, const QString& page);
    QString place() const { return m_page->text(); } ///< the page's title
    FindBox& findBox() { return *m_find; }
    void setTextPercent(int percent);

Q_SIGNALS:
    void textPercentChosen(int percent);
    void contentsToggled();

private:
    void showSizes();
    theme::IconButton* m_contents;
    theme::Text* m_module;
    theme::Text* m_slash;
    theme::Text* m_page;
    FindBox* m_find;
    theme::IconButton* m_size;
    int m_percent = 100;
};

/// The line below the page: how far one is, the page before and after, and where one stopped last time.
class ReaderFooter final : public theme::Ground {
    Q_OBJECT
public:
    explicit ReaderFooter(const theme::Theme& theme, QWidget* parent = nullptr);
    void setFraction(double fraction);
    void setNeighbors(const QString& before, const QString& following);
    void setStopped(const QString& heading); ///< empty: nothing to go back to

Q_SIGNALS:
    void beforeChosen();
    void followingChosen();
    void stoppedChosen();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    class Line;
    Line* m_line;
    class Step;
    Step* m_before;
    Step* m_following;
    QWidget* m_stopped;
    theme::Text* m_stoppedWords;
};

} // namespace understudy::reader
