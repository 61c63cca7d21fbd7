#pragma once

#include "views/window/Tools.h"

#include <QElapsedTimer>
#include <QWidget>

class QSplitter;

namespace understudy::reader {
class NoteLayer;
class ReaderView;
} // namespace understudy::reader

namespace understudy::window {

class LabTerminal;

/// The place Learn: the reader, and below it a terminal on the lab once a command is run from a page. What is
/// read and where one stopped is written down here.
class Study final : public QWidget {
    Q_OBJECT
public:
    explicit Study(Tools& tools, QWidget* parent = nullptr);
    ~Study() override;

    void open(const QString& pageId, const QString& anchor = {});
    /// Opens where one stopped, or the first page of the course.
    void openLast();
    /// The course in Tools is another one now: pages are those of it, what runs below goes on.
    void takeCourse();
    reader::ReaderView& reader() { return *m_reader; }
    reader::NoteLayer& notes() { return *m_notes; }
    LabTerminal* terminal() const { return m_terminal; } ///< nullptr before the first command
    /// Puts a command at the prompt of the lab below the page, without Enter.
    void put(const QString& command);
    /// Writes down where one is on the page.
    void keepPlace();

Q_SIGNALS:
    void openLab(const QString& labId);
    void openQuiz(const QString& quizId);
    void trouble(const understudy::Error& error);
    void hostRequested(); ///< a terminal on a host other than the lab is wanted

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void connectReader();
    void connectNotes();
    void coverWith(reader::ReaderView* old, const QRect& place);
    void run(const QString& command);
    void showTerminal();
    void showTarget();
    void keepLook();
    void append(const char* kind, const QJsonObject& body);

    Tools& m_tools;
    QSplitter* m_splitter;
    reader::ReaderView* m_reader;
    reader::NoteLayer* m_notes = nullptr;
    LabTerminal* m_terminal = nullptr;

    /// Where one is on the open page and has not been written down yet.
    struct Place {
        QString page, heading;
        double fraction = 0;
    };
    std::optional<Place> m_place;
    QElapsedTimer m_kept;
};

} // namespace understudy::window
