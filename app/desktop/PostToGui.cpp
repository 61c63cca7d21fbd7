#include "app/desktop/PostToGui.h"

#include <QCoreApplication>
#include <QMetaObject>

namespace understudy::desktop {

Post postToGui() {
    return [](std::function<void()> work) {
        // After the application object is gone there is nobody left to tell.
        if (QCoreApplication* app = QCoreApplication::instance())
            QMetaObject::invokeMethod(app, std::move(work), Qt::QueuedConnection);
    };
}

} // namespace understudy::desktop
