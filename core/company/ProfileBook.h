#pragma once

#include "core/company/Profile.h"
#include "core/connection/SavedList.h"

#include <optional>
#include <vector>

namespace understudy::company {

/// The clusters that the trainee has been told of, in a file of the profile. Every change is on disk before
/// it returns.
class ProfileBook final {
public:
    /// Reads @p file; one that does not exist is an empty book. What cannot be read is said in trouble(), and
    /// the file is copied aside before the first change.
    explicit ProfileBook(const QString& file);

    const std::vector<Profile>& all() const { return m_profiles; }
    const Profile* find(const Id& id) const; ///< nullptr for none
    const std::optional<Error>& trouble() const { return m_trouble; }

    /// Adds a new one at the end or puts it in the place of the one with its id.
    Result<void> save(const Profile& profile);
    /// The place it had, for restore().
    Result<std::size_t> remove(const Id& id);
    /// Puts one that was removed back where it was.
    Result<void> restore(const Profile& profile, std::size_t place);
    /// "Training", or "Training 2" when there is one already.
    QString freeName(const QString& wanted) const;

private:
    Result<void> write(std::vector<Profile> next);

    connection::SavedList m_list;
    std::vector<Profile> m_profiles;
    std::optional<Error> m_trouble;
};

} // namespace understudy::company
