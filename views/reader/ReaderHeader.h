#pragma once

#include "views/reader/FindBox.h"
#include "views/theme/Button.h"
#include "views/theme/Ground.h"

#include <QTimer>

namespace understudy::reader {

/// The line above the page: back and forward, where it is in the course, the find box, how text looks, paper.
class ReaderHeader final : public theme::Ground {
    Q_OBJECT
public:
    explicit ReaderHeader(const theme::Theme& theme, QWidget* parent = nullptr);
    void setPlace(const QString& module, const QString& page);
    QString place() const { return m_page->text(); } ///< the page's title
    FindBox& findBox() { return *m_find; }
    void setSteps(bool back, bool forward); ///< whether there is somewhere to go
    const QWidget& lookButton() const { return *m_look; }
    const QWidget& moreButton() const { return *m_more; }
    QSize minimumSizeHint() const override; ///< of what stays in a narrow window

Q_SIGNALS:
    void backChosen();
    void forwardChosen();
    void courseChosen();
    void moduleChosen();
    void lookRequested();
    void moreRequested();
    void contentsToggled();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    theme::Button* crumb(const QString& words);
    theme::Text* slash();
    void fit();
    theme::IconButton* m_back;
    theme::IconButton* m_forward;
    theme::Button* m_course;
    theme::Text* m_courseSlash;
    theme::Button* m_module;
    theme::Text* m_slash;
    theme::Text* m_page;
    FindBox* m_find;
    theme::IconButton* m_look;
    theme::IconButton* m_more;
    theme::IconButton* m_contents;
};

/// The line below the page: how far one is, the page before and after, and where one stopped last time.
class ReaderFooter final : public theme::Ground {
    Q_OBJECT
public:
    explicit ReaderFooter(const theme::Theme& theme, QWidget* parent = nullptr);
    void setFraction(double fraction);
    void setNeighbors(const QString& before, const QString& following);
    void setStopped(const QString& heading); ///< empty: nothing to go back to
    void setMinutesLeft(int minutes);        ///< 0: none, or nobody knows
    /// What was done, in place of the minutes for a while.
    void say(const QString& words);

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
    void showMiddle();
    QWidget* m_stopped;
    theme::Text* m_stoppedWords;
    theme::Text* m_left;
    QString m_said, m_minutes;
    QTimer m_saidFor;
};

} // namespace understudy::reader
