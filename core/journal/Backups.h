#pragma once

#include "core/base/Result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QDate>
#include <QStringList>

namespace understudy::journal {

/// The folder of copies of the journal: one a day, thinned to 7 daily and 4 weekly ones.
class Backups final {
public:
    explicit Backups(QString folder);

    /// Paths of the copies, newest first.
    QStringList newestFirst() const;
    /// Makes today's copy unless it is there. May throw SQLite::Exception.
    Result<QString> make(SQLite::Database& database, QDate today) const;

private:
    void thin() const;
    QString m_folder;
};

} // namespace understudy::journal
