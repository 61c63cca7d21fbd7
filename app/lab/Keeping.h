#pragma once

#include "app/lab/Scenery.h"
#include "labs/replay/ForkFace.h"
#include "labs/replay/JournalFile.h"
#include "labs/replay/Present.h"

namespace understudy::lab {

/// What of a lab outlives the program: its journal and its present, in the lab's home.
class Keeping final {
public:
    explicit Keeping(const Options& options)
        : m_options(options)
        , m_journal(options.home) {}
    /// Reads the journal that was kept, for a lab that goes on; the scenery is then what it began with.
    void takeUp(Scenery& scenery);
    /// The moment that virtual time 0 stands for; @p otherwise for a lab that begins now.
    std::int64_t epoch(std::int64_t otherwise) const;
    /// Brings a stage just made, with all its faces, to where the lab was, and keeps its journal from now on.
    Result<void> begin(cluster::Stage& stage, std::int64_t real, std::int64_t wall);
    void keepPresent(const cluster::Stage& stage);

private:
    const Options& m_options;
    replay::JournalFile m_journal;
    std::optional<replay::KeptJournal> m_kept;
    std::optional<replay::Present> m_present;
    int m_worlds = 0;
};

/// What a kept future began with.
Result<replay::ForkFace::Made> worldOf(const cluster::Beginning& beginning);

} // namespace understudy::lab
