#pragma once

#include "core/lrs/Answer.h"
#include "core/store/Sql.h"

namespace understudy::lrs {

/// The resource /xapi/activities: what is known of one activity.
class Activities final {
public:
    explicit Activities(store::Sql& sql)
        : m_sql(sql) {}
    void handle(const Call& call, Answer answer);

private:
    store::Sql& m_sql;
};

} // namespace understudy::lrs
