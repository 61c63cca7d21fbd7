#include "labs/controllers/Jobs.h"

#include <algorithm>

namespace understudy::cluster {

void Jobs::follow(const Store::Key& key) {
    if (!m_soon.insert(key).second)
        return;
    m_queue.after(second / 20, [this, key] {
        m_soon.erase(key);
        reconcile(key);
    });
}

void Jobs::podMoved(const Pod& pod) {
    if (pod.meta.owner && pod.meta.owner->kind == "Job")
        follow({pod.meta.ns, pod.meta.owner->name});
}

bool Jobs::create(const Job& job) {
    const std::string name = job.meta.name + "-" + m_noise.letters(5, "job/" + job.meta.name, m_names++);
    const Owner owner{apiVersionOf(job.kind), kindName(job.kind), job.meta.name, job.meta.uid};
    const bool made = m_pods.create(job.meta.ns, name, job.pods, owner) != nullptr;
    m_store.tell(job, made ? "Normal" : "Warning", made ? "SuccessfulCreate" : "FailedCreate",
                 made ? "Created pod: " + name : "Error creating: " + m_pods.refused(), "job-controller");
    return made;
}

void Jobs::tryAgain(const Store::Key& key) {
    if (!m_refused.insert(key).second)
        return;
    m_queue.after(15 * second, [this, key] {
        m_refused.erase(key);
        follow(key);
    });
}

void Jobs::reconcile(const Store::Key& key) {
    const auto job = m_store.find<Job>(key.first, key.second);
    if (!job || job->finished || job->meta.deleted || (job->started == 0 && job->meta.created < 0))
        return;
    Job counted = *job;
    if (counted.started == 0)
        counted.started = m_store.now();
    counted.active = counted.succeeded = counted.failed = 0;
    for (const auto& pod : m_store.list<Pod>(key.first)) {
        if (!pod->meta.owner || pod->meta.owner->uid != job->meta.uid)
            continue;
        counted.succeeded += pod->phase == "Succeeded";
        counted.failed += pod->phase == "Failed";
        counted.active += !pod->finished() && !pod->meta.deleted;
    }
    const bool done = counted.succeeded >= counted.completions;
    const bool lost = counted.failed > counted.backoffLimit;
    if (done || lost) {
        counted.finished = m_store.now();
        m_store.tell(*job, done ? "Normal" : "Warning", done ? "Completed" : "BackoffLimitExceeded",
                     done ? "Job completed" : "Job has reached the specified backoff limit",
                     "job-controller");
    } else {
        const int open = counted.completions - counted.succeeded;
        for (int i = counted.active; i < std::min(counted.parallelism, open); ++i) {
            if (!create(*job)) {
                tryAgain(key);
                break;
            }
            ++counted.active;
        }
    }
    if (counted.active == job->active && counted.succeeded == job->succeeded &&
        counted.failed == job->failed && counted.started == job->started && counted.finished == job->finished)
        return;
    m_store.update<Job>(key.first, key.second, [&](Job& each) {
        each.started = counted.started;
        each.finished = counted.finished;
        each.active = counted.active;
        each.succeeded = counted.succeeded;
        each.failed = counted.failed;
    });
}

} // namespace understudy::cluster
