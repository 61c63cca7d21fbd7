#pragma once

#include "core/lrs/Answer.h"

namespace understudy::lrs {

/// The resource /xapi/about: which versions are spoken here. It asks for neither password nor version.
void about(const http::Request& request, Answer answer);

} // namespace understudy::lrs
