#include "app/desktop/Workers.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <pthread.h>

namespace understudy::desktop {

Workers::~Workers() {
    for (std::thread& thread : m_threads)
        thread.join();
}

void Workers::start(std::string name, std::function<void()> body) {
    const std::lock_guard lock(m_mutex);
    m_threads.emplace_back([name = std::move(name), body = std::move(body)] {
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
        body();
    });
}

Post postToGui() {
    return [](std::function<void()> work) {
        // After the application object is gone there is nobody left to tell.
        if (QCoreApplication* app = QCoreApplication::instance())
            QMetaObject::invokeMethod(app, std::move(work), Qt::QueuedConnection);
    };
}

} // namespace understudy::desktop
