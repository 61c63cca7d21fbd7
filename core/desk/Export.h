#pragma once

#include "core/cohort/Board.h"
#include "core/desk/Frame.h"
#include "core/http/Server.h"

namespace understudy::desk {

/// Everything that some trainees did, as one CSV file that is written while it is read: a portion at a time,
/// and none while the network has not taken the last ones.
class Export final : public std::enable_shared_from_this<Export> {
public:
    using After = std::function<void(int milliseconds, std::function<void()> work)>;

    Export(store::Sql& sql, const course::Course& course, const Clock& clock, After after,
           std::vector<std::shared_ptr<const Trainee>> trainees, std::string homePage)
        : m_sql(sql)
        , m_course(course)
        , m_clock(clock)
        , m_after(std::move(after))
        , m_trainees(std::move(trainees))
        , m_homePage(std::move(homePage)) {}

    void start(const std::shared_ptr<http::Exchange>& exchange, const std::string& fileName);

private:
    void next();

    store::Sql& m_sql;
    const course::Course& m_course;
    const Clock& m_clock;
    After m_after;
    std::vector<std::shared_ptr<const Trainee>> m_trainees;
    std::string m_homePage;
    std::shared_ptr<http::BodyWriter> m_body;
    std::size_t m_at = 0;
    std::int64_t m_before = 0;
    bool m_header = true;
};

/// Headers of a file to be kept.
http::Pairs fileHeaders(const std::string& fileName);

} // namespace understudy::desk
