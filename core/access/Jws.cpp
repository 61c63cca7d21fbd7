#include "core/access/Jws.h"

#include "core/xapi/RawJson.h"

#include <QCoreApplication>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

namespace understudy::access {

namespace json = boost::json;

namespace {

template <typename T, void (*free)(T*)>
struct Freed {
    void operator()(T* one) const { free(one); }
};
using Number = std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM, OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX, EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG, ECDSA_SIG_free>>;

constexpr int shortestRsa = 2048;
constexpr std::size_t coordinate = 32; // bytes, of P-256

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Number number(std::string_view text) {
    return Number(BN_bin2bn(bytes(text), static_cast<int>(text.size()), nullptr));
}

std::string textOf(const json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    return member && member->is_string() ? std::string(member->get_string()) : std::string();
}

std::shared_ptr<void> keyFrom(const char* kind, OSSL_PARAM_BLD* builder) {
    const Params params(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return {};
    return {key, [](void* one) { EVP_PKEY_free(static_cast<EVP_PKEY*>(one)); }};
}

std::shared_ptr<void> rsaKey(const json::object& key) {
    const auto n = fromBase64Url(textOf(key, "n")), e = fromBase64Url(textOf(key, "e"));
    if (!n || !e || n->empty() || e->empty())
        return {};
    const auto modulus = number(*n), exponent = number(*e);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (BN_num_bits(modulus.get()) < shortestRsa ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
        return {};
    return keyFrom("RSA", builder.get());
}

std::shared_ptr<void> ecKey(const json::object& key) {
    const auto x = fromBase64Url(textOf(key, "x")), y = fromBase64Url(textOf(key, "y"));
    if (textOf(key, "crv") != "P-256" || !x || !y || x->size() != coordinate || y->size() != coordinate)
        return {};
    const auto point = '\x04' + *x + *y;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1)
        return {};
    return keyFrom("EC", builder.get());
}

/// r and s one behind the other (RFC 7518, 3.4) as OpenSSL wants them; "" when they are not that.
std::string derOf(std::string_view signature) {
    if (signature.size() != 2 * coordinate)
        return {};
    const EcSignature parts(ECDSA_SIG_new());
    auto r = number(signature.substr(0, coordinate)), s = number(signature.substr(coordinate));
    if (ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1)
        return {};
    (void)r.release();
    (void)s.release();
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(parts.get(), &der);
    std::string text = length > 0
                           ? std::string(reinterpret_cast<char*>(der), static_cast<std::size_t>(length))
                           : std::string();
    OPENSSL_free(der);
    return text;
}

} // namespace

std::optional<std::string> fromBase64Url(std::string_view text) {
    std::string out(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                          nullptr, &length, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    out.resize(length);
    return out;
}

struct KeyReader {
    static std::optional<PublicKey> read(const json::value& value) {
        if (!value.is_object())
            return std::nullopt;
        const auto& object = value.get_object();
        const auto kind = textOf(object, "kty"), use = textOf(object, "use"),
                   algorithm = textOf(object, "alg");
        PublicKey key;
        key.m_id = textOf(object, "kid");
        key.m_algorithm = kind == "RSA" ? "RS256" : kind == "EC" ? "ES256" : "";
        if (key.m_algorithm.empty() || (!use.empty() && use != "sig") ||
            (!algorithm.empty() && algorithm != key.m_algorithm))
            return std::nullopt;
        key.m_key = kind == "RSA" ? rsaKey(object) : ecKey(object);
        return key.m_key ? std::optional(key) : std::nullopt;
    }
};

Result<std::vector<PublicKey>> PublicKey::readSet(const std::string& text) {
    std::vector<PublicKey> keys;
    std::string ignored;
    const auto value = xapi::parseJson(text, ignored);
    const auto* list = value && value->is_object() ? value->get_object().if_contains("keys") : nullptr;
    if (list && list->is_array()) {
        for (const auto& one : list->get_array()) {
            if (auto key = KeyReader::read(one))
                keys.push_back(std::move(*key));
        }
    }
    if (keys.empty())
        return Error{Errc::BadInput,
                     QCoreApplication::translate("access",
                                                 "The keys of the issuer are no key set with a key for "
                                                 "RS256 (2048 bits or more) or ES256."),
                     {}};
    return keys;
}

bool PublicKey::verifies(std::string_view input, std::string_view signature) const {
    const auto der = m_algorithm == "ES256" ? derOf(signature) : std::string(signature);
    const Digest digest(EVP_MD_CTX_new());
    return !der.empty() && digest &&
           EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr,
                                static_cast<EVP_PKEY*>(m_key.get())) == 1 &&
           EVP_DigestVerify(digest.get(), bytes(der), der.size(), bytes(input), input.size()) == 1;
}

} // namespace understudy::access
