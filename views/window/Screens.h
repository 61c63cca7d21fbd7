#pragma once

#include "core/course/Library.h"
#include "views/theme/Widgets.h"

#include <QWidget>

namespace understudy::window {

/// A screen for what the programme names and this version has not got: it says so, and what to do meanwhile.
QWidget* notBuilt(const theme::Theme& theme, const QString& icon, const QString& title, const QString& text);

/// The screen in place of all content when the course pack was refused, with a button that shows file by file
/// what differs.
QWidget* packRefused(const theme::Theme& theme, const course::PackRefusal& refusal);

} // namespace understudy::window
