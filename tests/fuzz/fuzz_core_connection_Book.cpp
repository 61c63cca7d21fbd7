#include "core/connection/Connection.h"

#include <QJsonDocument>

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// A saved connection as read from the profile, and an address as typed: what is taken is written as it was
// read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto address = connection::Address::from(QString::fromUtf8(bytes));
    if (address && connection::Address::from(address->text()) != address)
        std::abort();
    const auto jumps = connection::jumpsFrom(QString::fromUtf8(bytes));
    if (jumps && connection::jumpsFrom(connection::jumpsText(*jumps)) != jumps)
        std::abort();
    const auto read = connection::Connection::fromJson(QJsonDocument::fromJson(bytes).object());
    if (!read.ok())
        return 0;
    const auto again = connection::Connection::fromJson(read->toJson());
    if (!again.ok() || *again != *read)
        std::abort();
    return 0;
}
