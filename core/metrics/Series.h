#pragma once

#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace understudy::metrics {

/// One value at a moment. NaN means "there was no value": a gap, drawn as one.
struct Sample {
    qint64 at = 0; ///< milliseconds since 1970, UTC
    double value = 0;
};
/// Equal times and equal values; two gaps at the same time are equal too.
bool operator==(const Sample& a, const Sample& b);

using Labels = std::map<QString, QString>;

/// Samples in order of time, at most one a moment. Infinite values are kept; whoever draws them treats them
/// as gaps.
class Series final {
public:
    bool empty() const { return m_samples.empty(); }
    std::size_t size() const { return m_samples.size(); }
    const Sample& at(std::size_t index) const { return m_samples[index]; }
    const std::vector<Sample>& samples() const { return m_samples; }

    /// Adds a sample in its place; one at the same moment is replaced. Cheap at the end, where new ones
    /// belong.
    void append(const Sample& sample);
    /// What lies in [from, to] becomes @p fresh; samples of @p fresh outside of it are left out.
    void replace(qint64 from, qint64 to, const std::vector<Sample>& fresh);
    /// Forgets everything before @p from.
    void trimBefore(qint64 from);
    void clear() { m_samples.clear(); }

    /// The newest sample when it has a finite value and is not older than @p notBefore.
    std::optional<Sample> latest(qint64 notBefore) const;
    /// The sample nearest to @p when, no further than @p reach milliseconds; nothing where the nearest is a
    /// gap.
    std::optional<Sample> nearest(qint64 when, qint64 reach) const;
    /// How many samples have a finite value.
    std::size_t finiteCount() const;

    bool operator==(const Series&) const = default;

private:
    std::vector<Sample> m_samples;
};

} // namespace understudy::metrics
