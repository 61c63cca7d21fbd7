#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace understudy::terminal {

/// A file without a name for what no longer fits into memory. It is gone when it is closed, and when the
/// program dies.
class SpillFile final {
public:
    /// Makes one in @p folder, which should be the user's alone; null when that is impossible.
    static std::unique_ptr<SpillFile> open(const std::filesystem::path& folder);

    /// Writes @p bytes at the end; false when the disk is full, and then nothing has changed.
    bool append(std::string_view bytes);
    /// Reads @p length bytes from @p offset; empty when that fails.
    std::string read(std::uint64_t offset, std::size_t length) const;
    std::uint64_t size() const { return m_size; }
    /// Forgets what lies from @p size on.
    void truncate(std::uint64_t size) { m_size = size; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    explicit SpillFile(std::FILE* file)
        : m_file(file) {}

    std::unique_ptr<std::FILE, Close> m_file;
    std::uint64_t m_size = 0;
};

} // namespace understudy::terminal
