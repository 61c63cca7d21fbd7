#include "core/sync/Arrivals.h"

#include "core/sync/Statement.h"

namespace understudy::sync {

Result<std::vector<journal::Fact>> arrivals(const QJsonArray& statements, const journal::Journal& journal) {
    std::vector<journal::Fact> facts;
    for (const auto& value : statements) {
        const auto statement = value.toObject();
        auto fact = toFact(statement);
        if (!fact)
            continue;
        if (!reissuedFrom(statement).isEmpty()) {
            const auto told = journal.tells(*fact);
            if (!told)
                return told.error();
            if (*told)
                continue;
        }
        facts.push_back(std::move(*fact));
    }
    return facts;
}

} // namespace understudy::sync
