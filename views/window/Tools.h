#pragma once

#include "core/base/Id.h"
#include "core/connection/HostLink.h"
#include "core/course/Library.h"
#include "core/journal/Journal.h"
#include "core/search/TypedCommands.h"
#include "labs/session/LabLink.h"
#include "views/terminal/settings/Preferences.h"
#include "views/theme/Theme.h"
#include "views/window/ProgressFeed.h"

namespace understudy::window {

/// What the screens of the window work with. Made by app/desktop, outlives the window.
struct Tools {
    theme::Theme& theme;
    const Clock& clock;
    IdMaker& ids;
    journal::Journal& journal;
    ProgressFeed& feed;
    session::LabLink& lab;
    const course::Library* library = nullptr;       ///< nullptr: the pack was refused
    QString share;                                  ///< share/understudy
    QString profile;                                ///< folder of the journal, shown in the settings
    connection::HostLink::Means hosts;              ///< for logging in to hosts other than the lab
    terminal::PreferenceStore* terminals = nullptr; ///< nullptr: terminals are as in a new profile
    search::TypedCommands* typed = nullptr;         ///< nullptr: what is typed in labs is not kept
};

} // namespace understudy::window
