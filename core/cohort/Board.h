#pragma once

#include "core/cohort/Records.h"
#include "core/cohort/Roster.h"
#include "core/cohort/Summary.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace understudy::cohort {

/// Somebody of the roster and how they stand.
struct Trainee {
    Member member;
    Summary summary;
};

/// Everybody, at one moment. Never changed once it is made.
struct Standings {
    std::vector<std::shared_ptr<const Trainee>> trainees; ///< by full name
    Instant asOf{};

    std::shared_ptr<const Trainee> find(std::int64_t person) const;
};

/// Keeps the summaries of everybody current: whose statements have become more is folded anew. Its work is
/// done on a thread of its own with a connection of its own, so that serving is never held up; what it found
/// is read from any thread.
class Board final {
public:
    /// Writes a summary down, so that the next start finds it. Called on the board's thread.
    using Save = std::function<void(std::int64_t person, const QByteArray& summary)>;

    /// @p homePage: of everybody's xAPI account.
    Board(std::unique_ptr<store::Sql> sql, const course::Course& course, const Clock& clock,
          std::string homePage, Save save);

    void run();  ///< the body of its thread, until stop()
    void stop(); ///< waits until run() has come to its end: that is some statements away
    /// Cuts its connection when the database takes too long to answer: who stands still would keep it for
    /// ever. Once a second or so, from any thread.
    void watch();
    void wake(); ///< look now: the roster has changed, or somebody looks at the page
    /// One round: everybody whose statements or plan have changed. On the board's thread, or without one.
    Result<void> refresh();

    std::shared_ptr<const Standings> standings() const;

private:
    Result<void> load();
    Result<Summary> fold(const Member& member, std::int64_t newest);
    void remember(const std::vector<Member>& members);
    Result<bool> follow(const Member& member, std::int64_t newest);
    bool isStopping() const;
    void publish(const std::vector<Member>& members);

    std::unique_ptr<store::Sql> m_sql;
    const course::Course& m_course;
    const Clock& m_clock;
    std::string m_homePage;
    Save m_save;
    std::map<std::int64_t, std::shared_ptr<const Trainee>> m_known;
    std::map<std::int64_t, Summary> m_kept; ///< as the last run of the program left them
    std::map<QString, QByteArray> m_plans;  ///< marks of them, by track
    bool m_loaded = false;

    mutable std::mutex m_mutex;
    std::condition_variable m_wakened;
    std::shared_ptr<const Standings> m_standings = std::make_shared<Standings>();
    bool m_running = false, m_wake = false, m_stop = false;
};

} // namespace understudy::cohort
