#pragma once

#include "core/company/Cluster.h"
#include "core/company/ProfileBook.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

class QWidget;

namespace understudy::lab {

/// What the dialogs about a company's clusters work with. Outlives them.
struct ClusterMeans {
    company::ProfileBook& book;
    IdMaker& ids;
    /// The hosts to choose from, by id and name.
    std::function<std::vector<std::pair<Id, QString>>()> hosts;
    /// The cluster of a profile, which asks over @p over what its login needs; an error when its host is not
    /// there any more.
    std::function<Result<std::unique_ptr<company::Cluster>>(const company::Profile& profile, QWidget& over)>
        reach;
};

} // namespace understudy::lab
