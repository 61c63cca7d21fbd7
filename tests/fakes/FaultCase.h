#pragma once

#include "tests/fakes/SmallProduction.h"

namespace understudy::fakes {

/// A small production with one fault of the id f.
inline std::unique_ptr<cluster::World> withFault(const std::string& fault) {
    return smallProduction("lab: t\nseed: 11\nfaults:\n  - {id: f, " + fault + "}\n");
}

inline std::string stateOf(const cluster::World& world) { return world.faults().stateOf("f"); }

/// How a service of production does now.
inline cluster::ServiceState serviceNow(const cluster::World& world, const std::string& name) {
    return world.model().at(world.now())[*world.model().indexOf("production", name)];
}

/// The last sample of the one series with that label; -1 when there is none.
inline double metric(const cluster::World& world, const std::string& family, const std::string& label,
                     const std::string& value) {
    double found = -1;
    const auto tick = world.series().timeline().tickAt(world.now());
    world.series().each(family, world.now(), world.now(), [&](const cluster::SeriesView& view) {
        const auto has = view.labels.find(label);
        if (has != view.labels.end() && has->second == value)
            found = view.value(*tick);
    });
    return found;
}

inline bool told(const cluster::World& world, const std::string& reason) {
    const auto events = world.store().list<cluster::Event>();
    return std::any_of(events.begin(), events.end(),
                       [&](const auto& event) { return event->reason == reason; });
}

/// How many lines of the pods of an app have the text, since the start of the lab.
inline int says(const cluster::World& world, const std::string& ns, const std::string& app,
                const std::string& text) {
    int found = 0;
    for (const auto& pod : world.store().list<cluster::Pod>(ns)) {
        const auto label = pod->meta.labels.find("app");
        if (label == pod->meta.labels.end() ? !pod->meta.name.starts_with(app) : label->second != app)
            continue;
        for (const auto& line : world.logs().lines(*pod, false, 0, world.now(), world.epoch()))
            found += line.text.find(text) != std::string::npos ? 1 : 0;
    }
    return found;
}

} // namespace understudy::fakes
