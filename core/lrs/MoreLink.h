#pragma once

#include "core/base/Clock.h"
#include "core/http/Server.h"

#include <cstdint>
#include <optional>
#include <string>

namespace understudy::lrs {

/// Where the next page of a query begins: all of it stands in the link, sealed, so that the server keeps
/// nothing. Good for more than a day, and for the credential that asked.
class MoreLink final {
public:
    struct Place {
        http::Pairs parameters;
        std::int64_t after = 0; ///< seq where the page before ended
        std::int64_t upTo = 0;  ///< the highest seq that belongs to this walk
    };

    MoreLink(const Clock& clock, std::string secret);

    /// The link's path and query.
    std::string write(const Place& place, const std::string& user) const;
    /// What the parameter "more" says. Nothing: it was not made here, or not for @p user, or is too old.
    std::optional<Place> read(const std::string& token, const std::string& user) const;

private:
    std::string seal(std::string_view text) const;

    const Clock& m_clock;
    std::string m_secret;
};

} // namespace understudy::lrs
