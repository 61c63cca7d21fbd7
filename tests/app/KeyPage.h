#pragma once

#include "tests/core/http/RunningServer.h"

#include <QByteArray>
#include <QString>

#include <mutex>

namespace understudy::tests {

/// Where an OpenID provider publishes its keys, by TLS with a certificate of its own authority.
class KeyPage final {
public:
    explicit KeyPage(std::string keys)
        : m_keys{200, {}, std::move(keys)} {}

    void publish(std::string keys) { answer({200, {}, std::move(keys)}); }
    void answer(http::Response response) {
        const std::lock_guard lock(m_mutex);
        m_keys = std::move(response);
    }
    QString url() const { return QStringLiteral("https://127.0.0.1:%1/keys").arg(m_server.port()); }
    QByteArray authority() const { return QByteArray::fromStdString(m_certificate.authorityPem); }
    /// How many were answered.
    int asked() const {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

private:
    http::Response next() {
        const std::lock_guard lock(m_mutex);
        ++m_asked;
        return m_keys;
    }
    static http::Server::Options optionsFor(const http::LocalCertificate& certificate) {
        http::Server::Options options;
        options.certificatePem = certificate.certificatePem;
        options.privateKeyPem = certificate.privateKeyPem;
        return options;
    }

    mutable std::mutex m_mutex;
    http::Response m_keys;
    int m_asked = 0;
    http::LocalCertificate m_certificate = http::makeLocalCertificate().value();
    RunningServer m_server{
        [this](const http::Request&, std::shared_ptr<http::Exchange> exchange) { exchange->reply(next()); },
        optionsFor(m_certificate)};
};

} // namespace understudy::tests
