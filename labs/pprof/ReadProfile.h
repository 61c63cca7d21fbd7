#pragma once

#include "labs/pprof/Profile.h"

#include <optional>

namespace understudy::pprof {

/// Reads a profile.proto, packed or not; the frames have only their functions. Nothing when the bytes are no
/// profile. At most 64 MiB are unpacked.
std::optional<Profile> readProfile(const std::string& bytes);

/// The table of `go tool pprof -top`, by flat values or by cumulative ones. @p type is one of the profile's,
/// "" the usual one. Nothing when the profile has no such values.
std::optional<std::string> topTable(const Profile& profile, const std::string& type, bool cumulative);

} // namespace understudy::pprof
