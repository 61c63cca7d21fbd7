#include "core/store/Attachments.h"

namespace understudy::store {

Result<std::vector<xapi::Attachment>> Attachments::of(const std::string& statement) {
    const auto rows = m_sql.run(
        "SELECT sha2, type, content FROM attachment WHERE statement = $1 ORDER BY sha2", {statement});
    if (!rows)
        return rows.error();
    std::vector<xapi::Attachment> found;
    found.reserve(rows->size());
    for (const auto& row : *rows)
        found.push_back({row.text(0), row.text(1), row.bytes(2)});
    return found;
}

} // namespace understudy::store
