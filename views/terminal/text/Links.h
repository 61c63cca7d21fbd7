#pragma once

#include "views/terminal/text/LineText.h"

#include <QUrl>

#include <optional>

namespace understudy::terminal {

/// An address in the terminal's text: given by the program (OSC 8) or written out.
struct Link {
    QString address;
    Range range;
    bool operator==(const Link&) const = default;
};

/// The link at a place, if there is one.
std::optional<Link> linkAt(const Session& session, Spot spot);

/// The address as it is shown before it is opened: host names in their ASCII form, no controls.
QString shownAddress(const QString& address);
/// What may be handed to the desktop: http, https and mailto with something behind them; nothing else.
std::optional<QUrl> openableUrl(const QString& address);

} // namespace understudy::terminal
