#pragma once

#include "labs/clock/Time.h"

#include <QString>

#include <optional>

namespace understudy::replay {

/// The virtual present of a lab in a small file, so that a lab that was killed goes on where it was. Written
/// over in one piece, which a program that is killed cannot tear, and not forced to the disk: after a power
/// cut some seconds may be missing.
class Present final {
public:
    /// FOLDER/present. @p epoch tells this lab from others that ran in the folder.
    Present(const QString& folder, std::int64_t epoch);
    ~Present();
    Present(const Present&) = delete;
    Present& operator=(const Present&) = delete;
    /// Writes when at least half a virtual second has passed since the last time, or @p now is earlier.
    /// Cheap: kept before anybody is told what time it is.
    void keep(cluster::Micros now);
    /// Nothing when the file is of another lab, or none.
    std::optional<cluster::Micros> kept() const;

private:
    QString m_name;
    std::int64_t m_epoch;
    int m_file = -1;
    std::optional<cluster::Micros> m_last;
};

} // namespace understudy::replay
