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
    /// Errc::Busy where another server has just defined the same activity: it must run again.
    Result<void> learn(std::span<const xapi::Draft* const> statements);

private:
    /// Of each activity, in the order of their IRIs: two servers that take in the same ones wait for each
    /// other instead of blocking each other.
    struct Said {
        std::string definition;
        bool redefines; ///< or only adds what was not said before
    };
    using Definitions = std::map<std::string, std::vector<Said>, std::less<>>;
    Result<void> dropKnown(Definitions& fresh);
    Result<void> learn(const std::string& iri, const std::vector<Said>& fresh);
    Result<void> learnFirst(const std::string& iri, const std::vector<Said>& fresh);

    Sql& m_sql;
};

} // namespace understudy::store
