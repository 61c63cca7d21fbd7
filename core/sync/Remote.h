#pragma once

#include "core/sync/Account.h"

#include <QJsonObject>

namespace understudy::sync {

/// A learning record store as seen by one account. Callbacks come only while the object lives.
class Remote final {
public:
    using Done = std::function<void(const Answer&)>;

    Remote(Network& network, Account account);

    const Account& account() const { return m_account; }
    Terms terms() const { return {m_account.version.toLatin1(), m_account.byKey}; }
    /// Whether it is an answer of a learning record store; of anybody else nothing is believed.
    bool isStore(const Answer& answer) const { return speakerOf(answer, terms()) == Speaker::Store; }
    void post(const QByteArray& statements, Done done);
    void findOne(const QString& statementId, Done done);
    /// The first page of what was stored about this person after @p since (RFC 3339, "" for everything).
    void findSince(const QString& since, Done done);
    /// The first page of the ids of everything about this person.
    void findIds(Done done);
    /// The page that a "more" link leads to; status -1 at once for a link that leads to another server.
    void follow(const QString& more, Done done);

    std::function<void(const Answer&)> heard; ///< each answer, before its own callback

private:
    void send(const QByteArray& method, const QUrl& url, const QByteArray& body, Done done);
    QUrl statements() const;
    QUrl ofThisPerson(const QString& more) const;

    Network& m_network;
    Account m_account;
    std::shared_ptr<int> m_alive = std::make_shared<int>();
};

} // namespace understudy::sync
