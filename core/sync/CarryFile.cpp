#include "core/sync/CarryFile.h"

#include "core/base/KeyedHash.h"
#include "core/sync/Statement.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <limits>

namespace understudy::sync {

namespace {

constexpr qsizetype macDigits = 64;

QString tr(const char* text) { return QCoreApplication::translate("sync", text); }

QByteArray compact(const QJsonObject& object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

bool isHex(const QByteArray& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace

QByteArray carryKey(const QString& devicePassword) {
    return keyedHash(devicePassword.toUtf8(), QByteArrayLiteral("understudy carry 1"));
}

QByteArray seal(QJsonObject content, const QByteArray& key) {
    content.remove(QStringLiteral("mac"));
    const QByteArray tag = authTag(compact(content), key).toHex();
    content[QStringLiteral("mac")] = QString::fromLatin1(tag);
    return compact(content);
}

SealState examineSeal(const QByteArray& file, const QByteArray& key) {
    static const QByteArray before = R"("mac":")";
    const QByteArray whole = file.trimmed();
    if (!QJsonDocument::fromJson(whole).isObject())
        return SealState::NotWhole;
    // Quotes inside of strings are escaped, so this can only be a key; ours is the first.
    const auto start = whole.indexOf(before);
    const QByteArray digits = start < 0 ? QByteArray() : whole.mid(start + before.size(), macDigits);
    const auto end = start + before.size() + macDigits;
    if (digits.size() != macDigits || !isHex(digits) || whole.mid(end, 2) != "\",")
        return SealState::NotWhole;
    const QByteArray content = whole.left(start) + whole.mid(end + 2);
    return isAuthTag(QByteArray::fromHex(digits), content, key) ? SealState::Whole : SealState::Changed;
}

Result<CarryFile> makeCarryFile(const journal::Journal& journal, const Account& account, Instant now) {
    if (!account.usable())
        return Error{Errc::BadInput,
                     tr("There is no server that the file could be for. Enroll this laptop first: that takes "
                        "a network once."),
                     {}};
    if (account.byKey)
        return Error{Errc::Unsupported,
                     tr("Files to carry by hand are for an Understudy server. The record store of your "
                        "company cannot read them."),
                     {}};
    const auto waiting = journal.unsent(std::numeric_limits<int>::max());
    if (!waiting)
        return waiting.error();
    if (waiting->empty())
        return Error{Errc::NotFound, tr("Nothing waits: the server has everything."), {}};
    QJsonArray statements;
    for (const auto& entry : *waiting)
        statements.append(toStatement(entry.fact, contextOf(account)));
    const QJsonObject content{
        {QStringLiteral("format"), QStringLiteral("understudy-carry/1")},
        {QStringLiteral("account"),
         QJsonObject{{QStringLiteral("homePage"), account.homePage}, {QStringLiteral("name"), account.name}}},
        {QStringLiteral("user"), account.user},
        {QStringLiteral("device"), journal.device()},
        {QStringLiteral("made"), toIso(now)},
        {QStringLiteral("statements"), statements}};
    return CarryFile{seal(content, carryKey(account.password)), static_cast<int>(statements.size())};
}

Result<QByteArray> refusedAsFile(const journal::Journal& journal, const Account& account) {
    const auto parked = journal.parked();
    if (!parked)
        return parked.error();
    if (parked->empty())
        return Error{Errc::NotFound, tr("The server has refused nothing."), {}};
    QJsonArray refused;
    for (const auto& [fact, reason] : *parked)
        refused.append(QJsonObject{{QStringLiteral("statement"), toStatement(fact, contextOf(account))},
                                   {QStringLiteral("reason"), reason}});
    return QJsonDocument(QJsonObject{{QStringLiteral("format"), QStringLiteral("understudy-refused/1")},
                                     {QStringLiteral("refused"), refused}})
        .toJson();
}

Result<void> writeFile(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return Error{Errc::Io,
                 tr("The file could not be written. Your work is not touched. Choose another folder, or "
                    "free some space on the disk."),
                 path + QStringLiteral(": ") + file.errorString()};
}

} // namespace understudy::sync
