#include "core/lrs/Multipart.h"
#include "core/xapi/Base64.h"
#include "tests/core/lrs/Asker.h"
#include "tests/core/lrs/StatementText.h"

#include <QTest>

using namespace understudy;
using tests::idOf;
using tests::statement;
using tests::Told;

// What xAPI's public conformance suite asks of attachments and signatures, by its requirement ids.
// Declared before the first raw string: moc loses its way in them.
class tst_StatementFiles final : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::Asker> m_lrs;

    Told postMixed(const QByteArray& body, const QByteArray& type = "multipart/mixed; boundary=b",
                   const QByteArray& version = "2.0.0") {
        return m_lrs->ask({.method = "POST",
                           .target = "/xapi/statements",
                           .body = body,
                           .headers = {{"Content-Type", type}},
                           .version = version});
    }
    std::vector<lrs::Part> partsOf(const Told& told) {
        m_kept = told.body.toStdString();
        auto read = lrs::readParts(m_kept, lrs::boundaryOf(told.header("Content-Type").toStdString()));
        auto* parts = std::get_if<std::vector<lrs::Part>>(&read);
        return parts ? std::move(*parts) : std::vector<lrs::Part>();
    }
    std::string m_kept;

private Q_SLOTS:
    void init() { m_lrs = std::make_unique<tests::Asker>(); }
    void XAPI_00127_attachmentsComeAsJsonOrMixed_data();
    void XAPI_00127_attachmentsComeAsJsonOrMixed();
    void XAPI_00128_to_00135_aMixedBodyThatIsNotRightIsRefused_data();
    void XAPI_00128_to_00135_aMixedBodyThatIsNotRightIsRefused();
    void XAPI_00161_00167_attachmentsAreGivenWhenAskedFor();
    void aFileThatTwoStatementsNameIsSentOnce();
    void XAPI_00115_00117_signaturesAreChecked_data();
    void XAPI_00115_00117_signaturesAreChecked();
    void oneSignatureIsThatOfOneStatement();
};

namespace {

const QByteArray hash1(64, 'a');
const QByteArray hash2(64, 'b');

QByteArray attachment(const QByteArray& hash, const QByteArray& more = {},
                      const QByteArray& usage = "http://u.example/file",
                      const QByteArray& type = "text/plain") {
    return R"({"usageType":")" + usage + R"(","display":{"en-US":"A file"},"contentType":")" + type +
           R"(","length":27,"sha2":")" + hash + '"' + more + "}";
}

QByteArray attachments(const QByteArray& list) { return R"(,"attachments":[)" + list + "]"; }

QByteArray json(const QByteArray& statements) {
    return "--b\r\nContent-Type: application/json\r\n\r\n" + statements + "\r\n";
}

QByteArray file(const QByteArray& hash, const QByteArray& content) {
    return "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: " +
           hash + "\r\n\r\n" + content + "\r\n";
}

const QByteArray end = "--b--\r\n";
const QByteArray fileUrl = R"(,"fileUrl":"http://over.there.example/file.txt")";

} // namespace

void tst_StatementFiles::XAPI_00127_attachmentsComeAsJsonOrMixed_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto withUrl = statement(1, attachments(attachment(hash1, fileUrl)));
    const auto withFile = statement(1, attachments(attachment(hash1)));
    const QByteArray mixed = "multipart/mixed; boundary=b";
    QTest::newRow("JSON with a fileUrl") << QByteArray("application/json") << withUrl << 200;
    QTest::newRow("JSON without") << QByteArray("application/json") << withFile << 400;
    QTest::newRow("form with a fileUrl") << QByteArray("multipart/form-data; boundary=b") << withUrl << 400;
    QTest::newRow("form") << QByteArray("multipart/form-data; boundary=b")
                          << json(withFile) + file(hash1, "x") + end << 400;
    QTest::newRow("mixed") << mixed << json(withFile) + file(hash1, "x") + end << 200;
    QTest::newRow("mixed with an array")
        << mixed
        << json("[" + withFile + "," + statement(2, attachments(attachment(hash2))) + "]") +
               file(hash1, "x") + file(hash2, "y") + end
        << 200;
    QTest::newRow("mixed with a fileUrl") << mixed << json(withUrl) + end << 200;
    QTest::newRow("mixed with a fileUrl and the file")
        << mixed << json(withUrl) + file(hash1, "x") + end << 200;
    QTest::newRow("mixed without attachments") << mixed << json(statement(1)) + end << 200;
    QTest::newRow("a hash in capitals") << mixed << json(withFile) + file(hash1.toUpper(), "x") + end << 200;
    QTest::newRow("in a SubStatement")
        << mixed
        << json(statement(1, {}, "http://v.example/did",
                          R"({"objectType":"SubStatement",)" +
                              statement(2, attachments(attachment(hash1))).mid(8 + 36 + 1))) +
               file(hash1, "x") + end
        << 200;
    QTest::newRow("another type") << QByteArray("text/plain") << statement(1) << 400;
}
void tst_StatementFiles::XAPI_00127_attachmentsComeAsJsonOrMixed() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    for (const char* version : {"1.0.3", "2.0.0"}) {
        const auto told = postMixed(body, type, version);
        QVERIFY2(told.status == status, told.body);
    }
    QCOMPARE(m_lrs->server.count("statement") > 0, status == 200);
}

void tst_StatementFiles::XAPI_00128_to_00135_aMixedBodyThatIsNotRightIsRefused_data() {
    QTest::addColumn<QByteArray>("body");
    const auto one = statement(1, attachments(attachment(hash1)));
    const auto good = json(one) + file(hash1, "x") + end;
    const auto with = [&](QByteArray from, QByteArray to) { return QByteArray(good).replace(from, to); };
    QTest::newRow("XAPI-00128 a part too many") << json(one) + file(hash1, "x") + file(hash2, "y") + end;
    QTest::newRow("XAPI-00129 a part too few")
        << json(statement(1, attachments(attachment(hash1) + "," + attachment(hash2)))) + file(hash1, "x") +
               end;
    QTest::newRow("XAPI-00131 no boundary in the body") << QByteArray(good).mid(5);
    QTest::newRow("XAPI-00130 no boundary before a part")
        << with("--b\r\nContent-Type: text/plain", "Content-Type: text/plain");
    QTest::newRow("XAPI-00134 the first part is no JSON") << with("application/json", "text/plain");
    QTest::newRow("XAPI-00133 statements in two parts")
        << json(one) + json(statement(2, attachments(attachment(hash1)))) + file(hash1, "x") + end;
    QTest::newRow("XAPI-00132 no hash") << with("X-Experience-API-Hash: " + hash1 + "\r\n", "");
    QTest::newRow("XAPI-00132 another hash") << with("Hash: " + hash1, "Hash: " + hash2);
    QTest::newRow("XAPI-00132 what is no hash") << with("Hash: " + hash1, "Hash: abc");
    QTest::newRow("XAPI-00135 base64") << with("Encoding: binary", "Encoding: base64");
    QTest::newRow("XAPI-00135 no encoding") << with("Content-Transfer-Encoding: binary\r\n", "");
    QTest::newRow("no parts") << end;
    QTest::newRow("no end") << json(one) + file(hash1, "x");
    QTest::newRow("no statement") << json("") + end;
    QTest::newRow("one of two statements is wrong")
        << json("[" + one + "," + statement(2).replace("http://v.example/did", "did") + "]") +
               file(hash1, "x") + end;
}
void tst_StatementFiles::XAPI_00128_to_00135_aMixedBodyThatIsNotRightIsRefused() {
    QFETCH(QByteArray, body);
    for (const char* version : {"1.0.3", "2.0.0"}) {
        const auto told = postMixed(body, "multipart/mixed; boundary=b", version);
        QVERIFY2(told.status == 400 && !told.body.isEmpty(), told.body);
        QCOMPARE(postMixed(body, "multipart/mixed;", version).status, 400);
    }
    QCOMPARE(m_lrs->server.count("statement"), 0);
    QCOMPARE(m_lrs->server.count("attachment"), 0);
}

void tst_StatementFiles::XAPI_00161_00167_attachmentsAreGivenWhenAskedFor() {
    const QByteArray first = "here is a simple attachment", second("\0\r\n--b\xff", 7);
    const auto put = m_lrs->ask(
        {.method = "PUT",
         .target = "/xapi/statements?statementId=" + idOf(1),
         .body = "--q\r\nContent-Type: application/json\r\n\r\n" +
                 statement(1, attachments(attachment(hash1) + "," +
                                          attachment(hash2, {}, "http://u.example", "image/png"))) +
                 "\r\n" + file(hash1, first).replace("--b", "--q") +
                 "--q\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: " + hash2 + "\r\n\r\n" +
                 second + "\r\n--q--",
         .headers = {{"Content-Type", "multipart/mixed; boundary=q"}}});
    QVERIFY2(put.status == 204, put.body);
    for (const QByteArray& query : {QByteArray("statementId=" + idOf(1)), QByteArray("limit=1")}) {
        for (const char* plain : {"", "&attachments=false"})
            QVERIFY(m_lrs->get("/xapi/statements?" + query + plain)
                        .header("Content-Type")
                        .startsWith("application/json"));
        const auto told = m_lrs->get("/xapi/statements?attachments=true&" + query);
        QCOMPARE(told.status, 200);
        QVERIFY(told.header("Content-Type").startsWith("multipart/mixed; boundary="));
        QCOMPARE(told.body.count(hash1), 2); // in the statement and at the file
        const auto parts = partsOf(told);
        QCOMPARE(parts.size(), std::size_t(3));
        QCOMPARE(parts[0].header("content-type"), std::string("application/json"));
        QVERIFY(parts[0].content.find(idOf(1).toStdString()) != std::string_view::npos);
        QCOMPARE(parts[1].header("x-experience-api-hash"), hash1.toStdString());
        QVERIFY(parts[1].content == first.toStdString());
        QCOMPARE(parts[2].header("content-type"), std::string("image/png"));
        QVERIFY(parts[2].content == second.toStdString());
    }
    QCOMPARE(partsOf(m_lrs->get("/xapi/statements?attachments=true&verb=http://v.example/none")).size(),
             std::size_t(1));
}

void tst_StatementFiles::aFileThatTwoStatementsNameIsSentOnce() {
    const auto body = json("[" + statement(1, attachments(attachment(hash1))) + "," +
                           statement(2, attachments(attachment(hash1))) + "]") +
                      file(hash1, "x") + file(hash1, "x") + end;
    QCOMPARE(postMixed(body).status, 200);
    QCOMPARE(postMixed(body).status, 200); // again: no change
    QCOMPARE(m_lrs->server.count("attachment"), 2);
    QCOMPARE(partsOf(m_lrs->get("/xapi/statements?attachments=true")).size(), std::size_t(2));
}

void tst_StatementFiles::XAPI_00115_00117_signaturesAreChecked_data() {
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("status");
    const QByteArray octets = "application/octet-stream";
    for (const char* algorithm : {"RS256", "RS384", "RS512"})
        QTest::newRow(algorithm) << R"({"alg":")" + QByteArray(algorithm) + R"("})" << statement(1) << octets
                                 << 200;
    QTest::newRow("HS256") << QByteArray(R"({"alg":"HS256"})") << statement(1) << octets << 400;
    QTest::newRow("broken payload") << QByteArray(R"({"alg":"RS256"})") << statement(1).replace(1, 1, "'")
                                    << octets << 400;
    QTest::newRow("another statement") << QByteArray(R"({"alg":"RS256"})") << statement(2) << octets << 400;
    QTest::newRow("another type") << QByteArray(R"({"alg":"RS256"})") << statement(1)
                                  << QByteArray("text/plain; charset=ascii") << 400;
}
void tst_StatementFiles::XAPI_00115_00117_signaturesAreChecked() {
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, payload);
    QFETCH(QByteArray, type);
    QFETCH(int, status);
    const auto jws = QByteArray::fromStdString(xapi::toBase64Url(header.toStdString()) + '.' +
                                               xapi::toBase64Url(payload.toStdString()) + ".c2lnbmF0dXJl");
    const auto one = attachment(hash1, {}, "http://adlnet.gov/expapi/attachments/signature", type);
    // As some clients write it: no blank after colons, an empty line first, no line end last.
    const auto body = "\r\n--b\r\nContent-Type:application/json\r\n\r\n" + statement(1, attachments(one)) +
                      "\r\n--b\r\nContent-Type:" + type +
                      "\r\nContent-Transfer-Encoding:binary\r\nX-Experience-API-Hash:" + hash1 + "\r\n\r\n" +
                      jws + "\r\n--b--";
    for (const char* version : {"1.0.3", "2.0.0"}) {
        const auto told = postMixed(body, "multipart/mixed; boundary=b", version);
        QVERIFY2(told.status == status, told.body);
    }
    const auto elsewhere = attachment(hash1, fileUrl, "http://adlnet.gov/expapi/attachments/signature",
                                      "application/octet-stream");
    QCOMPARE(m_lrs->post("/xapi/statements", statement(9, attachments(elsewhere))).status, 400);
}

void tst_StatementFiles::oneSignatureIsThatOfOneStatement() {
    const QByteArray usage = "http://adlnet.gov/expapi/attachments/signature";
    const auto signature = attachment(hash1, {}, usage, "application/octet-stream");
    const auto jws = QByteArray::fromStdString(xapi::toBase64Url(R"({"alg":"RS256"})") + '.' +
                                               xapi::toBase64Url(statement(1).toStdString()) + ".c2ln");
    const auto one = statement(1, attachments(signature));
    const auto two = statement(2, attachments(signature));
    auto told = postMixed(json("[" + one + "," + two + "]") + file(hash1, jws) + end);
    QCOMPARE(told.status, 400);
    QVERIFY2(told.body.contains("two statements"), told.body);
    told = postMixed(json(statement(1, attachments(signature + "," + signature))) + file(hash1, jws) + end);
    QCOMPARE(told.status, 400);
    QVERIFY2(told.body.contains("only one signature"), told.body);
    QCOMPARE(postMixed(json(one) + file(hash1, jws) + end).status, 200);
}

QTEST_GUILESS_MAIN(tst_StatementFiles)
#include "tst_StatementFiles.moc"
