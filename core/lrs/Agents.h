#pragma once

#include "core/access/Identities.h"
#include "core/lrs/Answer.h"
#include "core/store/Store.h"

namespace understudy::lrs {

/// The resource /xapi/agents: a person by one of their identifiers.
class Agents final {
public:
    Agents(store::Store& store, access::Identities identities)
        : m_store(store)
        , m_identities(std::move(identities)) {}
    void handle(const Call& call, Answer answer);

private:
    store::Store& m_store;
    access::Identities m_identities;
};

} // namespace understudy::lrs
