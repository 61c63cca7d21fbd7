#pragma once

#include "labs/clock/EventQueue.h"
#include "labs/clock/Noise.h"
#include "labs/kubernetes/Objects.h"

#include <deque>
#include <functional>

namespace understudy::cluster {

enum class ChangeType { Added, Modified, Deleted };

struct Change {
    std::uint64_t revision = 0;
    ChangeType type = ChangeType::Added;
    std::shared_ptr<const Object> object;
};

/// All objects of the cluster and the numbered log of their changes, of which the last ones are kept.
class Store final {
public:
    using Key = std::pair<std::string, std::string>; ///< namespace ("" for none), name

    Store(const EventQueue& queue, const Noise& noise)
        : m_queue(queue)
        , m_noise(noise) {}

    template <class T>
    std::shared_ptr<const T> find(const std::string& ns, const std::string& name) const {
        return std::static_pointer_cast<const T>(find(T::kindOf, ns, name));
    }
    /// In the order of namespace and name; all namespaces when @p ns is empty.
    template <class T>
    std::vector<std::shared_ptr<const T>> list(const std::string& ns = {}) const {
        std::vector<std::shared_ptr<const T>> found;
        for (const auto& [key, object] : of(T::kindOf))
            if (ns.empty() || key.first == ns)
                found.push_back(std::static_pointer_cast<const T>(object));
        return found;
    }
    /// Adds an object; uid and revision are given here, the time of creation when it is 0.
    template <class T>
    std::shared_ptr<const T> add(T object) {
        return std::static_pointer_cast<const T>(insert(std::make_shared<T>(std::move(object))));
    }
    /// Changes a copy and stores it; false when there is no such object.
    template <class T, class F>
    bool update(const std::string& ns, const std::string& name, F change) {
        const auto old = find<T>(ns, name);
        if (!old)
            return false;
        auto copy = std::make_shared<T>(*old);
        change(*copy);
        replace(std::move(copy));
        return true;
    }
    bool remove(Kind kind, const std::string& ns, const std::string& name);
    /// Stores an object of any kind: a new one as add() does, or in the place of the one of that name.
    void put(std::shared_ptr<Object> object);

    std::shared_ptr<const Object> find(Kind kind, const std::string& ns, const std::string& name) const;
    const std::map<Key, std::shared_ptr<const Object>>& of(Kind kind) const;

    /// Tells of something that happened to an object; the same thing again counts up.
    void tell(const Object& about, const std::string& type, const std::string& reason,
              const std::string& message, const std::string& component, const std::string& host = {});

    std::uint64_t revision() const { return m_revision; }
    const std::deque<Change>& changes() const { return m_changes; }
    std::uint64_t oldestRevision() const {
        return m_changes.empty() ? m_revision : m_changes.front().revision;
    }
    Micros now() const { return m_queue.now(); }

    std::function<void(const Object&, ChangeType)> changed; ///< called after each change

private:
    std::shared_ptr<const Object> insert(std::shared_ptr<Object> object);
    void replace(std::shared_ptr<Object> object);
    void log(ChangeType type, std::shared_ptr<const Object> object);

    const EventQueue& m_queue;
    const Noise& m_noise;
    std::map<Kind, std::map<Key, std::shared_ptr<const Object>>> m_objects;
    std::map<std::string, Key> m_told; ///< what was told already, to the event that counts it
    std::deque<Change> m_changes;
    std::uint64_t m_revision = 1000;
    std::int64_t m_uids = 0;
};

/// True when every label asked for is there.
bool selects(const StringMap& selector, const StringMap& labels);

} // namespace understudy::cluster
