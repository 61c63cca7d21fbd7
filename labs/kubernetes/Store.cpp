#include "labs/kubernetes/Store.h"

#include <array>
#include <cstdio>

namespace understudy::cluster {

namespace {
constexpr std::size_t keptChanges = 4096;
constexpr std::size_t keptEvents = 400;
} // namespace

bool selects(const StringMap& selector, const StringMap& labels) {
    for (const auto& [key, value] : selector) {
        const auto found = labels.find(key);
        if (found == labels.end() || found->second != value)
            return false;
    }
    return !selector.empty();
}

const std::map<Store::Key, std::shared_ptr<const Object>>& Store::of(Kind kind) const {
    static const std::map<Key, std::shared_ptr<const Object>> none;
    const auto found = m_objects.find(kind);
    return found == m_objects.end() ? none : found->second;
}

std::shared_ptr<const Object> Store::find(Kind kind, const std::string& ns, const std::string& name) const {
    const auto& objects = of(kind);
    const auto found = objects.find({ns, name});
    return found == objects.end() ? nullptr : found->second;
}

void Store::log(ChangeType type, std::shared_ptr<const Object> object) {
    m_changes.push_back({object->meta.revision, type, object});
    if (m_changes.size() > keptChanges)
        m_changes.pop_front();
    if (changed)
        changed(*object, type);
}

std::shared_ptr<const Object> Store::insert(std::shared_ptr<Object> object) {
    auto& meta = object->meta;
    if (meta.uid.empty())
        meta.uid = m_noise.uuid("uid", m_uids++);
    if (meta.created == 0)
        meta.created = now();
    meta.revision = ++m_revision;
    m_objects[object->kind][{meta.ns, meta.name}] = object;
    log(ChangeType::Added, object);
    return object;
}

void Store::put(std::shared_ptr<Object> object) {
    if (find(object->kind, object->meta.ns, object->meta.name))
        replace(std::move(object));
    else
        insert(std::move(object));
}

void Store::replace(std::shared_ptr<Object> object) {
    object->meta.revision = ++m_revision;
    m_objects[object->kind][{object->meta.ns, object->meta.name}] = object;
    log(ChangeType::Modified, std::move(object));
}

bool Store::remove(Kind kind, const std::string& ns, const std::string& name) {
    auto& objects = m_objects[kind];
    const auto found = objects.find({ns, name});
    if (found == objects.end())
        return false;
    // The last state with a revision of its own, so that a watcher that waits after it still hears of the
    // end.
    std::shared_ptr<const Object> last = found->second;
    objects.erase(found);
    ++m_revision;
    m_changes.push_back({m_revision, ChangeType::Deleted, last});
    if (m_changes.size() > keptChanges)
        m_changes.pop_front();
    if (changed)
        changed(*last, ChangeType::Deleted);
    return true;
}

void Store::tell(const Object& about, const std::string& type, const std::string& reason,
                 const std::string& message, const std::string& component, const std::string& host) {
    const std::string ns = about.meta.ns.empty() ? "default" : about.meta.ns;
    const std::string same = about.meta.uid + '\n' + reason + '\n' + message;
    const auto told = m_told.find(same);
    if (told != m_told.end() && update<Event>(told->second.first, told->second.second, [&](Event& event) {
            ++event.count;
            event.last = now();
        }))
        return;
    Event event;
    std::array<char, 24> number{};
    std::snprintf(
        number.data(), number.size(), ".%016llx",
        static_cast<unsigned long long>(m_noise.bits("event", static_cast<std::int64_t>(m_revision))));
    event.meta.name = about.meta.name + number.data();
    event.meta.ns = ns;
    // Kubernetes names a node in its own events by its name, not by its uid.
    event.involved = {apiVersionOf(about.kind), kindName(about.kind), about.meta.name,
                      about.kind == Kind::Node ? about.meta.name : about.meta.uid};
    event.involvedNs = about.meta.ns;
    event.type = type;
    event.reason = reason;
    event.message = message;
    event.component = component;
    event.host = host;
    event.first = event.last = now();
    m_told[same] = {ns, event.meta.name};
    add(std::move(event));
    const auto& events = of(Kind::Event);
    if (events.size() > keptEvents) {
        auto oldest = events.begin();
        for (auto each = events.begin(); each != events.end(); ++each)
            if (static_cast<const Event&>(*each->second).last <
                static_cast<const Event&>(*oldest->second).last)
                oldest = each;
        const Key key = oldest->first;
        remove(Kind::Event, key.first, key.second);
    }
}

} // namespace understudy::cluster
