#pragma once

#include "core/base/Id.h"
#include "core/lrs/Answer.h"
#include "core/lrs/Store.h"
#include "core/lrs/Writer.h"

namespace understudy::lrs {

/// The resource /xapi/statements.
class Statements final {
public:
    /// @p tokenSecret signs the "more" links.
    Statements(Store& store, Writer& writer, IdMaker& ids, std::string tokenSecret);

    void handle(const Call& call, Answer answer);

private:
    void put(const Call& call, Answer answer);
    void post(const Call& call, Answer answer);
    void find(const Call& call, Answer answer);
    void findOne(const Call& call, Answer answer);
    void findMany(const Call& call, Answer answer);
    void readPage(const http::Pairs& parameters, const Call& call, Query query, Answer answer);
    std::string moreLink(const http::Pairs& parameters, const Page& page) const;
    bool followed(const std::string& token, http::Pairs& parameters, Query& query) const;
    void store(std::vector<Draft> batch, Answer answer, std::function<void(Answer&)> stored);
    /// The drafts of the body, or "" and the answer is given.
    bool read(const Call& call, Answer& answer, std::vector<Draft>& batch);
    std::string refusal(const Call& call, const Draft& draft) const;

    Store& m_store;
    Writer& m_writer;
    IdMaker& m_ids;
    std::string m_secret;
};

} // namespace understudy::lrs
