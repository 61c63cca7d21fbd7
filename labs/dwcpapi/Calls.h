#pragma once

#include "labs/dwcpapi/Told.h"

namespace understudy::dwcp {

/// One call of the REST API, without HTTP around it.
struct Call {
    std::string method, path; ///< /v3/vms
    std::vector<std::pair<std::string, std::string>> query;
    std::string body;
};

/// What a call came to: JSON as it goes over the wire.
struct Reply {
    int status = 200;
    std::string body;
};

/// True when the call would change the platform and so must go through the journal. Calls that exist nowhere
/// change nothing.
bool changes(const Call& call);
/// A function of the platform and the call alone. @p request: the number errors are told with.
Reply answer(Scene& scene, const Call& call, std::int64_t request);
/// An error as the API writes it.
std::string errorBody(const std::string& code, const std::string& sentence, const std::string& cluster,
                      std::int64_t request);
/// The verb of a call below /v3/ops/, for the journal; "" otherwise.
std::string verbOf(const Call& call);

} // namespace understudy::dwcp
