#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace understudy::cohort {

/// A table as comma-separated values (RFC 4180), UTF-8, with or without a byte order mark. A header of
/// semicolons, as spreadsheets write it in half of Europe, is understood.
struct CsvRow {
    int line = 1; ///< of the file, where the row starts
    QStringList fields;

    bool operator==(const CsvRow&) const = default;
};

/// Its rows, empty ones left out; an error for text that is no UTF-8 or ends within quotes.
Result<std::vector<CsvRow>> readCsv(const QByteArray& bytes);

/// One line. What a spreadsheet would take for a formula gets an apostrophe before it, also within a field
/// where a cell begins for a spreadsheet that parts cells by something else: a trainee's name must not run
/// on a coordinator's computer.
QByteArray csvLine(const QStringList& fields);
/// A field as it was before csvLine() wrote it.
QString unguarded(const QString& field);

} // namespace understudy::cohort
