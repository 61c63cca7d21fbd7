#pragma once

#include "core/base/Clock.h"
#include "labs/replay/JournalFile.h"

namespace understudy::replay {

/// A future as the list shows it.
struct KeptFuture {
    QString name;
    QString lab;
    std::int64_t began = 0;   ///< microseconds since 1970 at its virtual time 0
    std::int64_t reached = 0; ///< virtual microseconds
    Instant kept{};           ///< by the computer's clock
    QString problem;          ///< why it cannot be opened; the rest is then not known
};

/// Futures of a lab that were kept to go back to: FOLDER/futures/NAME.jsonl, each a whole journal whose last
/// entry tells how far it came. None is ever written over, and one goes
/// only when the trainee says so.
class Futures final {
    Q_DECLARE_TR_FUNCTIONS(replay::Futures)

public:
    explicit Futures(const QString& folder);

    /// See cluster::Keeper::lay(). On the disk when it returns with 200; nothing is left when it does not.
    cluster::Outcome keep(std::string& name, const cluster::Beginning& beginning,
                          const std::vector<cluster::Entry>& entries) const;
    /// Takes one away for good; 404 with a sentence when there is none of that name.
    cluster::Outcome drop(const QString& name) const;
    /// All of them, newest first.
    std::vector<KeptFuture> all() const;
    Result<KeptJournal> load(const QString& name) const;
    /// Letters, digits, dots, dashes and underscores of ASCII, at most 40, a letter or a digit first.
    static bool isName(const QString& name);

private:
    QString fileOf(const QString& name) const;
    QString m_folder;
};

} // namespace understudy::replay
