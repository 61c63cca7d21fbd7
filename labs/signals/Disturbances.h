#pragma once

#include "labs/clock/Time.h"

#include <optional>
#include <string>
#include <vector>

namespace understudy::cluster {

/// From a moment on, until another one or for good.
struct Lasting {
    Micros from = 0;
    std::optional<Micros> until;
    bool holds(Micros when) const { return when >= from && (!until || when < *until); }
};

/// Everything that bends the model away from a calm day, with the time it holds: so that any moment of the
/// past can be computed at any later time.
struct Disturbances {
    struct Leak : Lasting {
        std::string ns, app, image;
        double bytesPerHour = 0;
    };
    struct Release : Lasting {
        std::string ns, app, image;
        double error = 0, addMs = 0; ///< of the requests its pods answer
        std::string log;
    };
    /// Another number of requests at the edge than the day's.
    struct Surge : Lasting {
        enum class Shape { Step, Ramp, Spike, Wave };
        double rps = 0;
        Shape shape = Shape::Step;
        Micros over = 0; ///< how long a ramp, a spike or one wave takes
    };
    /// What one service does worse: all of its work, or its calls to one other service.
    struct Effect : Lasting {
        std::string ns, app;
        std::string to; ///< "" for its own work
        double cost = 1;
        double addMs = 0, error = 0;
        double share = 1; ///< of the requests that are slower by addMs
        std::string log;  ///< what its pods say of failed requests
    };
    /// A number that other numbers are raised by. It rises to its value and falls again in straight lines.
    struct Rise : Lasting {
        std::string name;
        double value = 0;
        Micros rising = 0, falling = 0;
        double at(Micros when) const;
    };
    struct Down : Lasting {
        std::string node;
    };
    /// The clock of a node that nobody sets right: it runs away within minutes.
    struct Skew : Lasting {
        std::string node;
        double seconds = 0;
        double at(Micros when) const;
    };
    /// Sign-ins that fail, all from one address.
    struct SignIns : Lasting {
        std::string ip;
        double perMinute = 0;
    };
    /// What pods print besides: those of an app, of a node, or one by its name.
    struct Saying : Lasting {
        std::string ns, app, node, pod;
        Micros every = 0; ///< 0: once, when it begins
        std::vector<std::string> texts;
    };

    std::vector<Leak> leaks;
    std::vector<Release> releases;
    std::vector<Surge> surges;
    std::vector<Effect> effects;
    std::vector<Rise> rises;
    std::vector<Down> downs;
    std::vector<Skew> skews;
    std::vector<SignIns> signIns;
    std::vector<Saying> sayings;

    double risen(const std::string& name, Micros when) const;
    /// Requests a second at the edge; @p calm without any surge.
    double edge(double calm, Micros when) const;
    bool nodeUp(const std::string& node, Micros when) const;
    /// Seconds that the clock of a node is ahead.
    double skewOf(const std::string& node, Micros when) const;
    /// True when one of them began or ended in the time before.
    bool turned(Micros when, Micros before) const;
};

} // namespace understudy::cluster
