#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace understudy::fakes {

/// A disk under SQLite that can lose its power or report errors. Beside the real file it keeps what the
/// platters would hold: data is durable only after a sync; at a cut each 512-byte sector written since then
/// is kept, lost or, rarely, torn. An unlink without a later sync may come undone. One at a time in a
/// process.
class PowerCutDisk final {
public:
    explicit PowerCutDisk(std::uint32_t seed);
    ~PowerCutDisk();
    PowerCutDisk(const PowerCutDisk&) = delete;
    PowerCutDisk& operator=(const PowerCutDisk&) = delete;

    /// The name to open SQLite databases with.
    static std::string vfs() { return "power-cut"; }

    /// All files forgotten, power on.
    void restart();
    /// The power goes after @p calls more writes, syncs, truncations and unlinks; all later ones fail.
    void cutAfter(long calls);
    bool isOut() const;
    /// What the disk holds after the power came back, written to @p folder (made anew).
    void surviveTo(const std::string& folder);

    enum class Fault { Io, Full };
    /// Call number @p index from now (0 is the next) reports a fault once; all others work.
    void failOnceAt(long index, Fault fault);
    bool hasFailed() const; ///< the fault was met
    long calls() const;     ///< since restart()

    struct Parts; ///< SQLite's callbacks reach it

private:
    std::unique_ptr<Parts> m_parts;
};

} // namespace understudy::fakes
