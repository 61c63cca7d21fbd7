#pragma once

#include "core/lrs/Formats.h"
#include "core/lrs/Intake.h"
#include "core/lrs/MoreLink.h"
#include "core/store/Attachments.h"
#include "core/store/Store.h"
#include "core/store/Writer.h"

namespace understudy::lrs {

/// The resource /xapi/statements.
class Statements final {
public:
    /// @p sql: the connection of the thread that answers. @p tokenSecret seals the "more" links.
    Statements(store::Sql& sql, store::Store& store, store::Writer& writer, IdMaker& ids, const Clock& clock,
               std::string tokenSecret);

    void handle(const Call& call, Answer answer);

    /// Why @p credential may not store a statement; "": it may.
    static std::string refusal(const access::Credential& credential, const xapi::Draft& draft);

private:
    void put(const Call& call, Answer answer);
    void post(const Call& call, Answer answer);
    bool read(const Call& call, Answer& answer, std::vector<xapi::Draft>& batch);
    void store(std::vector<xapi::Draft> batch, Answer answer, std::function<void(Answer&)> stored);

    void find(const Call& call, Answer answer);
    void findOne(const Call& call, Answer answer);
    Result<bool> mayRead(const Call& call, const store::Stored& statement);
    void findMany(const Call& call, Answer answer);
    void readPage(const http::Pairs& parameters, const Call& call, store::Query query, Answer answer);
    /// The bodies of @p statements, taken from them, in the format that @p parameters ask for.
    std::vector<std::string> formatted(std::vector<store::Stored>& statements, const http::Pairs& parameters,
                                       const Call& call);
    Result<std::vector<xapi::Attachment>> attachmentsOf(store::Page& page);
    void send(Answer& answer, std::string json, const http::Pairs& parameters,
              const std::vector<xapi::Attachment>& attachments);

    store::Sql& m_sql;
    store::Store& m_store;
    store::Writer& m_writer;
    IdMaker& m_ids;
    MoreLink m_more;
};

} // namespace understudy::lrs
