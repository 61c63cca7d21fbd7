#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Account.h"

// Files that are carried by hand where there is no network. The trainee's computer writes one for the server,
// `understudy-server carry FILE --receipt OUT` reads it and writes a receipt, and the trainee's computer
// reads that. Both are one JSON object:
//
//   NAME.understudy-carry    {"account":{"homePage":…,"name":…}, "device":"…", "format":"understudy-carry/1",
//                             "mac":"…", "made":"…Z", "statements":[…], "user":"dev-…"}
//   NAME.understudy-receipt  {"account":{…}, "acknowledged":["id",…], "format":"understudy-receipt/1",
//                             "mac":"…", "made":"…Z", "refused":[{"id":…,"reason":…},…], "statements":[…],
//                             "user":"dev-…"}
//
// "statements" of the first are what would be POSTed, to the byte; those of the second are the person's
// statements at the server that the file did not have. "made" is RFC 3339 in UTC.
//
// The bytes, exactly: the object as compact JSON in UTF-8 (no white space outside of strings), with the keys
// of every object in ascending order of their UTF-16 code units, which is what Qt writes. "mac" stands in its
// place in that order, between "format" or "device" and "made", and is 64 lower-case hexadecimal digits:
// HMAC-SHA512/256 (libsodium crypto_auth) over the bytes of the file without
//     "mac":"0123…",
// that is without the key, the colon, the value and the comma after it. A reader cuts those bytes out of the
// file as it came (white space behind the object is no part of it) and compares: it writes nothing again, so
// that it does not matter how its own library writes numbers. Writers may sort and write numbers otherwise as
// long as "mac" is the first text "mac": of the file.
//
// The key is crypto_generichash (BLAKE2b, 32 bytes out) of the device's password in UTF-8, with the 18 bytes
// "understudy carry 1" as its key: the server keeps that, not the password.
namespace understudy::sync {

/// 32 bytes.
QByteArray carryKey(const QString& devicePassword);

/// The file of @p content, which has no "mac" yet.
QByteArray seal(QJsonObject content, const QByteArray& key);
enum class SealState { Whole, NotWhole, Changed }; ///< NotWhole: no JSON object with a mac
SealState examineSeal(const QByteArray& file, const QByteArray& key);

/// What waits, for the server. Nothing in the journal changes: it waits until a receipt names it.
struct CarryFile {
    QByteArray bytes;
    int statements = 0;
};
Result<CarryFile> makeCarryFile(const journal::Journal& journal, const Account& account, Instant now);

/// What the server has refused for good, with its words, for the one who can do something about it. Not
/// sealed: {"format":"understudy-refused/1", "refused":[{"reason":…, "statement":{…}},…]}
Result<QByteArray> refusedAsFile(const journal::Journal& journal, const Account& account);

/// Writes whole or not at all; an older file of that name stays until the new one is on the disk.
Result<void> writeFile(const QString& path, const QByteArray& bytes);

} // namespace understudy::sync
