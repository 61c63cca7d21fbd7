#include "core/http/Server.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace understudy::http {

namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

struct Extension {
    int nid;
    const char* value;
};

bool setName(X509_NAME* name, const char* common) {
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(common), -1, -1, 0) == 1;
}

bool setSerial(X509* certificate) {
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] &= 0x7f; // positive
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(bytes, sizeof bytes, nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

bool extend(X509* certificate, X509* issuer, std::initializer_list<Extension> extensions) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    for (const auto& [nid, value] : extensions) {
        const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
            X509V3_EXT_conf_nid(nullptr, &context, nid, value));
        if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
            return false;
    }
    return true;
}

/// A certificate for @p key that is not signed yet.
Certificate draft(EVP_PKEY* key, const char* name, int days) {
    Certificate certificate(X509_new());
    if (!certificate)
        return nullptr;
    X509* raw = certificate.get();
    const bool made = X509_set_version(raw, 2) == 1 && setSerial(raw) &&
                      X509_gmtime_adj(X509_getm_notBefore(raw), -3600) && // clocks differ
                      X509_gmtime_adj(X509_getm_notAfter(raw), 86400L * days) &&
                      X509_set_pubkey(raw, key) == 1 && setName(X509_get_subject_name(raw), name);
    return made ? std::move(certificate) : nullptr;
}

template <typename Write>
std::string pem(Write write) {
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || write(bio.get()) != 1)
        return {};
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

Error failed() {
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    return {Errc::Io,
            QCoreApplication::translate("http", "A certificate for this computer cannot be made. Try again."),
            QString::fromLatin1(text)};
}

} // namespace

Result<LocalCertificate> makeLocalCertificate(int days) {
    const Key authorityKey(EVP_EC_gen("P-256"));
    const Key key(EVP_EC_gen("P-256"));
    if (!authorityKey || !key)
        return failed();
    const auto authority = draft(authorityKey.get(), "Understudy local authority", days);
    const auto certificate = draft(key.get(), "localhost", days);
    if (!authority || !certificate)
        return failed();

    const bool signedBoth =
        X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get())) == 1 &&
        extend(authority.get(), authority.get(),
               {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                {NID_key_usage, "critical,keyCertSign,cRLSign"},
                {NID_subject_key_identifier, "hash"}}) &&
        X509_sign(authority.get(), authorityKey.get(), EVP_sha256()) > 0 &&
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority.get())) == 1 &&
        extend(certificate.get(), authority.get(),
               {{NID_basic_constraints, "critical,CA:FALSE"},
                {NID_key_usage, "critical,digitalSignature"},
                {NID_ext_key_usage, "serverAuth"},
                {NID_subject_key_identifier, "hash"},
                {NID_authority_key_identifier, "keyid"},
                {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"}}) &&
        X509_sign(certificate.get(), authorityKey.get(), EVP_sha256()) > 0;
    if (!signedBoth)
        return failed();

    LocalCertificate made;
    made.authorityPem = pem([&](BIO* bio) { return PEM_write_bio_X509(bio, authority.get()); });
    made.certificatePem = pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
    made.privateKeyPem = pem([&](BIO* bio) {
        return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    if (made.authorityPem.empty() || made.certificatePem.empty() || made.privateKeyPem.empty())
        return failed();
    return made;
}

} // namespace understudy::http
