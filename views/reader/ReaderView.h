#pragma once

#include "core/course/Library.h"
#include "core/progress/Progress.h"
#include "views/reader/PageDocument.h"
#include "views/theme/Theme.h"

#include <QElapsedTimer>
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
class ReaderFooter;
class ReaderHeader;

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
    void setTextPercent(int percent); ///< 90 to 200, of the page alone
    int textPercent() const { return m_textPercent; }

    /// The words on the page, as a person reads them.
    void currentText(std::function<void(QString)> take) const;
    /// Presses "Run in terminal" of a page's n-th command block, as a click does.
    void pressRun(int index, std::function<void(bool)> pressed = {});
    /// Scrolls to a share of the page, 0 to 1.
    void scrollTo(double fraction);
    /// The page stands in its own fonts; words that wait for theirs are not painted.
    bool fontsAreThere() const { return m_fonts; }
    QWebEngineView* webView() const { return m_web; } ///< nullptr before the first page

Q_SIGNALS:
    void runCommand(const QString& command);
    void copyText(const QString& text); ///< already on the clipboard
    void pageShown(const QString& pageId);
    void positionChanged(const QString& pageId, double fraction, const QString& headingId,
                         const QString& headingText);
    void pageRead(const QString& pageId, int seconds); ///< its end was seen, once for each opening
    void openLab(const QString& labId);
    void openQuiz(const QString& quizId);
    void externalLink(const QUrl& url); ///< the person agreed to open it in the browser
    void textPercentChanged(int percent);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    void keys();
    void connectFind();
    void goToContents();
    void showContents(bool on);
    void fitContents();
    void createEngine();
    void load(const QString& anchor);
    void loaded(bool ok);
    void settled();
    void script(const QString& call, std::function<void(const QVariant&)> then = {}) const;
    void readPosition();
    void act(const QString& action, int block);
    void askOutside(const QUrl& url);
    void crashed();
    void applyTheme();
    void applyZoom();
    void noteSeen(double fraction);

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
    QTimer m_positionTimer, m_readTimer;
    QTimer m_lookTimer; ///< the engine does not tell of every scrolling, so one looks now and then
    QElapsedTimer m_opened;
    QString m_pageId;
    QString m_anchor;
    QString m_lastPosition;
    QString m_script;
    int m_textPercent = 100;
    int m_contentsPercent = 0; ///< the contents are sized for this size of text
    bool m_contentsWanted = true, m_contentsBeside = true;
    bool m_ready = false; ///< a document is there, and our script in it
    bool m_highlighter = false, m_fonts = false, m_read = false, m_endSeen = false;
};

} // namespace understudy::reader
