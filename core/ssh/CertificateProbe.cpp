#include "core/ssh/CertificateProbe.h"

#include "core/ssh/Blob.h"

namespace understudy::ssh {

namespace {

constexpr qsizetype LongestGreeting = 8 * 1024;
constexpr qsizetype LongestPacket = 64 * 1024;
enum Message : quint8 {
    Disconnect = 1,
    Ignore = 2,
    Unimplemented = 3,
    Debug = 4,
    KexInit = 20,
    EcdhInit = 30,
    EcdhReply = 31
};

QByteArray algorithmsFor(const QString& type) {
    const QByteArray ending = "-cert-v01@openssh.com";
    if (type == QLatin1String("ssh-rsa"))
        return "rsa-sha2-512" + ending + ",rsa-sha2-256" + ending;
    return type.toLatin1() + ending;
}

QByteArray randomBytes(const Randomness& random, qsizetype count) {
    QByteArray bytes(count, '\0');
    random(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<std::size_t>(count));
    return bytes;
}

} // namespace

CertificateProbe::CertificateProbe(const QString& type, const Randomness& random)
    : m_algorithms(algorithmsFor(type))
    , m_random(random)
    , m_output("SSH-2.0-Understudy\r\n") {
    const QByteArray ciphers = "aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes128-ctr,"
                               "chacha20-poly1305@openssh.com";
    const QByteArray macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-256,hmac-sha2-512";
    BlobWriter lists;
    lists.text("curve25519-sha256,curve25519-sha256@libssh.org").text(m_algorithms);
    lists.text(ciphers).text(ciphers).text(macs).text(macs).text("none").text("none").text({}).text({});
    const QByteArray end = lists.byte(0).number(0).bytes();
    send(BlobWriter().byte(KexInit).bytes() + randomBytes(m_random, 16) + end);
}

QByteArray CertificateProbe::takeOutput() { return std::exchange(m_output, {}); }

void CertificateProbe::send(const QByteArray& payload) {
    const qsizetype padding = 8 - (payload.size() + 5) % 8 + 8; // at least four, and whole blocks of eight
    m_output += BlobWriter()
                    .number(static_cast<quint32>(payload.size() + padding + 1))
                    .byte(static_cast<quint8>(padding))
                    .bytes() +
                payload + QByteArray(padding, '\0');
}

void CertificateProbe::receive(const QByteArray& bytes) {
    if (m_over)
        return;
    m_input += bytes;
    if (!m_greeted)
        readGreeting();
    if (m_greeted)
        readPackets();
}

void CertificateProbe::readGreeting() {
    for (qsizetype end = m_input.indexOf('\n'); end >= 0 && !m_greeted; end = m_input.indexOf('\n')) {
        m_greeted = m_input.startsWith("SSH-2.0-") || m_input.startsWith("SSH-1.99-");
        m_input.remove(0, end + 1); // lines before it are for people
    }
    m_over = m_over || m_input.size() > LongestGreeting + LongestPacket;
}

void CertificateProbe::readPackets() {
    while (!m_over && m_input.size() >= 5) {
        const auto size = static_cast<qsizetype>(qFromBigEndian<quint32>(m_input.constData()));
        const auto padding = static_cast<qsizetype>(static_cast<quint8>(m_input.at(4)));
        if (size > LongestPacket || size < padding + 2) {
            m_over = true;
            return;
        }
        if (m_input.size() < 4 + size)
            return;
        const QByteArray payload = m_input.mid(5, size - padding - 1);
        m_input.remove(0, 4 + size);
        take(payload);
    }
}

void CertificateProbe::take(const QByteArray& payload) {
    BlobReader fields(payload);
    switch (fields.byte()) {
    case Ignore:
    case Unimplemented:
    case Debug:
        return;
    case KexInit: // any point of the curve will do: no secret is made
        return send(BlobWriter().byte(EcdhInit).text(randomBytes(m_random, 32)).bytes());
    case EcdhReply:
        m_blob = fields.text();
        [[fallthrough]];
    default:
        m_over = true;
    }
}

} // namespace understudy::ssh
