#include "labs/signals/Disturbances.h"

#include <algorithm>
#include <cmath>

namespace understudy::cluster {

namespace {

double part(Micros passed, Micros whole) {
    return whole <= 0 ? 1 : std::clamp(static_cast<double>(passed) / static_cast<double>(whole), 0.0, 1.0);
}

} // namespace

double Disturbances::Rise::at(Micros when) const {
    if (when < from)
        return 0;
    const double reached = value * part((until ? std::min(when, *until) : when) - from, rising);
    return until && when >= *until ? (falling <= 0 ? 0 : reached * (1 - part(when - *until, falling)))
                                   : reached;
}

double Disturbances::risen(const std::string& name, Micros when) const {
    double sum = 0;
    for (const auto& each : rises)
        if (each.name == name)
            sum += each.at(when);
    return sum;
}

double Disturbances::edge(double calm, Micros when) const {
    for (auto surge = surges.rbegin(); surge != surges.rend(); ++surge) {
        if (!surge->holds(when))
            continue;
        const double gone = part(when - surge->from, surge->over);
        switch (surge->shape) {
        case Surge::Shape::Step:
            return surge->rps;
        case Surge::Shape::Ramp:
            return calm + (surge->rps - calm) * gone;
        case Surge::Shape::Spike:
            return surge->rps + (calm - surge->rps) * gone;
        case Surge::Shape::Wave: {
            const Micros inWave = surge->over > 0 ? (when - surge->from) % surge->over : 0;
            return calm + (surge->rps - calm) * (0.5 - 0.5 * std::cos(2 * M_PI * part(inWave, surge->over)));
        }
        }
    }
    return calm;
}

double Disturbances::Skew::at(Micros when) const {
    constexpr Micros drifting = 2 * minute;
    return holds(when) ? seconds * part(when - from, drifting) : 0;
}

double Disturbances::skewOf(const std::string& node, Micros when) const {
    double sum = 0;
    for (const auto& each : skews)
        if (each.node == node)
            sum += each.at(when);
    return sum;
}

bool Disturbances::turned(Micros when, Micros before) const {
    const auto in = [&](Micros at) { return at <= when && at > when - before; };
    const auto any = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](const Lasting& each) {
            return in(each.from) || (each.until && in(*each.until));
        });
    };
    return any(releases) || any(surges) || any(effects) || any(skews);
}

bool Disturbances::nodeUp(const std::string& node, Micros when) const {
    return std::none_of(downs.begin(), downs.end(),
                        [&](const Down& each) { return each.node == node && each.holds(when); });
}

} // namespace understudy::cluster
