#include "labs/controllers/CronJobs.h"

#include "labs/controllers/CronSchedule.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

constexpr int tooMany = 100; ///< starts missed, after which none is made up for

bool isLost(const Job& job) { return job.failed > job.backoffLimit; }

} // namespace

void CronJobs::follow(const Store::Key& key) {
    if (!m_soon.insert(key).second)
        return;
    m_queue.after(second / 20, [this, key] {
        m_soon.erase(key);
        reconcile(key);
    });
}

void CronJobs::jobMoved(const Job& job) {
    if (job.meta.owner && job.meta.owner->kind == "CronJob")
        follow({job.meta.ns, job.meta.owner->name});
}

std::vector<std::shared_ptr<const Job>> CronJobs::jobsOf(const CronJob& cron) const {
    std::vector<std::shared_ptr<const Job>> found;
    for (const auto& job : m_store.list<Job>(cron.meta.ns))
        if (job->meta.owner && job->meta.owner->uid == cron.meta.uid && !job->meta.deleted)
            found.push_back(job);
    return found;
}

/// The last start that was due and not made.
std::optional<Micros> CronJobs::missed(const CronJob& cron) const {
    const auto read = CronSchedule::read(cron.schedule);
    const auto* schedule = std::get_if<CronSchedule>(&read);
    if (!schedule || cron.suspended)
        return std::nullopt;
    Micros since = cron.scheduled.value_or(cron.meta.created);
    if (cron.deadline)
        since = std::max(since, m_queue.now() - *cron.deadline * second);
    std::optional<Micros> last;
    int count = 0;
    for (auto at = schedule->after((m_epoch + since) / minute); at; at = schedule->after(*at)) {
        const Micros due = *at * minute - m_epoch;
        if (due > m_queue.now())
            break;
        last = due;
        if (++count > tooMany) {
            m_store.tell(cron, "Warning", "FailedNeedsStart",
                         "Cannot determine if job needs to be started: too many missed start time (> 100). "
                         "Set or decrease .spec.startingDeadlineSeconds or check clock skew",
                         "cronjob-controller");
            return std::nullopt;
        }
    }
    return last;
}

void CronJobs::reconcile(const Store::Key& key) {
    auto cron = m_store.find<CronJob>(key.first, key.second);
    if (!cron || cron->meta.deleted)
        return;
    settle(*cron);
    cron = m_store.find<CronJob>(key.first, key.second);
    if (const auto due = missed(*cron))
        start(*cron, *due);
    wait(*m_store.find<CronJob>(key.first, key.second));
}

/// Follows its jobs: which are not done, and which are done for so long that they go.
void CronJobs::settle(const CronJob& cron) {
    std::vector<Owner> active;
    for (const auto& job : jobsOf(cron)) {
        const Owner named{apiVersionOf(job->kind), kindName(job->kind), job->meta.name, job->meta.uid};
        const bool known = std::find(cron.active.begin(), cron.active.end(), named) != cron.active.end();
        if (!job->finished)
            active.push_back(named);
        else if (known)
            m_store.tell(cron, "Normal", "SawCompletedJob",
                         "Saw completed job: " + job->meta.name +
                             ", status: " + (isLost(*job) ? "Failed" : "Complete"),
                         "cronjob-controller");
    }
    if (active != cron.active)
        m_store.update<CronJob>(cron.meta.ns, cron.meta.name, [&](CronJob& each) { each.active = active; });
    dropOld(cron, false, cron.keptSucceeded);
    dropOld(cron, true, cron.keptFailed);
}

void CronJobs::dropOld(const CronJob& cron, bool failed, int kept) {
    auto done = jobsOf(cron);
    std::erase_if(done, [&](const auto& job) { return !job->finished || isLost(*job) != failed; });
    std::stable_sort(done.begin(), done.end(),
                     [](const auto& a, const auto& b) { return a->meta.created > b->meta.created; });
    for (std::size_t i = static_cast<std::size_t>(std::max(0, kept)); i < done.size(); ++i) {
        const std::string name = done[i]->meta.name;
        m_garbage.remove(*done[i], Garbage::What::Background);
        m_store.tell(cron, "Normal", "SuccessfulDelete", "Deleted job " + name, "cronjob-controller");
    }
}

void CronJobs::start(const CronJob& cron, Micros due) {
    if (cron.concurrency == "Forbid" && !cron.active.empty())
        return; // looked at again when the other one is done
    std::vector<Owner> active = cron.active;
    if (cron.concurrency == "Replace") {
        for (const auto& job : jobsOf(cron))
            if (!job->finished)
                m_garbage.remove(*job, Garbage::What::Background);
        active.clear();
    }
    Job job = cron.made;
    job.meta.ns = cron.meta.ns;
    job.meta.name = cron.meta.name + "-" + std::to_string((m_epoch + due) / minute);
    job.meta.owner = Owner{apiVersionOf(cron.kind), kindName(cron.kind), cron.meta.name, cron.meta.uid};
    if (!m_store.find<Job>(job.meta.ns, job.meta.name)) {
        const auto made = m_store.add(std::move(job));
        m_store.update<Job>(made->meta.ns, made->meta.name, [&](Job& each) {
            each.pods.labels["controller-uid"] = each.meta.uid;
            each.pods.labels["job-name"] = each.meta.name;
            each.selector = {{"controller-uid", each.meta.uid}};
            if (each.meta.labels.empty())
                each.meta.labels = each.pods.labels;
        });
        active.push_back({apiVersionOf(made->kind), kindName(made->kind), made->meta.name, made->meta.uid});
        m_store.tell(cron, "Normal", "SuccessfulCreate", "Created job " + made->meta.name,
                     "cronjob-controller");
    }
    m_store.update<CronJob>(cron.meta.ns, cron.meta.name, [&](CronJob& each) {
        each.scheduled = due;
        each.active = active;
    });
}

/// Looks again when the next start is due.
void CronJobs::wait(const CronJob& cron) {
    const Store::Key key{cron.meta.ns, cron.meta.name};
    const auto read = CronSchedule::read(cron.schedule);
    const auto* schedule = std::get_if<CronSchedule>(&read);
    if (!schedule || cron.suspended)
        return;
    const auto next = schedule->after((m_epoch + m_queue.now()) / minute);
    if (!next)
        return;
    const Micros due = *next * minute - m_epoch;
    if (const auto known = m_waits.find(key); known != m_waits.end() && known->second == due)
        return;
    m_waits[key] = due;
    m_queue.at(due, [this, key, due] {
        if (const auto known = m_waits.find(key); known != m_waits.end() && known->second == due) {
            m_waits.erase(known);
            reconcile(key);
        }
    });
}

} // namespace understudy::cluster
