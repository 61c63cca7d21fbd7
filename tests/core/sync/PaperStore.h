#pragma once

#include "core/base/Clock.h"
#include "core/sync/Comparison.h"
#include "core/sync/Network.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>
#include <QUrlQuery>

#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace understudy::tests {

/// A learning record store in memory, behind no network: statements in the order of their arrival, by the
/// rules that clients rely on. `instead` answers in its place.
class PaperStore final : public sync::Network {
public:
    std::function<std::optional<sync::Answer>(const sync::Call&)> instead;
    std::vector<sync::Call> calls;
    QByteArray version = "1.0.3";
    int pageSize = 500;
    std::chrono::seconds lag{0}; ///< how far Consistent-Through is behind
    bool hasThrough = true;

    void send(const sync::Call& call, std::function<void(const sync::Answer&)> done) override {
        calls.push_back(call);
        auto answer = instead ? instead(call) : std::nullopt;
        QTimer::singleShot(0, &m_context,
                           [this, call, done, answer] { done(answer ? *answer : reply(call)); });
    }
    sync::Answer say(int status, const QByteArray& body = {}, sync::Headers headers = {}) const {
        headers.prepend(qMakePair(QByteArray("X-Experience-API-Version"), version));
        return {status, headers, body, {}};
    }
    /// What the store answers to @p call.
    sync::Answer reply(const sync::Call& call) {
        return call.method == "POST" ? take(call.body) : find(QUrlQuery(call.url));
    }
    void put(QJsonObject statement) {
        m_now += std::chrono::milliseconds(7);
        statement[QStringLiteral("stored")] = toIso(m_now);
        m_statements.push_back(statement);
    }
    const std::vector<QJsonObject>& statements() const { return m_statements; }
    void forgetNewest() { m_statements.pop_back(); }
    std::vector<QByteArray> bodies() const {
        std::vector<QByteArray> posts;
        for (const auto& call : calls)
            if (call.method == "POST")
                posts.push_back(call.body);
        return posts;
    }
    Instant now() const { return m_now; }

private:
    static QString idOf(const QJsonObject& statement) {
        return statement.value(QStringLiteral("id")).toString();
    }
    const QJsonObject* known(const QString& id) const {
        for (const auto& statement : m_statements)
            if (idOf(statement) == id)
                return &statement;
        return nullptr;
    }
    sync::Answer take(const QByteArray& body) {
        const auto document = QJsonDocument::fromJson(body);
        const auto all = document.isArray() ? document.array() : QJsonArray{document.object()};
        QJsonArray ids;
        std::vector<QJsonObject> fresh;
        for (const auto& value : all) {
            const auto statement = value.toObject();
            const auto* there = known(idOf(statement));
            if (there && !sync::isSameStatement(*there, statement))
                return say(409, R"({"error":"taken"})");
            if (!there)
                fresh.push_back(statement);
            ids.append(idOf(statement));
        }
        for (const auto& statement : fresh)
            put(statement);
        return say(200, QJsonDocument(ids).toJson());
    }
    sync::Answer find(const QUrlQuery& query) {
        const auto value = [&](const char* name) {
            return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
        };
        if (query.hasQueryItem(QStringLiteral("statementId"))) {
            const auto* there = known(value("statementId"));
            return there ? say(200, QJsonDocument(*there).toJson()) : say(404, R"({"error":"none"})");
        }
        const auto agent = QJsonDocument::fromJson(value("agent").toUtf8()).object();
        QJsonArray found;
        std::size_t at = value("from").toULongLong();
        for (; at < m_statements.size() && found.size() < pageSize; ++at) {
            const auto& statement = m_statements[at];
            const auto account =
                statement.value(QStringLiteral("actor")).toObject().value(QStringLiteral("account"));
            if (account != agent.value(QStringLiteral("account")) ||
                statement.value(QStringLiteral("stored")).toString() <= value("since"))
                continue;
            found.append(value("format") == QLatin1String("ids")
                             ? QJsonObject{{QStringLiteral("id"), idOf(statement)}}
                             : statement);
        }
        QUrlQuery next = query;
        next.removeQueryItem(QStringLiteral("from"));
        next.addQueryItem(QStringLiteral("from"), QString::number(at));
        const QString more = at < m_statements.size()
                                 ? QStringLiteral("/xapi/statements?") + next.toString(QUrl::FullyEncoded)
                                 : QString();
        sync::Headers headers;
        if (hasThrough)
            headers.append(
                qMakePair(QByteArray("X-Experience-API-Consistent-Through"), toIso(m_now - lag).toLatin1()));
        return say(
            200,
            QJsonDocument(QJsonObject{{QStringLiteral("statements"), found}, {QStringLiteral("more"), more}})
                .toJson(),
            headers);
    }

    QObject m_context;
    Instant m_now = *fromIso(QStringLiteral("2025-11-19T09:00:00.000Z"));
    std::vector<QJsonObject> m_statements;
};

} // namespace understudy::tests
