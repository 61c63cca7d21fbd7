#pragma once

#include "core/journal/Store.h"

#include <map>
#include <set>

namespace understudy::journal {

/// Makes a new journal out of a damaged one: what can be read of it, and of the backups, goes into a
/// new file in one transaction; then the names are exchanged. The damaged file stays beside it for ever. Safe
/// to be killed at any point: the next start finishes or begins again.
class Recovery final {
public:
    Recovery(QString path, const Clock& clock, IdMaker& ids, std::string vfs);

    /// Leaves a mark beside the journal that the next start shall examine the whole file.
    static void remember(const QString& path);

    /// Finishes an exchange that was cut short and, where a mark was left, examines the whole file and
    /// replaces it if needed. Returns what was lost as a sentence, empty when there was nothing to do.
    Result<QString> finishAndExamine();
    /// Replaces the file at the path, which can't be used as it is. Returns what was lost as a sentence.
    Result<QString> replaceDamaged();

private:
    /// What was read of all the files, each fact once.
    struct Found {
        struct Place {
            qint64 seq = 0; ///< in its own file: an earlier recovery may have numbered anew
            int file = 0;   ///< 0: the damaged one, then the backups, newest first
            auto operator<=>(const Place&) const = default;
        };
        std::map<Place, Row> rows;
        std::set<Id> ids;
        std::set<std::pair<Id, qint64>> numbers; ///< of facts of this journal's own: device and number
        std::map<QString, QString> values;
        bool valuesWhole = false;
        int files = 0;
        qint64 lastSeq = 0; ///< as far as it can be known

        void add(qint64 seq, Row row);
    };
    static void collect(const QString& file, Found& found);
    static void collectRows(SQLite::Database& database, qint64 last, Found& found);
    Result<QString> write(const Found& found);
    Result<void> exchange();
    QString asideName() const; ///< of the damaged file, not yet taken
    QString fresh() const { return m_path + QStringLiteral(".new"); }
    QString mark() const { return m_path + QStringLiteral(".damaged"); }

    QString m_path;
    const Clock& m_clock;
    IdMaker& m_ids;
    std::string m_vfs;
};

} // namespace understudy::journal
