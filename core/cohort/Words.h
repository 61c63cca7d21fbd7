#pragma once

#include "core/base/Clock.h"

#include <QDateTime>
#include <QString>

namespace understudy::cohort {

/// A moment as the person who looks at the page would say it.
QString agoWords(Instant when, Instant now); ///< "4 min ago", "3 days ago", "never" for the epoch
/// How overdue: "1, since today", "2, oldest 3 days".
QString overdueWords(int count, qint64 oldestLocal, qint64 nowLocal);
/// "Wednesday 26 November".
QString dayWords(QDate day);
/// The clock on the wall at @p when, as seconds since 1970 and as a date and time.
qint64 localSeconds(const Clock& clock, Instant when);
QDateTime localTime(const Clock& clock, Instant when);

/// At most 200 characters, the last of which then tells that there were more: for what may be of any length
/// and of any program.
QString shortened(const QString& text);

/// Text for HTML, in elements and in attributes with double quotes.
inline QString html(const QString& text) { return text.toHtmlEscaped(); }

} // namespace understudy::cohort
