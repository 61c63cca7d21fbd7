#pragma once

#include "labs/clock/Time.h"

#include <QString>

#include <optional>

namespace understudy::replay {

/// The virtual present of a lab in a small file, so that a lab that was killed goes on where it was. Written
/// whole or not at all, and not forced to the disk: after a power cut some seconds may be missing.
class Present final {
public:
    /// FOLDER/present. @p epoch tells this lab from others that ran in the folder.
    Present(const QString& folder, std::int64_t epoch);
    /// Writes when at least half a virtual second has passed since the last time, or @p now is earlier.
    void keep(cluster::Micros now);
    /// Nothing when the file is of another lab, or none.
    std::optional<cluster::Micros> kept() const;

private:
    QString m_name;
    std::int64_t m_epoch;
    std::optional<cluster::Micros> m_last;
};

} // namespace understudy::replay
