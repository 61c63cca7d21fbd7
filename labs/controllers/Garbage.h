#pragma once

#include "labs/kubernetes/Pods.h"

namespace understudy::cluster {

/// Deletes objects as was asked: what they own goes with them, before them, or stays as orphans; finalizers
/// hold them back.
class Garbage final {
public:
    enum class What { Background, Foreground, Orphan };
    Garbage(Store& store, EventQueue& queue, Pods& pods)
        : m_store(store)
        , m_queue(queue)
        , m_pods(pods) {}

    /// @p graceSeconds is for pods; nothing: as long as they ask for.
    void remove(const Object& object, What what, std::optional<int> graceSeconds = std::nullopt);
    /// Takes an object away whose last finalizer went.
    void released(const Object& object);

private:
    std::vector<std::shared_ptr<const Object>> ownedBy(const Object& owner) const;
    void orphan(const Object& owner);
    void collect(const Object& owner);
    void mark(const Object& object, const char* finalizer);
    void finishForeground(const std::string& uid, Kind kind, const Store::Key& key);
    void empty(const std::string& ns);

    Store& m_store;
    EventQueue& m_queue;
    Pods& m_pods;
};

} // namespace understudy::cluster
