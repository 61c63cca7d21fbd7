#include "core/tunnel/FarNetwork.h"

#include "core/ssh/Session.h"
#include "core/tunnel/FarReply.h"

namespace understudy::tunnel {

FarNetwork::FarNetwork(std::function<ssh::Session*()> session, QObject* parent)
    : QNetworkAccessManager(parent)
    , m_session(std::move(session)) {}

QNetworkReply* FarNetwork::createRequest(Operation operation, const QNetworkRequest& request,
                                         QIODevice* body) {
    auto* reply = new FarReply(operation, request, body ? body->readAll() : QByteArray(), this);
    const QUrl url = request.url();
    ssh::Session* session = m_session();
    if (!session)
        reply->refuse(QNetworkReply::TemporaryNetworkFailureError,
                      tr("There is no connection to the host. Connect first."));
    else if (url.scheme() != QLatin1String("http") || url.host().isEmpty())
        reply->refuse(QNetworkReply::ProtocolUnknownError,
                      tr("Only http addresses can be read through a host. Change the address."));
    else
        reply->start(std::make_unique<ChannelDevice>(
            session->forward(url.host(), static_cast<quint16>(url.port(80)))));
    return reply;
}

} // namespace understudy::tunnel
