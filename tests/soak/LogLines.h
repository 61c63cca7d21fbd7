#pragma once

#include <QString>

namespace understudy::soak {

/// The far end of every tab: writes lines of a log, numbered from 1, until nobody reads them: eight a tenth
/// of a second as a busy cluster does, and a flood now and then. As long as the file @p fill exists it begins
/// with more lines than a terminal keeps.
int writeLogs(const char* fill);

/// What a terminal has kept of such logs.
struct LogText {
    qsizetype lines = 0;
    int logins = 0;  ///< times the numbers began again
    QString mistake; ///< two lines that do not follow each other, or empty

    static LogText read(const QString& text);
};

} // namespace understudy::soak
