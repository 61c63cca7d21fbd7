#pragma once

#include <QString>

namespace understudy {

/// What kind of thing went wrong, for code that must decide what to do about it.
enum class Errc {
    BadInput,    ///< a file, page or message breaks its format's rules
    NotFound,    ///< what was asked for does not exist
    Refused,     ///< the other side, a signature or a rule said no
    Unreachable, ///< nobody answers; trying again later may help
    TimedOut,    ///< somebody answered too slowly
    DiskFull,    ///< no space left, or a quota is used up
    ReadOnly,    ///< the place cannot be written to
    Io,          ///< the disk or the system failed otherwise
    Busy,        ///< another process holds what is needed
    Newer,       ///< the data was written by a newer version of the program
    Corrupt,     ///< the data contradicts itself or its checksum
    Unsupported, ///< a thing this version does not do, named in the sentence
    Cancelled    ///< the trainee stopped it
};

/// An outside reason why something could not be done: a code for us, a sentence for the trainee that says
/// what is the matter and what to do next, and a detail (addresses, errno text) shown small and last.
struct Error {
    Errc code = Errc::Io;
    QString sentence;
    QString detail;

    bool operator==(const Error&) const = default;
};

} // namespace understudy
