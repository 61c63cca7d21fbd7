#pragma once

#include <boost/json.hpp>

#include <QNetworkAccessManager>
#include <QString>

namespace understudy::dwcpcli {

/// The REST API of the cluster, asked one call at a time.
class Server final {
public:
    struct Answer {
        int status = 0; ///< 0: nobody answered, and why says it
        boost::json::value body;
        QString why;
    };
    Server(QString url, QByteArray token)
        : m_url(std::move(url))
        , m_token(std::move(token)) {}
    /// @p body empty: GET, otherwise POST. Waits at most 30 s.
    Answer ask(const QString& path, const QByteArray& body);

private:
    QString m_url;
    QByteArray m_token;
    QNetworkAccessManager m_network;
};

} // namespace understudy::dwcpcli
