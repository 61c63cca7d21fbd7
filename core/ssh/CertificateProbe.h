#pragma once

#include "core/base/Id.h"

#include <QByteArray>

namespace understudy::ssh {

/// The first words of a key exchange (RFC 4253, RFC 8731), spoken only to see the certificate that a host has
/// for its key: the library does not ask for one. Nothing seen here is trusted for itself: a certificate is
/// public, and that the host holds its key was proved by the connection it is looked up for.
class CertificateProbe final {
public:
    /// @p type of the plain key the host has shown.
    CertificateProbe(const QString& type, const Randomness& random);

    QByteArray takeOutput(); ///< to send, empty for nothing
    void receive(const QByteArray& bytes);
    bool over() const { return m_over; }
    const QByteArray& blob() const { return m_blob; } ///< the certificate, empty when the host has none

private:
    void readGreeting();
    void readPackets();
    void take(const QByteArray& payload);
    void send(const QByteArray& payload);

    const QByteArray m_algorithms;
    const Randomness m_random;
    QByteArray m_input;
    QByteArray m_output;
    QByteArray m_blob;
    bool m_greeted = false;
    bool m_over = false;
};

} // namespace understudy::ssh
