#pragma once

#include "core/base/Id.h"
#include "core/lrs/Answer.h"
#include "core/store/Store.h"
#include "core/store/Writer.h"

namespace understudy::lrs {

/// The resource /xapi/statements.
class Statements final {
public:
    /// @p tokenSecret signs the "more" links.
    Statements(store::Store& store, store::Writer& writer, IdMaker& ids, std::string tokenSecret);

    void handle(const Call& call, Answer answer);

private:
    void put(const Call& call, Answer answer);
    void post(const Call& call, Answer answer);
    void find(const Call& call, Answer answer);
    void findOne(const Call& call, Answer answer);
    void findMany(const Call& call, Answer answer);
    void readPage(const http::Pairs& parameters, const Call& call, store::Query query, Answer answer);
    std::string moreLink(const http::Pairs& parameters, const store::Page& page) const;
    bool followed(const std::string& token, http::Pairs& parameters, store::Query& query) const;
    void store(std::vector<xapi::Draft> batch, Answer answer, std::function<void(Answer&)> stored);
    /// The drafts of the body, or "" and the answer is given.
    bool read(const Call& call, Answer& answer, std::vector<xapi::Draft>& batch);
    std::string refusal(const Call& call, const xapi::Draft& draft) const;

    store::Store& m_store;
    store::Writer& m_writer;
    IdMaker& m_ids;
    std::string m_secret;
};

} // namespace understudy::lrs
