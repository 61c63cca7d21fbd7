#pragma once

#include "core/course/Library.h"
#include "core/progress/Progress.h"
#include "views/reader/PageDocument.h"
#include "views/reader/reading/History.h"
#include "views/reader/reading/ReaderLook.h"
#include "views/reader/reading/RunButtons.h"
#include "views/theme/Theme.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QSplitter;
class QVBoxLayout;
class QWebEngineView;

namespace understudy::reader {

class ContentsList;
class Enclosure;
class LockedPage;
class Paper;
class PaperMenu;
class ReaderFooter;
class ReaderHeader;
class ReadingWatch;
class Zoom;

/// Pages of the course with contents, find, progress and what stands in the margin. The engine is made when
/// the first page is opened. prepareEngine() must have been called before QApplication.
class ReaderView final : public QWidget {
    Q_OBJECT
public:
    /// @p share is the program's share folder (reader/, fonts/).
    ReaderView(const theme::Theme& theme, const course::Library& library, const QString& share,
               QWidget* parent = nullptr);
    ~ReaderView() override;

    /// Shows a page, at a heading or a lab-made anchor when one is named.
    void open(const QString& pageId, const QString& anchor = {});
    QString page() const { return m_pageId; }
    /// States of the contents, and where one stopped on each page.
    void setProgress(const progress::Progress& progress);
    void setDue(const std::map<QString, QString>& dueByQuizId);
    void setLook(const ReaderLook& look);
    const ReaderLook& look() const { return m_look; }
    void setTextPercent(int percent); ///< 90 to 200, of the page alone
    int textPercent() const { return m_look.textPercent; }
    void back(); ///< to the place before, as a browser does
    void forward();
    RunButtons& runButtons() { return m_runs; }
    void savePdf(const QString& file, bool wholeModule); ///< the open page, or its module

    /// The words on the page, as a person reads them.
    void currentText(std::function<void(QString)> take) const;
    /// Presses the run button of a page's n-th command block, as a click does.
    void pressRun(int index, std::function<void(bool)> pressed = {});
    /// Scrolls to a share of the page, 0 to 1.
    void scrollTo(double fraction);
    /// Opens a page where another reader left it.
    void openAt(const QString& pageId, double fraction) { go(pageId, {}, fraction); }
    double fraction() const { return m_fraction; } ///< of the page, above the window
    /// The page stands in its own fonts; words that wait for theirs are not painted.
    bool fontsAreThere() const { return m_fonts; }
    QWebEngineView* webView() const { return m_web; } ///< nullptr before the first page

Q_SIGNALS:
    void runCommand(const QString& command);
    void copyText(const QString& text); ///< already on the clipboard
    void pageShown(const QString& pageId);
    /// @p share of the page was read, and one is at a heading.
    void positionChanged(const QString& pageId, double share, const QString& headingId,
                         const QString& headingText);
    void pageRead(const QString& pageId, int seconds); ///< in so many on screen, once for each opening
    void openLab(const QString& labId);
    void openQuiz(const QString& quizId);
    void externalLink(const QUrl& url); ///< the person agreed to open it in the browser
    void lookChanged(const understudy::reader::ReaderLook& look);
    void trouble(const understudy::Error& error);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    void keys();
    void connectFind();
    void goToContents();
    void goToModule(const QString& moduleId);
    void showContents(bool on);
    void fitContents();
    void createEngine();
    void connectPage();
    void go(const QString& pageId, const QString& anchor, std::optional<double> fraction);
    void step(const std::optional<History::Place>& place);
    void load();
    void loaded(bool ok);
    void settled();
    void dress();
    void script(const QString& call, std::function<void(const QVariant&)> then = {}) const;
    void readPosition();
    void act(const QString& action, int block);
    void askOutside(const QUrl& url);
    void crashed();
    void applyTheme();
    void applyZoom();
    void showShare();
    void openLook();
    void openPaper();

    const theme::Theme& m_theme;
    const course::Library& m_library;
    ReaderFiles m_files;
    progress::Progress m_progress;
    ReaderHeader* m_header;
    ContentsList* m_contents;
    ReaderFooter* m_footer;
    QVBoxLayout* m_column = nullptr;
    QSplitter* m_splitter = nullptr;
    QWidget* m_crash = nullptr;
    Enclosure* m_enclosure = nullptr;
    LockedPage* m_page = nullptr;
    QWebEngineView* m_web = nullptr;
    Paper* m_paper = nullptr;
    PaperMenu* m_paperMenu;
    ReadingWatch* m_watch;
    Zoom* m_zoom;
    History m_history;
    RunButtons m_runs;
    ReaderLook m_look;
    QTimer m_positionTimer;
    QTimer m_lookTimer; ///< the engine does not tell of every scrolling, so one looks now and then
    QString m_pageId, m_lastPosition, m_script;
    QString m_anchor;                  ///< where to on the page that is on its way
    std::optional<double> m_placeOnIt; ///< the same as a share of its height
    double m_fraction = 0;             ///< of the page's height, where one is
    int m_contentsPercent = 0;         ///< the contents are sized for this size of text
    bool m_contentsWanted = true, m_contentsBeside = true;
    bool m_ready = false; ///< a document is there, and our script in it
    bool m_highlighter = false, m_fonts = false;
};

} // namespace understudy::reader
