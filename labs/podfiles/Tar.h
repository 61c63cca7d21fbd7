#pragma once

#include "labs/podfiles/Disk.h"

namespace understudy::podshell {

/// One entry of an archive.
struct TarEntry {
    std::string name;
    bool folder = false;
    unsigned mode = 0644;
    std::int64_t modified = 0; ///< seconds since 1970
    std::string bytes;
    bool operator==(const TarEntry&) const = default;
};

/// Writes the POSIX format (ustar, IEEE Std 1003.1 "pax"); names longer than it can hold in GNU's way.
std::string packTar(const std::vector<TarEntry>& entries);

/// Reads ustar with GNU's and pax' long names; what is neither a file nor a folder is left out. @p trouble
/// says what is wrong with the rest, in the words of tar.
std::vector<TarEntry> unpackTar(std::string_view bytes, std::string& trouble);

} // namespace understudy::podshell
