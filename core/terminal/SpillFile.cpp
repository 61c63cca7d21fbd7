#include "core/terminal/SpillFile.h"

#include <random>
#include <system_error>

namespace understudy::terminal {

std::unique_ptr<SpillFile> SpillFile::open(const std::filesystem::path& folder) {
    std::random_device random;
    const std::filesystem::path path =
        folder / ("scrollback-" + std::to_string(random()) + std::to_string(random()));
    std::FILE* const file = std::fopen(path.string().c_str(), "w+bx"); // x: never one that is there already
    if (!file) {
        return nullptr;
    }
    std::error_code ignored; // a system that can't remove an open file keeps it until the folder goes
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    std::filesystem::remove(path, ignored);
    return std::unique_ptr<SpillFile>(new SpillFile(file));
}

bool SpillFile::append(std::string_view bytes) {
    if (std::fseek(m_file.get(), static_cast<long>(m_size), SEEK_SET) != 0 ||
        std::fwrite(bytes.data(), 1, bytes.size(), m_file.get()) != bytes.size() ||
        std::fflush(m_file.get()) != 0) {
        std::clearerr(m_file.get());
        return false;
    }
    m_size += bytes.size();
    return true;
}

std::string SpillFile::read(std::uint64_t offset, std::size_t length) const {
    std::string bytes(length, '\0');
    if (offset + length > m_size || std::fseek(m_file.get(), static_cast<long>(offset), SEEK_SET) != 0 ||
        std::fread(bytes.data(), 1, length, m_file.get()) != length) {
        return {};
    }
    return bytes;
}

} // namespace understudy::terminal
