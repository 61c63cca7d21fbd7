#include "core/lrs/Multipart.h"
#include "core/xapi/Base64.h"
#include "tests/core/lrs/Asker.h"

#include <QTest>

using namespace understudy;
using tests::Asked;
using tests::encoded;
using tests::Told;

// What xAPI's public conformance suite asks of statements, by its requirement ids, in both versions.
// Declared before the first raw string: moc loses its way in them.
class tst_Statements final : public QObject {
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
    void XAPI_00150_00151_withAnIdOnlyFormatAndAttachments_data();
    void XAPI_00150_00151_withAnIdOnlyFormatAndAttachments();
    void XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent_data();
    void XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent();
    void XAPI_00162_whatPointsAtAVoidedStatementIsStillFound();
    void XAPI_00169_00172_canonicalIsMergedAndInOneLanguage();
    void XAPI_00171_idsAreIdsAlone();
    void XAPI_00324_00325_parametersAreKnownAndInTheirCase_data();
    void XAPI_00324_00325_parametersAreKnownAndInTheirCase();
    void headAnswersAsGetWithoutTheBody();
    void aPageGoesOnForItsOwnCredentialOnly();
    void timesOf1AreUtcFor2();
    void oneIdTwiceInABatchIsRefused();
    void oneSignatureIsThatOfOneStatement();
    void aTraineeWritesAboutNoGroup();
    void aStatementHasAnEnd();
};

namespace {

QByteArray id(int number) {
    return QByteArray("0190a6a0-0000-7000-8000-") + QByteArray::number(number).rightJustified(12, '0');
}

QByteArray statement(int number, const QByteArray& rest = {}, const QByteArray& verb = "http://v.example/did",
                     const QByteArray& object = R"({"id":"http://o.example/1"})") {
    return R"({"id":")" + id(number) + R"(","actor":{"mbox":"mailto:a@b.example"},"verb":{"id":")" + verb +
           R"("},"object":)" + object + rest + "}";
}

QByteArray reference(int target) { return R"({"objectType":"StatementRef","id":")" + id(target) + R"("})"; }

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

void tst_Statements::XAPI_00127_attachmentsComeAsJsonOrMixed_data() {
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
void tst_Statements::XAPI_00127_attachmentsComeAsJsonOrMixed() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    for (const char* version : {"1.0.3", "2.0.0"}) {
        const auto told = postMixed(body, type, version);
        QVERIFY2(told.status == status, told.body);
    }
    QCOMPARE(m_lrs->server.count("statement") > 0, status == 200);
}

void tst_Statements::XAPI_00128_to_00135_aMixedBodyThatIsNotRightIsRefused_data() {
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
void tst_Statements::XAPI_00128_to_00135_aMixedBodyThatIsNotRightIsRefused() {
    QFETCH(QByteArray, body);
    for (const char* version : {"1.0.3", "2.0.0"}) {
        const auto told = postMixed(body, "multipart/mixed; boundary=b", version);
        QVERIFY2(told.status == 400 && !told.body.isEmpty(), told.body);
        QCOMPARE(postMixed(body, "multipart/mixed;", version).status, 400);
    }
    QCOMPARE(m_lrs->server.count("statement"), 0);
    QCOMPARE(m_lrs->server.count("attachment"), 0);
}

void tst_Statements::XAPI_00161_00167_attachmentsAreGivenWhenAskedFor() {
    const QByteArray first = "here is a simple attachment", second("\0\r\n--b\xff", 7);
    const auto put = m_lrs->ask(
        {.method = "PUT",
         .target = "/xapi/statements?statementId=" + id(1),
         .body = "--q\r\nContent-Type: application/json\r\n\r\n" +
                 statement(1, attachments(attachment(hash1) + "," +
                                          attachment(hash2, {}, "http://u.example", "image/png"))) +
                 "\r\n" + file(hash1, first).replace("--b", "--q") +
                 "--q\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: " + hash2 + "\r\n\r\n" +
                 second + "\r\n--q--",
         .headers = {{"Content-Type", "multipart/mixed; boundary=q"}}});
    QVERIFY2(put.status == 204, put.body);
    for (const QByteArray& query : {QByteArray("statementId=" + id(1)), QByteArray("limit=1")}) {
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
        QVERIFY(parts[0].content.find(id(1).toStdString()) != std::string_view::npos);
        QCOMPARE(parts[1].header("x-experience-api-hash"), hash1.toStdString());
        QVERIFY(parts[1].content == first.toStdString());
        QCOMPARE(parts[2].header("content-type"), std::string("image/png"));
        QVERIFY(parts[2].content == second.toStdString());
    }
    QCOMPARE(partsOf(m_lrs->get("/xapi/statements?attachments=true&verb=http://v.example/none")).size(),
             std::size_t(1));
}

void tst_Statements::aFileThatTwoStatementsNameIsSentOnce() {
    const auto body = json("[" + statement(1, attachments(attachment(hash1))) + "," +
                           statement(2, attachments(attachment(hash1))) + "]") +
                      file(hash1, "x") + file(hash1, "x") + end;
    QCOMPARE(postMixed(body).status, 200);
    QCOMPARE(postMixed(body).status, 200); // again: no change
    QCOMPARE(m_lrs->server.count("attachment"), 2);
    QCOMPARE(partsOf(m_lrs->get("/xapi/statements?attachments=true")).size(), std::size_t(2));
}

void tst_Statements::XAPI_00115_00117_signaturesAreChecked_data() {
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
void tst_Statements::XAPI_00115_00117_signaturesAreChecked() {
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

void tst_Statements::XAPI_00150_00151_withAnIdOnlyFormatAndAttachments_data() {
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("status");
    for (const char* good : {"", "&format=ids", "&format=exact", "&format=canonical", "&attachments=true",
                             "&attachments=false&format=ids"})
        QTest::newRow(good) << QByteArray(good) << 200;
    for (const char* bad :
         {"&agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D", "&verb=http://v.example",
          "&activity=http://o.example", "&registration=0190a6a0-0000-7000-8000-000000000001",
          "&related_activities=true", "&related_agents=true", "&since=2012-06-01T19:09:13.245Z",
          "&until=2012-06-01T19:09:13.245Z", "&limit=1", "&ascending=true", "&format=x", "&attachments=x",
          "&statementId=0190a6a0-0000-7000-8000-000000000001",
          "&voidedStatementId=0190a6a0-0000-7000-8000-000000000001", "&Format=ids"})
        QTest::newRow(bad) << QByteArray(bad) << 400;
}
void tst_Statements::XAPI_00150_00151_withAnIdOnlyFormatAndAttachments() {
    QFETCH(QByteArray, more);
    QFETCH(int, status);
    QCOMPARE(m_lrs->post("/xapi/statements", "[" + statement(1) + "," + statement(2) + "]").status, 200);
    QCOMPARE(m_lrs
                 ->post("/xapi/statements",
                        statement(3, {}, "http://adlnet.gov/expapi/verbs/voided", reference(2)))
                 .status,
             200);
    for (const char* version : {"1.0.3", "2.0.0"}) {
        QCOMPARE(m_lrs->get("/xapi/statements?statementId=" + id(1) + more, version).status, status);
        QCOMPARE(m_lrs->get("/xapi/statements?voidedStatementId=" + id(2) + more, version).status, status);
    }
}

void tst_Statements::XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent_data() {
    QTest::addColumn<QByteArray>("query");
    for (const char* query :
         {"", "?LIMIT=1", "?limit=1", "?agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D",
          "?verb=http://v.example", "?activity=http://o.example",
          "?registration=0190a6a0-0000-7000-8000-000000000001", "?related_activities=true",
          "?related_agents=true", "?since=2012-06-01T19:09:13.245Z", "?until=2012-06-01T19:09:13.245Z",
          "?ascending=true", "?format=ids", "?attachments=true",
          "?statementId=0190a6a0-0000-7000-8000-0000000000ff", "?more=x"})
        QTest::newRow(query) << QByteArray(query);
}
void tst_Statements::XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent() {
    QFETCH(QByteArray, query);
    QCOMPARE(m_lrs->post("/xapi/statements", statement(1)).status, 200);
    for (const char* version : {"1.0.3", "2.0.0", "", "0.9"}) {
        const auto told = m_lrs->get("/xapi/statements" + query, version);
        const auto through = told.header("X-Experience-API-Consistent-Through");
        QVERIFY2(xapi::parseTimestamp(through.toStdString()), through);
    }
}

void tst_Statements::XAPI_00162_whatPointsAtAVoidedStatementIsStillFound() {
    const QByteArray verb = "http://v.example/voided-target";
    QCOMPARE(m_lrs->post("/xapi/statements", statement(1, {}, verb)).status, 200);
    QCOMPARE(m_lrs
                 ->post("/xapi/statements",
                        statement(2, {}, "http://adlnet.gov/expapi/verbs/voided", reference(1)))
                 .status,
             200);
    QCOMPARE(m_lrs->post("/xapi/statements", statement(3, {}, verb, reference(1))).status, 200);
    const auto ids = [&](const QByteArray& query) {
        QStringList all;
        for (const auto& one :
             m_lrs->get("/xapi/statements?" + query).object()[QLatin1String("statements")].toArray())
            all.append(one[QLatin1String("id")].toString());
        return all;
    };
    QCOMPARE(ids("verb=" + verb), (QStringList{id(3), id(2)}));
    QCOMPARE(ids("limit=1&verb=" + verb), QStringList{id(3)});
    QCOMPARE(ids("since=2012-06-01T19:09:13.245Z&verb=" + verb), (QStringList{id(3), id(2)}));
    QCOMPARE(ids("until=2012-06-01T19:09:13.245Z&verb=" + verb), QStringList());
    QCOMPARE(m_lrs->get("/xapi/statements?statementId=" + id(1)).status, 404);
    QCOMPARE(m_lrs->get("/xapi/statements?voidedStatementId=" + id(1)).status, 200);
}

void tst_Statements::XAPI_00169_00172_canonicalIsMergedAndInOneLanguage() {
    const auto about = [](const QByteArray& definition) {
        return R"({"objectType":"Activity","id":"http://o.example/1","definition":)" + definition + "}";
    };
    const auto first =
        statement(1, {}, "http://v.example/did",
                  about(R"({"name":{"en-US":"Old","en-GB":"Auld"},"type":"http://t.example"})"));
    const auto second = statement(2, {}, "http://v.example/did",
                                  about(R"({"name":{"en-US":"New"},"moreInfo":"http://m.example"})"));
    for (const auto& one : {first, second})
        QCOMPARE(m_lrs->post("/xapi/statements", one).status, 200);
    const auto ask = [&](const QByteArray& format, const QByteArray& languages) {
        return m_lrs
            ->ask({.target = "/xapi/statements?statementId=" + id(1) + format,
                   .headers = {{"Accept-Language", languages}}})
            .object()[QLatin1String("object")][QLatin1String("definition")]
            .toObject();
    };
    const auto british = ask("&format=canonical", "en-GB");
    QCOMPARE(british[QLatin1String("name")].toObject(),
             (QJsonObject{{QStringLiteral("en-GB"), QStringLiteral("Auld")}}));
    QCOMPARE(british[QLatin1String("type")].toString(), QStringLiteral("http://t.example"));
    QCOMPARE(british[QLatin1String("moreInfo")].toString(), QStringLiteral("http://m.example"));
    QCOMPARE(ask("&format=canonical", "en-US")[QLatin1String("name")].toObject(),
             (QJsonObject{{QStringLiteral("en-US"), QStringLiteral("New")}}));
    for (const char* exact : {"", "&format=exact"}) {
        const auto own = ask(exact, "en-GB"); // as it came, whatever the language
        QCOMPARE(own[QLatin1String("name")].toObject().size(), 2);
        QVERIFY(!own.contains(QLatin1String("moreInfo")));
    }
}

void tst_Statements::XAPI_00171_idsAreIdsAlone() {
    const auto one = statement(1, {}, "http://v.example/did",
                               R"({"objectType":"Activity","id":"http://o.example/1","definition":{}})");
    QCOMPARE(m_lrs->post("/xapi/statements", one).status, 200);
    const auto object = m_lrs->get("/xapi/statements?format=ids&statementId=" + id(1))
                            .object()[QLatin1String("object")]
                            .toObject();
    QCOMPARE(object, (QJsonObject{{QStringLiteral("id"), QStringLiteral("http://o.example/1")}}));
}

void tst_Statements::XAPI_00324_00325_parametersAreKnownAndInTheirCase_data() {
    QTest::addColumn<QByteArray>("query");
    for (const char* query :
         {"foo=bar", "StatementId=0190a6a0-0000-7000-8000-000000000001",
          "VoidedStatementId=0190a6a0-0000-7000-8000-000000000001",
          "Agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D", "Verb=http://v.example",
          "Activity=http://o.example", "Registration=0190a6a0-0000-7000-8000-000000000001",
          "Related_Activities=true", "Related_Agents=true", "Since=2012-06-01T19:09:13.245Z",
          "Until=2012-06-01T19:09:13.245Z", "Limit=10", "Format=ids", "Attachments=true", "Ascending=true",
          "ascending=True", "format=IDS"})
        QTest::newRow(query) << QByteArray(query);
}
void tst_Statements::XAPI_00324_00325_parametersAreKnownAndInTheirCase() {
    QFETCH(QByteArray, query);
    for (const char* version : {"1.0.3", "2.0.0"})
        QCOMPARE(m_lrs->get("/xapi/statements?" + query, version).status, 400);
    QCOMPARE(
        m_lrs->ask({.method = "PUT", .target = "/xapi/statements?" + query, .body = statement(1)}).status,
        400);
    QCOMPARE(m_lrs->post("/xapi/statements?" + query, statement(1)).status, 400);
    QCOMPARE(m_lrs->server.count("statement"), 0);
}

void tst_Statements::headAnswersAsGetWithoutTheBody() {
    QCOMPARE(m_lrs->post("/xapi/statements", statement(1)).status, 200);
    for (const QByteArray& target : {QByteArray("/xapi/statements?statementId=" + id(1)),
                                     QByteArray("/xapi/statements"), QByteArray("/xapi/statements?foo=1")}) {
        const auto got = m_lrs->get(target);
        const auto head = m_lrs->ask({.method = "HEAD", .target = target});
        QCOMPARE(head.status, got.status);
        QVERIFY(head.body.isEmpty());
        for (const char* name : {"Content-Length", "Content-Type", "Last-Modified",
                                 "X-Experience-API-Version", "X-Experience-API-Consistent-Through"})
            QCOMPARE(head.header(name), got.header(name));
    }
}

void tst_Statements::aPageGoesOnForItsOwnCredentialOnly() {
    QByteArray batch;
    for (int i = 1; i <= 5; ++i)
        batch += (i > 1 ? "," : "[") + statement(i);
    QCOMPARE(m_lrs->post("/xapi/statements", batch + "]").status, 200);
    const auto first = m_lrs->get("/xapi/statements?limit=2&format=ids");
    const auto more = first.object()[QLatin1String("more")].toString().toUtf8();
    QVERIFY(more.startsWith("/xapi/statements?more="));
    QCOMPARE(m_lrs->get(more).object()[QLatin1String("statements")].toArray().size(), 2);
    QCOMPARE(m_lrs->get(more, "1.0.3").status, 200);
    const auto other = tests::Asker::pairOf(m_lrs->server.credential("boss", access::Role::Administrator));
    QCOMPARE(m_lrs->ask({.target = more}, other).status, 400);
    QCOMPARE(m_lrs->get(more + "&limit=1").status, 400);
    QCOMPARE(m_lrs->get(more.left(more.size() - 1)).status, 400);
}

void tst_Statements::timesOf1AreUtcFor2() {
    const auto one = statement(1, R"(,"timestamp":"2023-05-04T12:00:00-05:00")");
    QCOMPARE(m_lrs->post("/xapi/statements", one, "1.0.3").status, 200);
    const auto time = [&](const QByteArray& version) {
        return m_lrs->get("/xapi/statements?statementId=" + id(1), version)
            .object()[QLatin1String("timestamp")]
            .toString();
    };
    QCOMPARE(time("1.0.3"), QStringLiteral("2023-05-04T12:00:00-05:00"));
    QCOMPARE(time("2.0.0"), QStringLiteral("2023-05-04T17:00:00.000Z"));
}

void tst_Statements::oneIdTwiceInABatchIsRefused() {
    const auto upper = statement(1).replace(id(1), id(1).toUpper());
    QCOMPARE(m_lrs->post("/xapi/statements", "[" + statement(1) + "," + upper + "]").status, 400);
    QCOMPARE(m_lrs->post("/xapi/statements", "[]").status, 200);
    QCOMPARE(m_lrs
                 ->ask({.method = "PUT",
                        .target = "/xapi/statements?statementId=" + id(1),
                        .body = "[" + statement(1) + "]"})
                 .status,
             400);
    QCOMPARE(m_lrs->server.count("statement"), 0);
}

void tst_Statements::oneSignatureIsThatOfOneStatement() {
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

void tst_Statements::aTraineeWritesAboutNoGroup() {
    const auto anna = m_lrs->server.credential("anna", access::Role::Trainee);
    const auto self = R"("account":{"homePage":"https://understudy.example","name":")" +
                      QByteArray::fromStdString(anna.credential.account) + R"("})";
    const auto post = [&](int number, const QByteArray& actor) {
        auto body = statement(number);
        body.replace(R"({"mbox":"mailto:a@b.example"})", "{" + actor + self + "}");
        return m_lrs
            ->ask({.method = "POST", .target = "/xapi/statements", .body = body}, tests::Asker::pairOf(anna))
            .status;
    };
    QCOMPARE(post(1, R"("objectType":"Agent",)"), 200);
    QCOMPARE(post(2, R"("objectType":"Group",)"), 403);
    QCOMPARE(post(3, R"("objectType":"Group","member":[{"mbox":"mailto:x@b.example"}],)"), 403);
}

void tst_Statements::aStatementHasAnEnd() {
    const auto of = [](int size) {
        return statement(1, R"(,"result":{"response":")" + QByteArray(size, 'x') + R"("})");
    };
    const auto told = m_lrs->post("/xapi/statements", "[" + of(1024 * 1024) + "]");
    QCOMPARE(told.status, 400);
    QVERIFY2(told.body.contains("1 MiB"), told.body);
    QCOMPARE(m_lrs->post("/xapi/statements", of(1000 * 1024)).status, 200);
}

QTEST_GUILESS_MAIN(tst_Statements)
#include "tst_Statements.moc"
