#pragma once

#include "labs/cluster/Action.h"
#include "labs/scenario/DeedWish.h"

#include <set>

namespace understudy::cluster {

/// What has been done and read in a world, in order, as conditions of kind journal find it.
class Deeds final {
public:
    /// One that was refused has not been done, and is not to be given here. Pushing the clock is no deed.
    void add(const Action& action);
    /// How many there were: a place between two of them.
    std::size_t count() const { return m_all.size(); }
    /// How many between two places are as wished.
    int fitting(const DeedWish& wish, std::size_t from, std::size_t to) const;

private:
    struct Deed {
        std::set<std::string> verbs; ///< all words it can be called by
        std::string ns;
        std::string text; ///< what was asked, with all its names
    };
    static bool fits(const DeedWish& wish, const Deed& deed);
    std::vector<Deed> m_all;
};

} // namespace understudy::cluster
