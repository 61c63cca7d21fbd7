#pragma once

#include "labs/clock/Time.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace understudy::podshell {

/// The files of one container: a few that the image brings, and what was written since, in memory and within
/// a limit. Paths are absolute and without "." and "..".
class Disk final {
public:
    enum class Trouble { None, Missing, IsFolder, NotFolder, Full, ReadOnly, NotEmpty };
    struct File {
        std::string bytes;
        unsigned mode = 0644;
        bool folder = false;
        cluster::Micros changed = 0;
        std::function<std::string()> live; ///< what it says is made when it is read
    };

    explicit Disk(std::size_t limit)
        : m_limit(limit) {
        m_files["/"].folder = true;
    }

    /// From the folder @p at: "/app" and "../etc" give "/etc".
    static std::string absolute(const std::string& at, const std::string& path);
    /// "No such file or directory" and so on.
    static const char* words(Trouble trouble);

    const File* find(const std::string& path) const;
    std::optional<std::string> read(const std::string& path) const;
    /// Names directly in a folder, in order.
    std::vector<std::string> list(const std::string& folder) const;
    /// All paths below, in order, with the path itself when it is there.
    std::vector<std::string> below(const std::string& path) const;

    Trouble write(const std::string& path, std::string bytes, cluster::Micros now, unsigned mode = 0644);
    Trouble append(const std::string& path, const std::string& bytes, cluster::Micros now);
    Trouble makeFolder(const std::string& path, cluster::Micros now, unsigned mode = 0755);
    Trouble remove(const std::string& path, bool withAllBelow);
    /// Puts a file there with the folders above it; for furnishing, without a limit.
    void furnish(const std::string& path, File file);

    std::size_t used() const { return m_used; } ///< bytes written since the start
    std::size_t limit() const { return m_limit; }

private:
    Trouble mayWrite(const std::string& path) const;
    std::map<std::string, File> m_files;
    std::size_t m_limit, m_used = 0;
};

} // namespace understudy::podshell
