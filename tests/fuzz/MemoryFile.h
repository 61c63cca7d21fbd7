#pragma once

#include "tests/fuzz/Demand.h"

#include <QString>

#include <cstdint>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace understudy::fuzz {

/// The input as a file that has a name and that nobody else may read; the same one for each input.
inline QString fileOf(const std::uint8_t* data, std::size_t size) {
    static const int descriptor = memfd_create("input", 0);
    demand(fchmod(descriptor, 0600) == 0 && ftruncate(descriptor, 0) == 0);
    demand(pwrite(descriptor, data, size, 0) == static_cast<ssize_t>(size));
    return QStringLiteral("/proc/self/fd/%1").arg(descriptor);
}

} // namespace understudy::fuzz
