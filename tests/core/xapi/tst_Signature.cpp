#include "core/xapi/Base64.h"
#include "core/xapi/RawJson.h"
#include "core/xapi/Signature.h"

#include <QTest>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

using namespace understudy::xapi;

// Declared before the first raw string: moc loses its way in them.
class tst_Signature final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void XAPI_00117_threeAlgorithmsAreTaken_data();
    void XAPI_00117_threeAlgorithmsAreTaken();
    void XAPI_00117_anyOtherIsRefused_data();
    void XAPI_00117_anyOtherIsRefused();
    void XAPI_00116_thePayloadMustBeTheStatement();
    void XAPI_00115_whatIsNoJwsIsRefused_data();
    void XAPI_00115_whatIsNoJwsIsRefused();
    void aCertificateMustBelongToTheSignature();
    void aChainOfCertificatesMustHold();
    void aCertificateMustBeOne_data();
    void aCertificateMustBeOne();
    void aShortKeyIsRefused();
    void finerDurationsAndOtherNotationsAreTheSameStatement();
};

namespace {

EVP_PKEY* mine = nullptr;
EVP_PKEY* other = nullptr;

const std::string plain =
    R"({"id":"0190a6a0-0000-7000-8000-000000000001","actor":{"mbox":"mailto:a@b.example"},)"
    R"("verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/1"},"result":{"duration":"PT1.23S"}})";

boost::json::object parsed(const std::string& text) {
    std::string reason;
    return parseJson(text, reason)->get_object();
}

/// The statement as it is sent, with the attachment that is its signature.
boost::json::object attached(const std::string& text) {
    auto statement = parsed(text);
    statement["attachments"] =
        boost::json::array{{{"usageType", std::string(signatureUsage)},
                            {"display", {{"en", "Signature"}}},
                            {"contentType", "application/octet-stream"},
                            {"length", 1},
                            {"sha2", "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"}}};
    return statement;
}

std::string signedWith(EVP_PKEY* key, const EVP_MD* hash, const std::string& text) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = signature.size();
    EVP_DigestSignInit(context, nullptr, hash, nullptr, key);
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    return signature;
}

std::string jws(const std::string& header, const std::string& payload, EVP_PKEY* key = mine,
                const EVP_MD* hash = EVP_sha256()) {
    const auto text = toBase64Url(header) + '.' + toBase64Url(payload);
    return text + '.' + toBase64Url(signedWith(key, hash, text));
}

/// A certificate of @p key made by @p issuer, as x5c has it.
std::string certificate(EVP_PKEY* key, EVP_PKEY* issuer) {
    X509* made = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    X509_gmtime_adj(X509_getm_notBefore(made), 0);
    X509_gmtime_adj(X509_getm_notAfter(made), 3600);
    X509_set_pubkey(made, key);
    X509_sign(made, issuer, EVP_sha256());
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(made, &bytes);
    const auto text = QByteArray(reinterpret_cast<const char*>(bytes), size).toBase64().toStdString();
    OPENSSL_free(bytes);
    X509_free(made);
    return text;
}

std::string header(const std::string& chain) { return R"({"alg":"RS256","x5c":[)" + chain + "]}"; }
std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string check(const std::string& signature, const std::string& statement = plain,
                  Version version = Version::V2_0_0) {
    return checkSignature(signature, attached(statement), version);
}

} // namespace

void tst_Signature::initTestCase() {
    mine = EVP_RSA_gen(2048);
    other = EVP_RSA_gen(2048);
    QVERIFY(mine && other);
}

void tst_Signature::XAPI_00117_threeAlgorithmsAreTaken_data() {
    QTest::addColumn<QByteArray>("algorithm");
    for (const char* algorithm : {"RS256", "RS384", "RS512"})
        QTest::newRow(algorithm) << QByteArray(algorithm);
}
void tst_Signature::XAPI_00117_threeAlgorithmsAreTaken() {
    QFETCH(QByteArray, algorithm);
    const auto* hash = EVP_get_digestbyname(("SHA" + algorithm.mid(2)).constData());
    for (const auto& chain : {std::string(), R"(,"x5c":[")" + certificate(mine, mine) + "\"]"}) {
        const auto head = R"({"alg":")" + algorithm.toStdString() + '"' + chain + '}';
        QCOMPARE(check(jws(head, plain, mine, hash)), std::string());
        QCOMPARE(check(jws(head, plain, mine, hash), plain, Version::V1_0_3), std::string());
    }
}

void tst_Signature::XAPI_00117_anyOtherIsRefused_data() {
    QTest::addColumn<QByteArray>("head");
    for (const char* head :
         {R"({"alg":"HS256"})", R"({"alg":"none"})", R"({"alg":"ES256"})", R"({"alg":"rs256"})",
          R"({"alg":1})", R"({})", R"({"alg":"RS256","crit":["b64"],"b64":false})", R"([])", "RS256"})
        QTest::newRow(head) << QByteArray(head);
}
void tst_Signature::XAPI_00117_anyOtherIsRefused() {
    QFETCH(QByteArray, head);
    QVERIFY(!check(jws(head.toStdString(), plain)).empty());
}

void tst_Signature::XAPI_00116_thePayloadMustBeTheStatement() {
    const std::string head = R"({"alg":"RS256"})";
    auto another = plain;
    another.replace(another.find("did"), 3, "saw");
    for (const auto& payload : {std::string("'") + plain.substr(1), std::string(), std::string("[]"),
                                std::string(R"({"actor":1})"), another})
        QVERIFY2(!check(jws(head, payload)).empty(), payload.c_str());
}

void tst_Signature::XAPI_00115_whatIsNoJwsIsRefused_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"", ".", "..", "...", "a.b", "a.b.c.d", "e30.e30.", "{}.{}.{}", "e30=.e30=.AA=="})
        QTest::newRow(text) << QByteArray(text);
}
void tst_Signature::XAPI_00115_whatIsNoJwsIsRefused() {
    QFETCH(QByteArray, text);
    QVERIFY(!check(text.toStdString()).empty());
}

void tst_Signature::aCertificateMustBelongToTheSignature() {
    QCOMPARE(check(jws(header(quoted(certificate(mine, mine))), plain)), std::string());
    QVERIFY(!check(jws(header(quoted(certificate(other, other))), plain)).empty());
    // A signature moved on to another text.
    const auto good = jws(header(quoted(certificate(mine, mine))), plain);
    auto forged =
        good.substr(0, good.find('.') + 1) + toBase64Url(plain + " ") + good.substr(good.rfind('.'));
    QVERIFY(!check(forged).empty());
}

void tst_Signature::aChainOfCertificatesMustHold() {
    const auto leaf = quoted(certificate(mine, other));
    const auto root = quoted(certificate(other, other));
    QCOMPARE(check(jws(header(leaf + "," + root), plain)), std::string());
    QVERIFY(!check(jws(header(quoted(certificate(mine, mine)) + "," + root), plain)).empty());
}

void tst_Signature::aCertificateMustBeOne_data() {
    QTest::addColumn<QByteArray>("chain");
    for (const char* chain : {"", "1", "\"\"", "\"AAAA\"", "\"%\"", "{}"})
        QTest::newRow(chain) << QByteArray(chain);
    QTest::newRow("more after it") << QByteArray(
        '"' +
        QByteArray::fromBase64(QByteArray::fromStdString(certificate(mine, mine))).append('x').toBase64() +
        '"');
}
void tst_Signature::aCertificateMustBeOne() {
    QFETCH(QByteArray, chain);
    QVERIFY(!check(jws(header(chain.toStdString()), plain)).empty());
    QVERIFY(!check(jws(R"({"alg":"RS256","x5c":)" + (chain.isEmpty() ? "\"\"" : chain.toStdString()) + "}",
                       plain))
                 .empty());
}

void tst_Signature::aShortKeyIsRefused() {
    EVP_PKEY* small = EVP_RSA_gen(1024);
    QVERIFY(small);
    QVERIFY(!check(jws(header(quoted(certificate(small, small))), plain, small)).empty());
    EVP_PKEY_free(small);
}

void tst_Signature::finerDurationsAndOtherNotationsAreTheSameStatement() {
    auto finer = plain;
    finer.replace(finer.find("1.23"), 4, "1.2371");
    QCOMPARE(check(jws(R"({"alg":"RS256"})", plain), finer), std::string());
    QVERIFY(!check(jws(R"({"alg":"RS256"})", plain), finer, Version::V1_0_3).empty());
    auto blank = plain;
    blank.insert(blank.find(":{"), " ");
    QCOMPARE(check(jws(R"({"alg":"RS256"})", blank)), std::string());
}

QTEST_GUILESS_MAIN(tst_Signature)
#include "tst_Signature.moc"
