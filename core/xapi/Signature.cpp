#include "core/xapi/Signature.h"

#include "core/xapi/Base64.h"
#include "core/xapi/Draft.h"
#include "core/xapi/RawJson.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace understudy::xapi {

namespace json = boost::json;

namespace {

template <auto free>
struct Freer {
    template <typename Thing>
    void operator()(Thing* thing) const {
        free(thing);
    }
};
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;

constexpr std::size_t mostCertificates = 10;
constexpr int leastBits = 2048; // RFC 7518, section 3.3

const EVP_MD* hashOf(const json::object& header) {
    const auto* name = header.if_contains("alg");
    if (!name || !name->is_string())
        return nullptr;
    const auto& algorithm = name->get_string();
    if (algorithm == "RS256")
        return EVP_sha256();
    if (algorithm == "RS384")
        return EVP_sha384();
    return algorithm == "RS512" ? EVP_sha512() : nullptr;
}

Certificate certificateOf(const json::value& text) {
    if (!text.is_string())
        return nullptr;
    const auto bytes = fromBase64({text.get_string().data(), text.get_string().size()});
    if (!bytes)
        return nullptr;
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes->data());
    const auto* at = begin;
    Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(bytes->size())));
    return at == begin + bytes->size() ? std::move(certificate) : nullptr;
}

bool isSignedBy(EVP_PKEY* key, const EVP_MD* hash, std::string_view text, std::string_view signature) {
    if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < leastBits)
        return false;
    const Digest context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                            signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                            text.size()) == 1;
}

/// @p chain: the member x5c.
std::string checkChain(const json::value& chain, const EVP_MD* hash, std::string_view text,
                       std::string_view signature) {
    const auto* list = chain.if_array();
    if (!list || list->empty() || list->size() > mostCertificates)
        return "The x5c of the signature must be an array of certificates.";
    std::vector<Certificate> certificates;
    for (const auto& one : *list) {
        certificates.push_back(certificateOf(one));
        if (!certificates.back())
            return "The x5c of the signature holds something that is not a certificate.";
    }
    if (!isSignedBy(X509_get0_pubkey(certificates.front().get()), hash, text, signature))
        return "The signature was not made by the key of its certificate.";
    for (std::size_t i = 1; i < certificates.size(); ++i) {
        if (X509_verify(certificates[i - 1].get(), X509_get0_pubkey(certificates[i].get())) != 1)
            return "The certificates of the signature do not follow from each other.";
    }
    return {};
}

/// As it was before it was signed.
json::object unsignedForm(const json::object& statement) {
    json::object plain = statement;
    auto* attachments = plain.if_contains("attachments");
    if (!attachments)
        return plain;
    auto& list = attachments->get_array();
    const auto isSignature = [](const json::value& one) {
        return one.get_object().at("usageType").get_string() == signatureUsage;
    };
    list.erase(std::remove_if(list.begin(), list.end(), isSignature), list.end());
    if (list.empty())
        plain.erase("attachments");
    return plain;
}

std::string checkPayload(const std::string& payload, const json::object& statement, Version version) {
    std::string reason;
    const auto meant = parseJson(payload, reason);
    if (!meant)
        return "The payload of the signature is not JSON.";
    if (reason = Shape::checkStatement(*meant, version); !reason.empty())
        return "The payload of the signature is not a statement: " + reason;
    if (!sayTheSame(unsignedForm(meant->get_object()), unsignedForm(statement), version))
        return "The payload of the signature says something else than the statement.";
    return {};
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    while (parts.size() < 4) {
        const auto dot = text.find('.');
        parts.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos)
            break;
        text.remove_prefix(dot + 1);
    }
    return parts;
}

} // namespace

std::string checkSignature(std::string_view jws, const json::object& statement, Version version) {
    const auto parts = split(jws);
    if (parts.size() != 3)
        return "The signature is not a compact JWS.";
    const auto head = fromBase64Url(parts[0]);
    const auto payload = fromBase64Url(parts[1]);
    const auto signature = fromBase64Url(parts[2]);
    if (!head || !payload || !signature || signature->empty())
        return "The signature is not a compact JWS.";
    std::string ignored;
    const auto header = parseJson(*head, ignored);
    if (!header || !header->is_object())
        return "The header of the signature is not a JSON object.";
    const auto* hash = hashOf(header->get_object());
    if (!hash)
        return "The algorithm of the signature must be RS256, RS384 or RS512.";
    if (header->get_object().contains("crit"))
        return "The signature needs an extension of JWS that this server does not know.";
    if (const auto* chain = header->get_object().if_contains("x5c")) {
        const auto text = jws.substr(0, parts[0].size() + 1 + parts[1].size());
        if (auto wrong = checkChain(*chain, hash, text, *signature); !wrong.empty())
            return wrong;
    }
    return checkPayload(*payload, statement, version);
}

} // namespace understudy::xapi
