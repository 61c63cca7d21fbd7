#pragma once

#include "core/tunnel/ChannelDevice.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace understudy::tunnel {

/// The answer to one request of a FarNetwork (HTTP/1.1, RFC 9112), read from a channel of its own.
class FarReply final : public QNetworkReply {
    Q_OBJECT
public:
    FarReply(QNetworkAccessManager::Operation operation, const QNetworkRequest& request,
             const QByteArray& body, QObject* parent);

    void start(std::unique_ptr<ChannelDevice> device);
    void refuse(NetworkError error, const QString& sentence);

    void abort() override;
    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override { return m_body.size() + QNetworkReply::bytesAvailable(); }

protected:
    qint64 readData(char* bytes, qint64 most) override;

private:
    enum class Part { Head, Sized, Chunks, UntilEnd, Over };

    QByteArray head() const;
    void receive();
    void ended();
    bool takeHead();
    bool takeChunk();
    void take(qint64 count);
    void nonsense();
    void finish();

    const QByteArray m_sent;
    std::unique_ptr<ChannelDevice> m_device;
    QByteArray m_held;
    QByteArray m_body;
    qint64 m_left = 0;  ///< of a body whose size is told, or of a chunk
    qint64 m_total = 0; ///< of the body so far
    Part m_part = Part::Head;
};

} // namespace understudy::tunnel
