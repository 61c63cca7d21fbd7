#pragma once

#include <QStringList>
#include <QUrl>

#include <functional>

namespace understudy::terminal {

/// What a terminal asks before something happens, and whom it hands on what is not its own. The view asks in
/// dialogs; tests answer for the trainee.
struct Asks {
    std::function<void(const QString& title, const QString& text, const QString& action,
                       std::function<void()> then)>
        ask; ///< several lines are to be sent
    std::function<void(const QString& address, std::function<void(const QUrl& url)> then)> askLink;
    std::function<void(const QString& host, const QString& text, std::function<void(bool always)> then)>
        askClipboard;
    std::function<void(const QUrl& url)> openUrl;
    /// Files were dropped on the terminal. Where nobody takes them, their names are typed.
    std::function<void(const QStringList& files)> takeFiles;
};

} // namespace understudy::terminal
