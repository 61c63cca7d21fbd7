#pragma once

#include "core/lrs/Answer.h"
#include "core/store/Store.h"

namespace understudy::lrs {

/// The resource /xapi/agents: a person by one of their identifiers.
class Agents final {
public:
    explicit Agents(store::Store& store)
        : m_store(store) {}
    void handle(const Call& call, Answer answer);

private:
    store::Store& m_store;
};

} // namespace understudy::lrs
