#pragma once

#include "core/store/Sql.h"
#include "core/xapi/Draft.h"

#include <map>
#include <span>

namespace understudy::store {

/// What all statements about an activity say of it, taken together.
class Activities final {
public:
    explicit Activities(Sql& sql)
        : m_sql(sql) {}

    /// Its definition as JSON, or "" when no statement brought one.
    Result<std::string> definition(const std::string& iri);
    /// Takes in the definitions that came with statements, in their order; within their transaction.
    Result<void> learn(std::span<const xapi::Draft* const> statements);

private:
    /// Of each activity, in the order of their IRIs: two servers that take in the same ones wait for each
    /// other instead of blocking each other.
    using Definitions = std::map<std::string, std::vector<std::string>, std::less<>>;
    Result<void> dropKnown(Definitions& fresh);
    Result<void> learn(const std::string& iri, const std::vector<std::string>& fresh);

    Sql& m_sql;
};

} // namespace understudy::store
