#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <string>

namespace understudy::fakes {

/// An OpenID provider without its web pages: makes real keys with the program openssl and signs tokens.
class Issuer final {
public:
    explicit Issuer(const char* prefix = "")
        : m_prefix(QLatin1String(prefix)) {
        run({QStringLiteral("genpkey"), QStringLiteral("-algorithm"), QStringLiteral("RSA"),
             QStringLiteral("-pkeyopt"), QStringLiteral("rsa_keygen_bits:2048"), QStringLiteral("-out"),
             key("RS256")});
        run({QStringLiteral("genpkey"), QStringLiteral("-algorithm"), QStringLiteral("EC"),
             QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-out"),
             key("ES256")});
    }

    /// Both public keys, as the provider publishes them.
    std::string keySet() const {
        const auto modulus = run({QStringLiteral("rsa"), QStringLiteral("-in"), key("RS256"),
                                  QStringLiteral("-modulus"), QStringLiteral("-noout")})
                                 .trimmed()
                                 .mid(8);
        const auto point = run({QStringLiteral("ec"), QStringLiteral("-in"), key("ES256"),
                                QStringLiteral("-pubout"), QStringLiteral("-outform"), QStringLiteral("DER")})
                               .right(64);
        const QJsonArray keys{QJsonObject{{QStringLiteral("kty"), QStringLiteral("RSA")},
                                          {QStringLiteral("use"), QStringLiteral("sig")},
                                          {QStringLiteral("kid"), name("RS256")},
                                          {QStringLiteral("alg"), QStringLiteral("RS256")},
                                          {QStringLiteral("n"), text(QByteArray::fromHex(modulus))},
                                          {QStringLiteral("e"), QStringLiteral("AQAB")}},
                              QJsonObject{{QStringLiteral("kty"), QStringLiteral("EC")},
                                          {QStringLiteral("kid"), name("ES256")},
                                          {QStringLiteral("crv"), QStringLiteral("P-256")},
                                          {QStringLiteral("x"), text(point.left(32))},
                                          {QStringLiteral("y"), text(point.mid(32))}}};
        return QJsonDocument(QJsonObject{{QStringLiteral("keys"), keys}}).toJson().toStdString();
    }
    /// @p named: another name for the key than its own.
    QByteArray token(const char* algorithm, const QJsonObject& claims, const char* named = nullptr) const {
        const auto input = head(algorithm, named ? QString::fromLatin1(named) : name(algorithm), claims);
        auto signature =
            run({QStringLiteral("dgst"), QStringLiteral("-sha256"), QStringLiteral("-sign"), key(algorithm)},
                input);
        if (qstrcmp(algorithm, "ES256") == 0)
            signature = flat(signature);
        return input + '.' + text(signature).toLatin1();
    }
    QByteArray unsignedToken(const QJsonObject& claims) const {
        return head("none", name("RS256"), claims) + '.';
    }
    /// The public key taken for a shared secret.
    QByteArray hmacWithPublicKey(const QJsonObject& claims) const {
        const auto input = head("HS256", name("RS256"), claims);
        const auto pem =
            run({QStringLiteral("pkey"), QStringLiteral("-in"), key("RS256"), QStringLiteral("-pubout")});
        const auto mac =
            run({QStringLiteral("dgst"), QStringLiteral("-sha256"), QStringLiteral("-mac"),
                 QStringLiteral("HMAC"), QStringLiteral("-macopt"),
                 QStringLiteral("hexkey:") + QString::fromLatin1(pem.toHex()), QStringLiteral("-binary")},
                input);
        return input + '.' + text(mac).toLatin1();
    }

private:
    QString name(const char* algorithm) const {
        return m_prefix +
               (qstrcmp(algorithm, "ES256") == 0 ? QStringLiteral("ec-1") : QStringLiteral("rsa-1"));
    }
    QString key(const char* algorithm) const { return m_folder.filePath(QLatin1String(algorithm)); }
    static QString text(const QByteArray& bytes) {
        return QString::fromLatin1(
            bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    }
    static QByteArray part(const QJsonObject& object) {
        return text(QJsonDocument(object).toJson(QJsonDocument::Compact)).toLatin1();
    }
    static QByteArray head(const char* algorithm, const QString& id, const QJsonObject& claims) {
        return part({{QStringLiteral("alg"), QLatin1String(algorithm)}, {QStringLiteral("kid"), id}}) + '.' +
               part(claims);
    }
    /// The two numbers of a signature in DER, each with 32 bytes: short ones get zeros in front.
    static QByteArray flat(const QByteArray& der) {
        QByteArray both;
        for (qsizetype at = 2; at < der.size();) {
            const auto length = static_cast<qsizetype>(der[at + 1]);
            both += der.mid(at + 2, length).rightJustified(33, '\0').right(32);
            at += 2 + length;
        }
        return both;
    }
    static QByteArray run(const QStringList& arguments, const QByteArray& input = {}) {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"), arguments);
        openssl.write(input);
        openssl.closeWriteChannel();
        if (!openssl.waitForFinished(60000) || openssl.exitCode() != 0)
            qFatal("openssl: %s", openssl.readAllStandardError().constData());
        return openssl.readAllStandardOutput();
    }

    QString m_prefix;
    QTemporaryDir m_folder;
};

} // namespace understudy::fakes
