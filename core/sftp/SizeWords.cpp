#include "core/sftp/SizeWords.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>

namespace understudy::sftp {

QString sizeWords(quint64 bytes) {
    if (bytes == 1)
        return QCoreApplication::translate("sftp", "1 byte");
    if (bytes < 1000)
        return QCoreApplication::translate("sftp", "%n bytes", nullptr, static_cast<int>(bytes));
    static constexpr std::array units{"kB", "MB", "GB", "TB", "PB", "EB"};
    double size = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    while (size >= 999.5 && unit + 1 < units.size()) {
        size /= 1000;
        ++unit;
    }
    return QLocale().toString(size, 'f', size < 9.95 ? 1 : 0) + QLatin1Char(' ') + QLatin1String(units[unit]);
}

} // namespace understudy::sftp
