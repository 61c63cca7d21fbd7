#pragma once

#include <QWebEnginePage>

namespace understudy::reader {

/// A page that can do nothing by itself: its JavaScript is off, every permission is refused, and it goes
/// where the view sends it. What a person clicks arrives as a signal.
class LockedPage final : public QWebEnginePage {
    Q_OBJECT
public:
    LockedPage(QWebEngineProfile* profile, QObject* parent);

    /// The only way to another document.
    void show(const QUrl& url);

Q_SIGNALS:
    void actionChosen(const QString& action, int block); ///< "copy" or "run", and the code block's index
    void pageChosen(const QString& pageId, const QString& anchor); ///< no id: this page
    void labChosen(const QString& labId);
    void quizChosen(const QString& quizId);
    void outsideChosen(const QUrl& url); ///< http or https

protected:
    bool acceptNavigationRequest(const QUrl& url, NavigationType type, bool isMainFrame) override;
    QWebEnginePage* createWindow(WebWindowType type) override;
    bool javaScriptConfirm(const QUrl& origin, const QString& message) override;
    bool javaScriptPrompt(const QUrl& origin, const QString& message, const QString& preset,
                          QString* answer) override;
    void javaScriptAlert(const QUrl& origin, const QString& message) override;
    QStringList chooseFiles(FileSelectionMode mode, const QStringList& old,
                            const QStringList& types) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString& message, int line,
                                  const QString& source) override;

private:
    void clicked(const QUrl& url);
    void lockSettings();
    QUrl m_sentTo;
};

} // namespace understudy::reader
