#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace understudy::lrs {

/// What a reader can read, best first: an Accept-Language (RFC 9110, section 12.5.4).
class Languages final {
public:
    explicit Languages(std::string_view acceptLanguage);

    /// Which of @p tags to show, by lookup (RFC 4647, section 3.4): de-AT takes de-AT, else de, else another
    /// German. Where nothing fits: English, else the first. @p tags must not be empty.
    std::size_t best(const std::vector<std::string>& tags) const;

private:
    std::vector<std::string> m_wanted;  ///< in lower case
    std::vector<std::string> m_refused; ///< q=0
};

} // namespace understudy::lrs
