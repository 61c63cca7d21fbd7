#pragma once

#include <map>
#include <string>

namespace understudy::pprof {

/// The Go sources of leaky-service by path below /src/leaky, as the image of that tag has them: 1.4.2 never
/// closes an idle connection.
std::map<std::string, std::string> leakySource(bool closesIdle);

/// The line, counted from 1, on which @p text is first found in that file of the leaking version; 0 when it
/// is not.
int leakyLine(const std::string& file, const std::string& text);

} // namespace understudy::pprof
