#pragma once

#include "core/sync/Account.h"

#include <functional>

namespace understudy::sync {

/// What "Try it" found out about a learning record store.
struct Finding {
    bool good = false;
    QString sentence;
};

/// Asks for /about, then with the key for one statement. Nothing is written there, and the key goes nowhere
/// before something has answered that says it is a learning record store. @p done is called once.
void tryOut(Network& network, const Account& account, std::function<void(const Finding&)> done);

} // namespace understudy::sync
