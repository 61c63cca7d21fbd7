#include "core/course/Model.h"

#include <algorithm>

namespace understudy::course {
namespace {

template <typename List>
auto find(const List& list, const QString& id) -> decltype(list.data()) {
    const auto it = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.id == id; });
    return it == list.end() ? nullptr : &*it;
}

/// The page @p step places from @p id in its module, or nullptr.
const Page* neighbor(const Course& course, const QString& id, std::ptrdiff_t step) {
    const Page* page = course.page(id);
    const Module* module = page ? course.module(page->module) : nullptr;
    if (!module)
        return nullptr;
    const auto at = page - module->pages.data() + step;
    return at >= 0 && at < std::ssize(module->pages) ? &module->pages[static_cast<std::size_t>(at)] : nullptr;
}

} // namespace

const Page* Course::page(const QString& wanted) const {
    const Module* holder = module(wanted.section(u'/', 0, 0));
    return holder ? find(holder->pages, wanted) : nullptr;
}

const Module* Course::module(const QString& wanted) const { return find(modules, wanted); }

const Quiz* Course::quiz(const QString& wanted) const {
    const Module* holder = module(wanted.section(u'/', 0, 0));
    return holder && holder->quiz && holder->quiz->id == wanted ? &*holder->quiz : nullptr;
}

const Lab* Course::lab(const QString& wanted) const { return find(labs, wanted); }

const Track* Course::track(const QString& wanted) const { return find(tracks, wanted); }
const Fact* Course::fact(const QString& wanted) const { return find(facts, wanted); }

const Page* Course::before(const QString& pageId) const { return neighbor(*this, pageId, -1); }

const Page* Course::following(const QString& pageId) const { return neighbor(*this, pageId, 1); }

} // namespace understudy::course
