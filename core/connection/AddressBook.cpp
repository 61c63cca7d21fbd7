#include "core/connection/AddressBook.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

namespace understudy::connection {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("AddressBook", text); }

} // namespace

AddressBook::AddressBook(const QString& file)
    : m_file(file) {
    QFile in(file);
    if (!in.exists())
        return;
    const bool opened = in.open(QIODevice::ReadOnly);
    const auto document = QJsonDocument::fromJson(in.readAll());
    int lost = 0;
    for (const QJsonValue& value : document.object().value(QLatin1String("connections")).toArray()) {
        const auto connection = Connection::fromJson(value.toObject());
        if (connection && !find(connection->id))
            m_connections.push_back(*connection);
        else
            ++lost;
    }
    m_keepAside = !opened || !document.isObject() || lost > 0;
    if (m_keepAside)
        m_trouble =
            Error{Errc::Corrupt,
                  tr("Some saved connections could not be read. The file is kept as it was beside the "
                     "new one; add what is missing again."),
                  file + QStringLiteral(".damaged")};
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
    if (m_keepAside) {
        QFile::remove(m_file + QStringLiteral(".damaged"));
        QFile::copy(m_file, m_file + QStringLiteral(".damaged"));
    }
    QJsonArray list;
    for (const Connection& connection : next)
        list.append(connection.toJson());
    const QByteArray text =
        QJsonDocument(QJsonObject{{QStringLiteral("version"), 1}, {QStringLiteral("connections"), list}})
            .toJson();
    QSaveFile out(m_file);
    if (!out.open(QIODevice::WriteOnly) ||
        !out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        out.write(text) != text.size() || !out.commit())
        return Error{
            Errc::Io,
            tr("The connections could not be saved. Check the free space and the rights of your profile "
               "folder, then try again."),
            m_file + QStringLiteral(": ") + out.errorString()};
    m_keepAside = false;
    m_connections = std::move(next);
    return {};
}

} // namespace understudy::connection
