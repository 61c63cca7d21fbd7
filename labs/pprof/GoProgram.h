#pragma once

#include "labs/pprof/Profile.h"

namespace understudy::pprof {

/// How one Go service in a pod is at a moment, as the model has it.
struct Vitals {
    std::string app, binary;
    std::int64_t unixNanos = 0, uptimeNanos = 0;
    std::int64_t openConnections = 0; ///< that nobody uses and nobody closed
    double baseBytes = 0;             ///< memory without those
    double requests = 0;              ///< answered since the start
    double rps = 0, cores = 0;
    bool leaky = false; ///< it is built from LeakySource
};

/// What a connection that is never closed holds, in bytes: its reader's buffer and the rest.
inline constexpr std::int64_t readerBytes = 16384;
inline constexpr std::int64_t connectionBytes = 18800;

/// The profiles that net/http/pprof would give of a Go service: memory and goroutines grow with the
/// connections it forgot, allocations and time with the requests it answered.
class GoProgram final {
public:
    explicit GoProgram(Vitals vitals);

    /// heap, allocs, goroutine, block, mutex or threadcreate; without samples when the name is another.
    Profile profile(const std::string& name) const;
    Profile cpu(int seconds) const;
    /// What `?debug=1` shows; of goroutine also `?debug=2`.
    std::string text(const std::string& name, int debug) const;
    /// The page at /debug/pprof/.
    std::string index() const;
    std::int64_t goroutines() const;
    /// Bytes on the Go heap.
    std::int64_t heapBytes() const;

private:
    Profile memory(const std::string& first) const;
    Profile goroutine() const;
    Profile waits(const std::string& name) const;
    Profile empty(std::vector<ValueType> types, ValueType periodType, std::int64_t period) const;
    std::string heapText() const;
    std::string countText(const Profile& profile, const std::string& title) const;
    std::string goroutineStacks() const;

    Vitals m_vitals;
    Frame m_handle, m_serve, m_main;
};

} // namespace understudy::pprof
