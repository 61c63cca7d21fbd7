#include "app/course/CourseCommand.h"

#include <QCoreApplication>

// The course commands alone, without the desktop: the build uses it to make the pack, and authors may.
int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("understudy-course"));
    QCoreApplication::setApplicationVersion(QStringLiteral(UNDERSTUDY_VERSION));
    return understudy::app::runCourseCommand(application.arguments().mid(1));
}
