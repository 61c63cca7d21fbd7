#include "core/access/Audit.h"

#include <algorithm>

namespace understudy::access {

Result<void> Audit::note(const std::string& who, const std::string& deed, const std::string& subject,
                         const std::string& source) {
    const auto noted = m_sql.run(
        "INSERT INTO audit (moment, who, deed, subject, source) VALUES ($1, $2, $3, $4, $5)",
        {std::int64_t(m_clock.now().time_since_epoch().count() * 1000), who, deed, subject, source});
    return noted ? Result<void>() : noted.error();
}

Result<std::vector<Audit::Entry>> Audit::newest(int most) {
    const auto rows =
        m_sql.run("SELECT id, moment, who, deed, subject, source FROM audit ORDER BY id DESC LIMIT $1",
                  {std::int64_t(most)});
    if (!rows)
        return rows.error();
    std::vector<Entry> all;
    for (const auto& row : *rows)
        all.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5)});
    std::reverse(all.begin(), all.end());
    return all;
}

} // namespace understudy::access
