#pragma once

#include "core/store/Database.h"
#include "core/xapi/Values.h"

namespace understudy::upkeep {

/// What is in a backup.
struct Contents {
    std::int64_t statements = 0;
    std::int64_t people = 0;
    xapi::Micros newest = 0; ///< when the newest statement was stored, 0 without any
    std::int64_t bytes = 0;  ///< of the file
};

/// Copies of all that a server keeps, each one SQLite file, whichever engine the server is on. Making one
/// does not hold up a server that runs.
class Backup final {
public:
    /// @p place: a folder or an address, as Database::open takes it.
    explicit Backup(std::string place)
        : m_place(std::move(place)) {}

    /// Writes @p file, which must not be there. It is checked before it gets its name.
    Result<Contents> save(const std::string& file);
    /// Reads all of @p file and tells what is in it, or what is wrong.
    static Result<Contents> verify(const std::string& file);
    /// Puts the backup in the place of what the server keeps; the server must not run. Where there is
    /// something already, only with @p replace. All or nothing, also when it is killed half-way.
    Result<Contents> restore(const std::string& file, bool replace);

private:
    Result<void> saveInto(const std::string& file);
    Result<void> restoreFile(const std::string& file);
    Result<void> replaceWith(const std::string& part);
    Result<void> restoreRows(const std::string& file, store::Database& target);

    std::string m_place;
};

} // namespace understudy::upkeep
