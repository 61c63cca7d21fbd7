#include "core/sync/Statement.h"

#include "core/sync/Vocabulary.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QUuid>

namespace understudy::sync {

namespace {

QString ours(const char* path) { return QLatin1String(Base) + QLatin1String(path); }

Id derivedId(const QString& text) {
    return QUuid::createUuidV5(QUuid::createUuidV5(QUuid(), ours("/ids")), text)
        .toString(QUuid::WithoutBraces);
}

Error foreign(const QString& detail) {
    return {Errc::BadInput, QCoreApplication::translate("sync", "This record was not written by Understudy."),
            detail};
}

/// Where the version stands in a UUID.
constexpr qsizetype versionAt = 14;

Id withVersion(Id id, QChar version) {
    if (id.size() > versionAt)
        id[versionAt] = version;
    return id;
}

QJsonObject contextOf(const journal::Fact& fact, const Context& context, const Wording& words) {
    QJsonObject activities{
        {QStringLiteral("grouping"),
         QJsonArray{activity(QStringLiteral("course"), context.course,
                             QStringLiteral("https://w3id.org/xapi/cmi5/activitytype/course"))}},
        {QStringLiteral("category"),
         QJsonArray{QJsonObject{{QStringLiteral("objectType"), QStringLiteral("Activity")},
                                {QStringLiteral("id"), ours("/profile/v1")}}}}};
    if (!words.parent.isEmpty())
        activities[QStringLiteral("parent")] = QJsonArray{words.parent};
    auto extensions = words.extensions;
    extensions[ours("/ext/device")] = QJsonObject{{QStringLiteral("id"), fact.device},
                                                  {QStringLiteral("seq"), fact.deviceSeq},
                                                  {QStringLiteral("offset"), fact.offsetMinutes}};
    QJsonObject inner{{QStringLiteral("kind"), fact.kind}, {QStringLiteral("body"), fact.body}};
    if (const Id id = wireId(fact.id, context); id != fact.id)
        inner[QStringLiteral("id")] = fact.id;
    extensions[ours("/ext/fact")] = inner;
    return {{QStringLiteral("registration"), registrationFor(context)},
            {QStringLiteral("contextActivities"), activities},
            {QStringLiteral("extensions"), extensions}};
}

} // namespace

Id registrationFor(const Context& context) {
    return derivedId(context.homePage + u'\n' + context.name + u'\n' + context.course);
}

Id wireId(const Id& fact, const Context& context) {
    const bool changes = context.oldIds && fact.size() > versionAt && fact[versionAt] == u'7';
    return changes ? withVersion(fact, u'4') : fact;
}

std::vector<Id> factIds(const Id& onWire) {
    std::vector<Id> ids{onWire};
    if (onWire.size() > versionAt && onWire[versionAt] == u'4')
        ids.push_back(withVersion(onWire, u'7'));
    return ids;
}

Context contextOf(const Account& account) {
    Context context{account.homePage, account.name};
    context.oldIds = account.oldIds;
    return context;
}

QJsonObject toStatement(const journal::Fact& fact, const Context& context) {
    const auto words = wordingOf(fact, context.course);
    QJsonObject statement{
        {QStringLiteral("id"), wireId(fact.id, context)},
        {QStringLiteral("actor"),
         QJsonObject{{QStringLiteral("objectType"), QStringLiteral("Agent")},
                     {QStringLiteral("account"), QJsonObject{{QStringLiteral("homePage"), context.homePage},
                                                             {QStringLiteral("name"), context.name}}}}},
        {QStringLiteral("verb"), words.verb},
        {QStringLiteral("object"), words.object},
        {QStringLiteral("context"), contextOf(fact, context, words)},
        {QStringLiteral("timestamp"), toIso(fact.at)}};
    if (!words.result.isEmpty())
        statement[QStringLiteral("result")] = words.result;
    return statement;
}

QJsonObject toReissuedStatement(const journal::Fact& fact, const Context& context) {
    auto statement = toStatement(fact, context);
    // Derived, not drawn: sent again after a lost reply it must be the same statement.
    statement[QStringLiteral("id")] =
        derivedId(fact.id + u'\n' + fact.device + u'\n' + context.homePage + u'\n' + context.name);
    auto around = statement.value(QStringLiteral("context")).toObject();
    auto extensions = around.value(QStringLiteral("extensions")).toObject();
    extensions[ours("/ext/reissued-from")] = fact.id;
    around[QStringLiteral("extensions")] = extensions;
    statement[QStringLiteral("context")] = around;
    return statement;
}

Id reissuedFrom(const QJsonObject& statement) {
    return statement.value(QStringLiteral("context"))
        .toObject()
        .value(QStringLiteral("extensions"))
        .toObject()
        .value(ours("/ext/reissued-from"))
        .toString();
}

bool isBy(const QJsonObject& statement, const Account& account) {
    const auto actor = statement.value(QStringLiteral("actor")).toObject();
    const auto own = actor.value(QStringLiteral("account")).toObject();
    return actor.value(QStringLiteral("objectType")).toString(QStringLiteral("Agent")) ==
               QLatin1String("Agent") &&
           own.value(QStringLiteral("homePage")).toString() == account.homePage &&
           own.value(QStringLiteral("name")).toString() == account.name;
}

Result<journal::Fact> toFact(const QJsonObject& statement) {
    const auto extensions =
        statement.value(QStringLiteral("context")).toObject().value(QStringLiteral("extensions")).toObject();
    const auto device = extensions.value(ours("/ext/device")).toObject();
    const auto inner = extensions.value(ours("/ext/fact")).toObject();
    journal::Fact fact;
    fact.id = statement.value(QStringLiteral("id")).toString().toLower();
    if (const auto own = inner.value(QStringLiteral("id")).toString(); own == withVersion(fact.id, u'7'))
        fact.id = own;
    fact.kind = inner.value(QStringLiteral("kind")).toString();
    fact.body = inner.value(QStringLiteral("body")).toObject();
    fact.device = device.value(QStringLiteral("id")).toString();
    fact.deviceSeq = device.value(QStringLiteral("seq")).toInteger();
    fact.offsetMinutes = device.value(QStringLiteral("offset")).toInt();
    const auto at = fromIso(statement.value(QStringLiteral("timestamp")).toString());
    if (fact.kind.isEmpty() || fact.kind.size() > 200 || !inner.value(QStringLiteral("body")).isObject())
        return foreign(QStringLiteral("no fact"));
    if (!isUuid(fact.id) || !isUuid(fact.device) || fact.deviceSeq < 1 ||
        std::abs(fact.offsetMinutes) > 24 * 60 || !at)
        return foreign(fact.id);
    fact.at = *at;
    return fact;
}

} // namespace understudy::sync
