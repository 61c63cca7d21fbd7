#include "labs/replay/SafeFile.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace understudy::replay {

bool writeAll(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

void syncFolder(const QString& folder) {
    const int open = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (open >= 0) {
        ::fsync(open);
        ::close(open);
    }
}

QString whyNot() { return QString::fromLocal8Bit(std::strerror(errno)); }

} // namespace understudy::replay
