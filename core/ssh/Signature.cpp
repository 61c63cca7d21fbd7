#include "core/ssh/Signature.h"

#include "core/ssh/Blob.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

namespace understudy::ssh {

namespace {

template <auto Free>
struct With {
    template <class T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, With<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, With<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, With<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, With<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, With<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, With<OSSL_PARAM_free>>;

const unsigned char* raw(const QByteArray& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.constData());
}
auto sizeOf(const QByteArray& bytes) { return static_cast<std::size_t>(bytes.size()); }
Number numberOf(const QByteArray& bytes) {
    return Number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr));
}

KeyPointer build(const char* kind, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return KeyPointer(key);
}

KeyPointer rsaKey(BlobReader& fields) {
    const Number exponent = numberOf(fields.text());
    const Number modulus = numberOf(fields.text());
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!fields.good() || BN_num_bits(modulus.get()) < 2048)
        return nullptr;
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return build("RSA", builder.get());
}

KeyPointer ellipticKey(BlobReader& fields) {
    const QByteArray curve = fields.text();
    const QByteArray point = fields.text();
    const char* group = curve == "nistp256"   ? "P-256"
                        : curve == "nistp384" ? "P-384"
                        : curve == "nistp521" ? "P-521"
                                              : nullptr;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!fields.good() || !group)
        return nullptr;
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, raw(point), sizeOf(point));
    return build("EC", builder.get());
}

bool verify(EVP_PKEY* key, const EVP_MD* digest, const QByteArray& text, const QByteArray& signature) {
    const DigestContext context(EVP_MD_CTX_new());
    return key && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), sizeOf(signature), raw(text), sizeOf(text)) == 1;
}

/// SSH writes r and s one after the other, the library wants them as ASN.1.
QByteArray asn1(const QByteArray& numbers) {
    BlobReader fields(numbers);
    Number r = numberOf(fields.text());
    Number s = numberOf(fields.text());
    const std::unique_ptr<ECDSA_SIG, With<ECDSA_SIG_free>> both(ECDSA_SIG_new());
    if (!fields.good() || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1)
        return {};
    (void)r.release();
    (void)s.release();
    unsigned char* text = nullptr;
    const int size = i2d_ECDSA_SIG(both.get(), &text);
    const QByteArray result(reinterpret_cast<const char*>(text), std::max(size, 0));
    OPENSSL_free(text);
    return result;
}

} // namespace

bool verifySignature(const PublicKey& key, const QByteArray& text, const QByteArray& signature) {
    BlobReader fields(key.blob);
    const QByteArray type = fields.text();
    BlobReader parts(signature);
    const QByteArray algorithm = parts.text();
    const QByteArray value = parts.text();
    if (!parts.good() || type != key.type.toLatin1())
        return false;
    if (type == "ssh-ed25519" && algorithm == type) {
        const QByteArray point = fields.text();
        const KeyPointer ed(
            EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(point), sizeOf(point)));
        return verify(ed.get(), nullptr, text, value);
    }
    if (type == "ssh-rsa" && (algorithm == "rsa-sha2-256" || algorithm == "rsa-sha2-512"))
        return verify(rsaKey(fields).get(), algorithm.endsWith("512") ? EVP_sha512() : EVP_sha256(), text,
                      value);
    if (type.startsWith("ecdsa-sha2-nistp") && algorithm == type) {
        const EVP_MD* digest = type.endsWith("256")   ? EVP_sha256()
                               : type.endsWith("384") ? EVP_sha384()
                                                      : EVP_sha512();
        return verify(ellipticKey(fields).get(), digest, text, asn1(value));
    }
    return false;
}

} // namespace understudy::ssh
