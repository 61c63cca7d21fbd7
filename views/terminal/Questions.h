#pragma once

#include "views/theme/StateDialog.h"

#include <QUrl>

#include <functional>

namespace understudy::terminal {

/// The questions a terminal asks before something happens that the trainee may not have meant. Each opens a
/// dialog over @p over and calls @p then only on a yes; the safe answer is the default and the one of Escape.
struct Questions {
    const theme::Theme& theme;
    QWidget* over;

    void plain(const QString& title, const QString& text, const QString& action,
               const std::function<void()>& then) const;
    /// A look at the address before it is opened; what can not be opened can be copied.
    void link(const QString& address, const std::function<void(const QUrl& url)>& then) const;
    /// @p then is told whether to ask again for this host.
    QDialog* clipboard(const QString& host, const QString& text,
                       const std::function<void(bool always)>& then) const;
    void trouble(const QString& sentence, const QString& detail) const;
};

} // namespace understudy::terminal
