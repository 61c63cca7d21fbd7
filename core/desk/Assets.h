#pragma once

#include "core/base/Result.h"
#include "core/http/Server.h"

#include <map>
#include <string>

namespace understudy::desk {

/// The style sheets, scripts and pictures of the pages: read once from a folder, served from memory by name.
class Assets final {
public:
    /// @p folder: share/understudy/cohort.
    static Result<Assets> open(const std::string& folder);
    /// Nothing for names that are none of theirs.
    const http::Response* find(const std::string& name) const;

private:
    std::map<std::string, http::Response> m_files;
};

} // namespace understudy::desk
