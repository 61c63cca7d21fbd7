#include "labs/controllers/Garbage.h"

#include <algorithm>

namespace understudy::cluster {

std::vector<std::shared_ptr<const Object>> Garbage::ownedBy(const Object& owner) const {
    std::vector<std::shared_ptr<const Object>> found;
    for (const Kind kind : allKinds())
        if (kind != Kind::Event)
            for (const auto& [key, object] : m_store.of(kind))
                if (object->meta.owner && object->meta.owner->uid == owner.meta.uid)
                    found.push_back(object);
    return found;
}

void Garbage::mark(const Object& object, const char* finalizer) {
    auto copy = object.copy();
    copy->meta.deleted = m_store.now();
    copy->meta.graceSeconds = 0;
    if (finalizer)
        copy->meta.finalizers.push_back(finalizer);
    m_store.put(std::move(copy));
}

void Garbage::orphan(const Object& owner) {
    for (const auto& each : ownedBy(owner)) {
        auto copy = each->copy();
        copy->meta.owner.reset();
        m_store.put(std::move(copy));
    }
}

void Garbage::collect(const Object& owner) {
    for (const auto& each : ownedBy(owner))
        remove(*each, What::Background);
}

void Garbage::remove(const Object& object, What what, std::optional<int> graceSeconds) {
    const auto& meta = object.meta;
    if (object.kind == Kind::Pod) {
        m_pods.remove(meta.ns, meta.name,
                      graceSeconds.value_or(static_cast<const Pod&>(object).spec.graceSeconds));
        return;
    }
    if (meta.deleted)
        return;
    if (object.kind == Kind::Namespace) {
        mark(object, "kubernetes");
        empty(meta.name);
        return;
    }
    const auto kept = m_store.find(object.kind, meta.ns, meta.name); // the caller's may be gone with it
    if (!kept)
        return;
    if (what == What::Foreground && !ownedBy(*kept).empty()) {
        mark(*kept, "foregroundDeletion");
        for (const auto& each : ownedBy(*kept))
            remove(*each, What::Foreground);
        finishForeground(meta.uid, kept->kind, {kept->meta.ns, kept->meta.name});
        return;
    }
    if (what == What::Orphan)
        orphan(*kept);
    if (!meta.finalizers.empty()) {
        mark(*kept, nullptr);
        return;
    }
    m_store.remove(kept->kind, kept->meta.ns, kept->meta.name);
    if (what != What::Orphan)
        m_queue.after(second / 10, [this, kept] { collect(*kept); });
}

void Garbage::finishForeground(const std::string& uid, Kind kind, const Store::Key& key) {
    m_queue.after(second / 2, [this, uid, kind, key] {
        const auto object = m_store.find(kind, key.first, key.second);
        if (!object || object->meta.uid != uid)
            return;
        if (!ownedBy(*object).empty()) {
            finishForeground(uid, kind, key);
            return;
        }
        auto copy = object->copy();
        std::erase(copy->meta.finalizers, "foregroundDeletion");
        m_store.put(copy);
        if (copy->meta.finalizers.empty())
            m_store.remove(kind, key.first, key.second);
    });
}

void Garbage::released(const Object& object) {
    if (!object.meta.deleted || !object.meta.finalizers.empty())
        return;
    if (object.kind == Kind::Pod) {
        m_pods.finish(object.meta.uid);
        return;
    }
    const auto kept = m_store.find(object.kind, object.meta.ns, object.meta.name);
    m_store.remove(object.kind, object.meta.ns, object.meta.name);
    if (kept) // what it still owns goes with it
        m_queue.after(second / 10, [this, kept] { collect(*kept); });
}

void Garbage::empty(const std::string& ns) {
    bool left = false;
    for (const Kind kind : allKinds()) {
        std::vector<std::shared_ptr<const Object>> there;
        for (const auto& [key, object] : m_store.of(kind))
            if (key.first == ns)
                there.push_back(object);
        for (const auto& each : there) {
            remove(*each, What::Background);
            left = left || m_store.find(kind, ns, each->meta.name);
        }
    }
    m_queue.after(second, [this, ns, left] {
        const auto space = m_store.find(Kind::Namespace, "", ns);
        if (!space)
            return;
        if (left)
            empty(ns);
        else
            m_store.remove(Kind::Namespace, "", ns);
    });
}

} // namespace understudy::cluster
