#include "core/ssh/Certificate.h"

#include "core/ssh/Blob.h"
#include "core/ssh/Patterns.h"
#include "core/ssh/Signature.h"

#include <QCoreApplication>

namespace understudy::ssh {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ssh", text); }

/// How many fields of the key stand between nonce and serial, by the type without its ending.
int keyFields(const QString& type) {
    if (type == QLatin1String("ssh-ed25519"))
        return 1;
    if (type == QLatin1String("ssh-rsa") || type.startsWith(QLatin1String("ecdsa-sha2-nistp")))
        return 2;
    return 0;
}

PublicKey keyOf(const QByteArray& blob) { return {QString::fromLatin1(BlobReader(blob).text()), blob}; }

} // namespace

std::optional<Certificate> Certificate::fromBlob(const QByteArray& blob) {
    static const QString ending = QStringLiteral("-cert-v01@openssh.com");
    BlobReader fields(blob);
    const QString type = QString::fromLatin1(fields.text());
    const QString plain = type.chopped(std::min(ending.size(), type.size()));
    if (!type.endsWith(ending) || keyFields(plain) == 0)
        return std::nullopt;
    Certificate certificate;
    BlobWriter subject;
    subject.text(plain.toLatin1());
    fields.text(); // nonce
    for (int i = keyFields(plain); i > 0; --i)
        subject.text(fields.text());
    certificate.subject = {plain, subject.bytes()};
    fields.number64(); // serial
    certificate.kind = fields.number();
    certificate.id = QString::fromUtf8(fields.text());
    BlobReader names(fields.text());
    while (names.good() && !names.atEnd())
        certificate.principals += QString::fromUtf8(names.text());
    certificate.validFrom = fields.number64();
    certificate.validUntil = fields.number64();
    certificate.demands = !fields.text().isEmpty();
    fields.text(); // extensions
    fields.text(); // reserved
    certificate.authority = keyOf(fields.text());
    certificate.signedPart = blob.left(fields.at());
    certificate.signature = fields.text();
    if (!fields.good() || !names.good() || !fields.atEnd())
        return std::nullopt;
    return certificate;
}

bool Certificate::genuine() const {
    return !authority.type.contains(QLatin1String("-cert-")) &&
           verifySignature(authority, signedPart, signature);
}

Result<void> Certificate::vouches(const QString& host, const PublicKey& shown, quint64 now) const {
    const auto refused = [&](const QString& sentence) { return Error{Errc::Refused, sentence, id}; };
    if (kind != 2 || demands || subject != shown || !genuine())
        return refused(
            tr("The certificate that %1 shows is not right. Nothing was sent to it. Ask whoever runs the "
               "host.")
                .arg(host));
    if (now < validFrom || now >= validUntil)
        return refused(
            tr("The certificate of %1 is not valid today. Check this computer's clock, or ask whoever runs "
               "the host for a new one.")
                .arg(host));
    for (const QString& name : principals)
        if (anyPattern(name, host))
            return {};
    return refused(
        tr("The certificate that %1 shows is that of another host. Nothing was sent to it. Check the name, "
           "or ask whoever runs the host.")
            .arg(host));
}

} // namespace understudy::ssh
