#pragma once

#include "core/store/Sql.h"
#include "core/xapi/Draft.h"

namespace understudy::store {

/// The files that came with statements. They are put in with their statements, by Appender.
class Attachments final {
public:
    explicit Attachments(Sql& sql)
        : m_sql(sql) {}

    Result<std::vector<xapi::Attachment>> of(const std::string& statement);

private:
    Sql& m_sql;
};

} // namespace understudy::store
