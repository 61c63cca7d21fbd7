// The part of Pods in which nodes fetch images, or try again and again because there are none.
#include "labs/kubernetes/Pods.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

constexpr Micros untilBackOff = 3 * second, firstPause = 10 * second, longestPause = 5 * minute;

bool waitsForImage(const Pod& pod) {
    const std::string why = pod.containers.empty() ? std::string() : pod.containers[0].state.reason;
    return why == "ErrImagePull" || why == "ImagePullBackOff" || why == "InvalidImageName";
}

} // namespace

bool Pods::pulled(const Pod& pod) {
    for (const auto& container : pod.spec.containers) {
        const auto found = images.find(container.image);
        if (found == Images::Found::There)
            continue;
        cannotPull(pod, container.image, found);
        return false;
    }
    m_pulls.erase(pod.meta.uid);
    return true;
}

void Pods::waitForImage(const std::string& uid, const std::string& reason, const std::string& message) {
    change(uid, [&](Pod& each) {
        for (auto& status : each.containers)
            status.state = {Run::Waiting, reason, message, 0, 0, 0};
    });
}

void Pods::cannotPull(const Pod& pod, const std::string& image, Images::Found found) {
    const std::string uid = pod.meta.uid, problem = Images::problem(image, found);
    const bool bad = found == Images::Found::BadName;
    const int tries = ++m_pulls[uid];
    if (bad) {
        m_store.tell(pod, "Warning", "InspectFailed", problem, "kubelet", pod.node);
        m_store.tell(pod, "Warning", "Failed", "Error: InvalidImageName", "kubelet", pod.node);
    } else {
        m_store.tell(pod, "Normal", "Pulling", "Pulling image \"" + image + "\"", "kubelet", pod.node);
        m_store.tell(pod, "Warning", "Failed", "Failed to pull image \"" + image + "\": " + problem,
                     "kubelet", pod.node);
        m_store.tell(pod, "Warning", "Failed", "Error: ErrImagePull", "kubelet", pod.node);
        m_queue.after(untilBackOff, [this, uid, tries, image] { backOff(uid, tries, image); });
    }
    waitForImage(uid, bad ? "InvalidImageName" : "ErrImagePull", problem);
    const Micros pause = std::min(firstPause << std::min(tries - 1, 5), longestPause);
    m_queue.after(untilBackOff + pause, [this, uid, tries] {
        const auto still = byUid(uid);
        if (still && stillTrying(uid, tries) && waitsForImage(*still))
            start(uid);
    });
}

bool Pods::stillTrying(const std::string& uid, int tries) const {
    const auto count = m_pulls.find(uid);
    return count != m_pulls.end() && count->second == tries;
}

void Pods::backOff(const std::string& uid, int tries, const std::string& image) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted || !stillTrying(uid, tries) || !waitsForImage(*pod))
        return;
    const std::string why = "Back-off pulling image \"" + image + "\"";
    m_store.tell(*pod, "Normal", "BackOff", why, "kubelet", pod->node);
    m_store.tell(*pod, "Warning", "Failed", "Error: ImagePullBackOff", "kubelet", pod->node);
    waitForImage(uid, "ImagePullBackOff", why);
}

} // namespace understudy::cluster
