#pragma once

#include "core/connection/Connection.h"
#include "core/connection/SavedList.h"

#include <vector>

namespace understudy::connection {

/// The trainee's saved connections, in a file of the profile. Every change is on disk before it returns.
class AddressBook final {
public:
    /// Reads @p file; one that does not exist is an empty book. What cannot be read is said in trouble(), and
    /// the file is copied aside before the first change.
    explicit AddressBook(const QString& file);

    const std::vector<Connection>& all() const { return m_connections; }
    const Connection* find(const Id& id) const; ///< nullptr for none
    const std::optional<Error>& trouble() const { return m_trouble; }

    /// Adds a new one at the end or puts it in the place of the one with its id.
    Result<void> save(const Connection& connection);
    /// Puts one that was removed back where it was.
    Result<void> restore(const Connection& connection, std::size_t place);
    /// The place it had, for restore().
    Result<std::size_t> remove(const Id& id);
    /// "bastion", or "bastion 2" when there is one already.
    QString freeName(const QString& wanted) const;

private:
    Result<void> write(std::vector<Connection> next);

    SavedList m_list;
    std::vector<Connection> m_connections;
    std::optional<Error> m_trouble;
};

} // namespace understudy::connection
