#pragma once

#include "core/base/Result.h"

#include <QByteArray>

#include <vector>

// The little of the zip format (PKWARE's APPNOTE.TXT 6.3) that packs are made of: plain entries, stored or
// deflated, one after the other, then their directory, and nothing between, before or behind.
namespace understudy::pack::zip {

/// One file as both of its headers tell of it.
struct Entry {
    QByteArray name; ///< UTF-8
    bool deflated = false;
    quint32 crc = 0;
    quint32 packed = 0; ///< bytes in the archive
    quint32 size = 0;   ///< bytes of the file
    quint32 offset = 0; ///< of its header, from the beginning of the archive

    bool operator==(const Entry&) const = default;
};

inline constexpr int headerSize = 30; ///< of a file, before its name
/// Text packs to a fifth; a hundredth is more likely a trap, and is stored as it is when it is not.
inline constexpr quint32 mostRatio = 100;

QByteArray header(const Entry& entry);
/// Reads headerSize bytes. Nothing of the name is known yet, but its length, which name is filled up to.
Result<Entry> readHeader(const QByteArray& bytes);
/// The directory, and the record that ends an archive: up to and with the length of its comment.
QByteArray directory(const std::vector<Entry>& entries, quint32 at, quint16 commentSize);

/// Fills crc, size, packed and deflated, and gives back what is written behind the header.
QByteArray packed(Entry& entry, const QByteArray& bytes);
/// The bytes of the file; refused when they are not exactly what the header says.
Result<QByteArray> unpacked(const Entry& entry, const QByteArray& bytes);

} // namespace understudy::pack::zip
