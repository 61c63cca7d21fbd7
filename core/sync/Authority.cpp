#include "core/sync/Authority.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QSslCertificate>

#include <algorithm>

namespace understudy::sync {

namespace {

using Certificates = QList<QSslCertificate>;

QString tr(const char* text) { return QCoreApplication::translate("sync", text); }

QString nameIn(const QStringList& common, const QStringList& organization) {
    const QStringList names = common + organization;
    return names.isEmpty() ? tr("without a name") : names.first().simplified().left(100);
}

QString nameOf(const QSslCertificate& one) {
    return nameIn(one.subjectInfo(QSslCertificate::CommonName),
                  one.subjectInfo(QSslCertificate::Organization));
}

QString issuerOf(const QSslCertificate& one) {
    return nameIn(one.issuerInfo(QSslCertificate::CommonName), one.issuerInfo(QSslCertificate::Organization));
}

Certificates certificatesIn(const QByteArray& bytes) {
    const auto format = bytes.contains("-----BEGIN") ? QSsl::Pem : QSsl::Der;
    Certificates all = QSslCertificate::fromData(bytes, format);
    all.removeIf([](const QSslCertificate& one) { return one.isNull(); });
    return all;
}

/// What makes the others good, and is to be had for itself.
Certificates rootsOf(const Certificates& all) {
    Certificates roots;
    std::copy_if(all.begin(), all.end(), std::back_inserter(roots),
                 [](const QSslCertificate& one) { return one.isSelfSigned(); });
    return roots;
}

Authority authorityWith(const Certificates& all, const QSslCertificate& root) {
    Authority authority;
    for (const auto& one : all)
        authority.pem += one.toPem();
    authority.name = nameOf(root);
    authority.expires = Instant{std::chrono::milliseconds{root.expiryDate().toMSecsSinceEpoch()}};
    return authority;
}

QString dayOf(const QDateTime& when) {
    return QLocale().toString(when.toUTC().date(), QStringLiteral("d MMMM yyyy"));
}

Error outOfDate(const QSslCertificate& root, const QDateTime& now) {
    if (root.effectiveDate() > now)
        return {
            Errc::BadInput,
            tr("The certificate \"%1\" is good from %2 on. If that day is past, set this computer's clock "
               "right and choose the file again.")
                .arg(nameOf(root), dayOf(root.effectiveDate())),
            {}};
    return {Errc::BadInput,
            tr("The certificate \"%1\" has expired on %2. Ask the one who runs the server for the new one.")
                .arg(nameOf(root), dayOf(root.expiryDate())),
            {}};
}

} // namespace

Authority authorityIn(const QByteArray& pem) {
    const Certificates all = certificatesIn(pem);
    const Certificates roots = rootsOf(all);
    return roots.isEmpty() ? Authority() : authorityWith(all, roots.first());
}

Result<Authority> authorityOf(const QByteArray& file, Instant now) {
    const Certificates all = certificatesIn(file);
    if (all.isEmpty())
        return Error{
            Errc::BadInput,
            tr("This file holds no certificate. Ask the one who runs the server for its authority's: "
               "a text that begins with -----BEGIN CERTIFICATE-----."),
            {}};
    const Certificates roots = rootsOf(all);
    if (roots.isEmpty())
        return Error{
            Errc::BadInput,
            tr("\"%1\" is not the certificate of an authority: \"%2\" has signed it. Ask the one who "
               "runs the server for the certificate of \"%2\".")
                .arg(nameOf(all.last()), issuerOf(all.last())),
            {}};
    const auto moment = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::UTC);
    for (const auto& root : roots)
        if (root.effectiveDate() <= moment && moment <= root.expiryDate())
            return authorityWith(all, root);
    return outOfDate(roots.last(), moment);
}

} // namespace understudy::sync
