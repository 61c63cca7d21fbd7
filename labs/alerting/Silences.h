#pragma once

#include "labs/clock/Noise.h"
#include "labs/clock/Time.h"
#include "labs/promql/PromQl.h"

namespace understudy::cluster {

/// What somebody has asked not to be told for a while.
struct Silence {
    enum class State { Pending, Active, Expired };
    std::string id, createdBy, comment;
    std::vector<promql::Matcher> matchers;
    Micros starts = 0, ends = 0, updated = 0;

    State state(Micros now) const;
};

/// The silences of production, as Alertmanager keeps them.
class Silences final {
public:
    explicit Silences(const Noise& noise)
        : m_noise(noise) {}

    struct Kept {
        int status = 200; ///< 400 and 404 come with words
        std::string words, id;
    };
    /// A new one, or with an id another form of one there is. @p n numbers the asking.
    Kept keep(Silence asked, Micros now, std::int64_t n);
    Kept expire(const std::string& id, Micros now);

    const std::vector<Silence>& all() const { return m_all; }
    const Silence* find(const std::string& id) const;
    /// Those that hold for an alert with these labels now.
    std::vector<std::string> holding(const promql::Labels& labels, Micros now) const;

private:
    const Noise& m_noise;
    std::vector<Silence> m_all;
};

} // namespace understudy::cluster
