#include "core/connection/AddressBook.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::connection {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("AddressBook", text); }

} // namespace

AddressBook::AddressBook(const QString& file)
    : m_list(file, QStringLiteral("connections")) {
    for (const QJsonValue& value : m_list.values()) {
        const auto connection = Connection::fromJson(value.toObject());
        if (connection && !find(connection->id))
            m_connections.push_back(*connection);
        else
            m_list.markDamaged();
    }
    if (m_list.damaged())
        m_trouble =
            Error{Errc::Corrupt,
                  tr("Some saved connections could not be read. The file is kept as it was beside the "
                     "new one; add what is missing again."),
                  m_list.asideFile()};
}

const Connection* AddressBook::find(const Id& id) const {
    const auto it = std::find_if(m_connections.begin(), m_connections.end(),
                                 [&id](const Connection& each) { return each.id == id; });
    return it == m_connections.end() ? nullptr : &*it;
}

Result<void> AddressBook::save(const Connection& connection) {
    std::vector<Connection> next = m_connections;
    const auto it = std::find_if(next.begin(), next.end(),
                                 [&connection](const Connection& each) { return each.id == connection.id; });
    if (it == next.end())
        next.push_back(connection);
    else
        *it = connection;
    return write(std::move(next));
}

Result<void> AddressBook::restore(const Connection& connection, std::size_t place) {
    if (find(connection.id))
        return {};
    std::vector<Connection> next = m_connections;
    next.insert(next.begin() + static_cast<std::ptrdiff_t>(std::min(place, next.size())), connection);
    return write(std::move(next));
}

Result<std::size_t> AddressBook::remove(const Id& id) {
    const Connection* found = find(id);
    if (!found)
        return Error{Errc::NotFound, tr("This connection is not there any more."), {}};
    const auto place = static_cast<std::size_t>(found - m_connections.data());
    std::vector<Connection> next = m_connections;
    next.erase(next.begin() + static_cast<std::ptrdiff_t>(place));
    if (const auto written = write(std::move(next)); !written)
        return written.error();
    return place;
}

QString AddressBook::freeName(const QString& wanted) const {
    for (int number = 1;; ++number) {
        const QString name = number == 1 ? wanted : wanted + QLatin1Char(' ') + QString::number(number);
        if (std::none_of(m_connections.begin(), m_connections.end(),
                         [&name](const Connection& each) { return each.name == name; }))
            return name;
    }
}

Result<void> AddressBook::write(std::vector<Connection> next) {
    QJsonArray values;
    for (const Connection& connection : next)
        values.append(connection.toJson());
    if (const auto written = m_list.write(values); !written)
        return Error{
            written.error().code,
            tr("The connections could not be saved. Check the free space and the rights of your profile "
               "folder, then try again."),
            written.error().detail};
    m_connections = std::move(next);
    return {};
}

} // namespace understudy::connection
