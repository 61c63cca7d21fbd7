#pragma once

#include "labs/kubernetes/Store.h"

namespace understudy::cluster {

/// What a ResourceQuota of a namespace allows and what is used of it, by resource.
struct QuotaUse {
    StringMap hard, used;
};
QuotaUse quotaUse(const Store& store, const Object& quota);

/// "" or why this new object would be more than a quota of its namespace allows, in the words of the real
/// API: what follows 'pods "x" is forbidden: '.
std::string overQuota(const Store& store, const Object& object);

} // namespace understudy::cluster
