#pragma once

#include <QStringList>

namespace understudy::app {

/// `understudy course new|check|import|export|build …`: what authors of course packs need. @p args
/// starts with the word after "course". Needs a QCoreApplication and no display. Returns the exit status: 0
/// done, 1 the pack or the disk said no, 2 the command was not understood.
int runCourseCommand(const QStringList& args);

} // namespace understudy::app
