#pragma once

#include "labs/promql/PromQl.h"

namespace understudy::cluster {

/// Where alerts go to: the receivers by severity, how alerts are grouped and which hide which others.
class Routing final {
public:
    static std::vector<std::string> receivers();
    /// The receivers of an alert, the first match and those before it that say "go on".
    static std::vector<std::string> receiversOf(const promql::Labels& labels);
    /// The labels by which an alert is grouped with others.
    static promql::Labels groupOf(const promql::Labels& labels);
    /// True when an alert with the first labels hides one with the second.
    static bool inhibits(const promql::Labels& source, const promql::Labels& target);
    /// The same as a configuration file of Alertmanager.
    static std::string config();
};

} // namespace understudy::cluster
