#pragma once

#include "core/base/Result.h"
#include "labs/cluster/Journal.h"

#include <QCoreApplication>

namespace understudy::replay {

/// A journal as a file had it.
struct KeptJournal {
    cluster::Beginning beginning;
    std::vector<cluster::Entry> entries;
    /// Bytes of a last line that was never finished, for the power went or the program was killed; it was not
    /// performed either, and is left out.
    std::size_t torn = 0;
};

/// A journal's file: FOLDER/journal.jsonl, one line of JSON for what the world is made from and one for each
/// entry. Futures that are kept stand in FOLDER/futures (see Futures).
class JournalFile final : public cluster::Keeper {
    Q_DECLARE_TR_FUNCTIONS(replay::JournalFile)

public:
    explicit JournalFile(QString folder);
    ~JournalFile() override;
    JournalFile(const JournalFile&) = delete;
    JournalFile& operator=(const JournalFile&) = delete;

    static QString nameIn(const QString& folder);
    /// NotFound when there is no such file, BadInput with file and line when it is no journal.
    static Result<KeptJournal> load(const QString& name);

    std::string begin(const cluster::Beginning& beginning,
                      const std::vector<cluster::Entry>& entries) override;
    std::string keep(const cluster::Entry& entry) override;
    cluster::Outcome lay(std::string& name, const cluster::Beginning& beginning,
                         const std::vector<cluster::Entry>& entries) override;

private:
    std::string cannot() const;
    QString m_folder;
    int m_file = -1;
    std::int64_t m_size = 0;
};

} // namespace understudy::replay
