#pragma once

#include "core/store/Sql.h"
#include "core/xapi/Values.h"

#include <optional>

namespace understudy::store {

/// What documents are kept about.
enum class DocumentKind { State = 1, ActivityProfile, AgentProfile };

/// Where documents lie together; what the kind does not have is "".
struct Shelf {
    DocumentKind kind = DocumentKind::State;
    std::string activity;     ///< its IRI
    std::string agent;        ///< as xapi::identityOf() names it
    std::string registration; ///< lower case; none is a shelf of its own
};

struct Document {
    std::string type; ///< the Content-Type it came with
    std::string content;
    std::string etag; ///< SHA-1 of the content, 40 digits
    xapi::Micros updated = 0;
};

/// What clients keep on the server beside statements: bytes under a name.
class Documents final {
public:
    explicit Documents(Sql& sql)
        : m_sql(sql) {}

    Result<std::optional<Document>> find(const Shelf& shelf, const std::string& name);

    struct List {
        std::vector<std::string> names; ///< sorted
        xapi::Micros newest = 0;        ///< when one of them was changed last
    };
    /// Those changed after @p since.
    Result<List> list(const Shelf& shelf, std::optional<xapi::Micros> since);

    /// In the place of @p known, which find() gave in this same transaction. When somebody else was quicker
    /// the error is Errc::Busy: the transaction must run again. What is written down as updated lies after
    /// all that was changed before, whatever the clocks say: who asks for what came since misses nothing.
    Result<void> put(const Shelf& shelf, const std::string& name, const std::optional<Document>& known,
                     const Document& fresh);
    /// The same for taking it away.
    Result<void> remove(const Shelf& shelf, const std::string& name, const Document& known);
    Result<void> clear(const Shelf& shelf);

    static std::string etagOf(const std::string& content);

private:
    Result<xapi::Micros> tick(xapi::Micros now);
    Result<void> changeOne(std::string_view sql, const std::vector<Value>& values);

    Sql& m_sql;
};

} // namespace understudy::store
