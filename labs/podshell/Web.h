#pragma once

#include "labs/podshell/Command.h"

namespace understudy::podshell {

Ran curl(const Call& call);
Ran wget(const Call& call);
/// What a port answers to bytes written to it by hand.
Ran rawAnswer(const Call& call, const podweb::Reached& reached, const std::string& bytes);

} // namespace understudy::podshell
