#pragma once

#include "core/lrs/Answer.h"
#include "core/lrs/Change.h"
#include "core/store/Writer.h"

namespace understudy::lrs {

/// The resources /xapi/activities/state, /xapi/activities/profile and /xapi/agents/profile.
class Documents final {
public:
    /// @p sql: of this thread, for reading.
    Documents(store::Sql& sql, store::Writer& writer, const Clock& clock);

    void handle(const Call& call, store::DocumentKind kind, Answer answer);

private:
    void find(const Call& call, const store::Shelf& shelf, const std::string& name, Answer answer);
    void list(const Call& call, const store::Shelf& shelf, Answer answer);
    void change(Change change, Answer answer);
    void clear(store::Shelf shelf, Answer answer);

    store::Sql& m_sql;
    store::Writer& m_writer;
    const Clock& m_clock;
};

} // namespace understudy::lrs
