#include "core/lrs/Multipart.h"

#include <QTest>

using namespace understudy::lrs;
using understudy::xapi::Attachment;

class tst_Multipart final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBoundaryIsReadInEveryNotation_data();
    void theBoundaryIsReadInEveryNotation();
    void partsAreReadWithTheirBytes();
    void linesMayEndAsOnUnix();
    void whatLooksLikeABoundaryStaysContent();
    void aPartMayBeEmpty();
    void aBodyThatIsNoneIsRefused_data();
    void aBodyThatIsNoneIsRefused();
    void whatIsWrittenIsReadAgain();
    void aMediaTypeCannotBecomeAHeader();
};

namespace {

std::vector<Part> parts(const std::string& body, const std::string& boundary = "b") {
    static std::string kept; // the parts are views into it
    kept = body;
    auto read = readParts(kept, boundary);
    if (auto* found = std::get_if<std::vector<Part>>(&read))
        return std::move(*found);
    return {};
}

} // namespace

void tst_Multipart::theBoundaryIsReadInEveryNotation_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("boundary");
    QTest::newRow("plain") << QByteArray("multipart/mixed; boundary=-------314159")
                           << QByteArray("-------314159");
    QTest::newRow("no blank") << QByteArray("multipart/mixed;boundary=abc") << QByteArray("abc");
    QTest::newRow("quoted") << QByteArray(R"(multipart/mixed; boundary="a b;c")") << QByteArray("a b;c");
    QTest::newRow("escaped") << QByteArray(R"(multipart/mixed; boundary="a\:c")") << QByteArray("a:c");
    QTest::newRow("name in capitals")
        << QByteArray("Multipart/Mixed; charset=x; BOUNDARY=abc") << QByteArray("abc");
    QTest::newRow("behind a flag") << QByteArray("multipart/mixed; flag; boundary=abc") << QByteArray("abc");
    QTest::newRow("in a quoted value")
        << QByteArray(R"(multipart/mixed; x="; boundary=no"; boundary=yes)") << QByteArray("yes");
    for (const char* none : {"", "multipart/mixed", "multipart/mixed;", "multipart/mixed; boundary=",
                             "multipart/mixed; boundary=\"a\nb\"", "multipart/mixed; xboundary=a"})
        QTest::newRow(none) << QByteArray(none) << QByteArray();
    QTest::newRow("too long") << "multipart/mixed; boundary=" + QByteArray(71, 'x') << QByteArray();
}
void tst_Multipart::theBoundaryIsReadInEveryNotation() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, boundary);
    // A semicolon may not stand in a boundary, however it is quoted.
    const auto expected = boundary.contains(';') ? QByteArray() : boundary;
    QCOMPARE(QByteArray::fromStdString(boundaryOf(type.toStdString())), expected);
}

void tst_Multipart::partsAreReadWithTheirBytes() {
    const std::string binary("\0\xff\r\n-b\r\n", 9);
    const auto read = parts("a preamble\r\n--b\r\nContent-Type:application/json\r\n\r\n{}\r\n--b  \r\n"
                            "Content-Type: text/plain\r\nX-Experience-API-Hash:  abc \r\n\r\n" +
                            binary + "\r\n--b--");
    QCOMPARE(read.size(), std::size_t(2));
    QCOMPARE(read[0].header("content-type"), std::string("application/json"));
    QCOMPARE(read[0].content, std::string_view("{}"));
    QCOMPARE(read[1].header("x-experience-api-hash"), std::string("abc"));
    QVERIFY(read[1].content == binary);
}

void tst_Multipart::linesMayEndAsOnUnix() {
    const auto read = parts("--b\nA: 1\n\none\n--b\nA: 2\n\ntwo\nlines\n--b--\n");
    QCOMPARE(read.size(), std::size_t(2));
    QCOMPARE(read[0].content, std::string_view("one"));
    QCOMPARE(read[1].content, std::string_view("two\nlines"));
}

void tst_Multipart::whatLooksLikeABoundaryStaysContent() {
    const auto read = parts("--b\r\nA: 1\r\n\r\nx--b\r\n--bb\r\n --b\r\n--b-\r\nend\r\n--b--\r\nafter");
    QCOMPARE(read.size(), std::size_t(1));
    QCOMPARE(read[0].content, std::string_view("x--b\r\n--bb\r\n --b\r\n--b-\r\nend"));
}

void tst_Multipart::aPartMayBeEmpty() {
    for (const char* body :
         {"--b\r\nA: 1\r\n\r\n\r\n--b--", "--b\r\nA: 1\r\n\r\n--b--", "--b\r\nA: 1\r\n--b--"}) {
        const auto read = parts(body);
        QCOMPARE(read.size(), std::size_t(1));
        QCOMPARE(read[0].header("a"), std::string("1"));
        QCOMPARE(read[0].content, std::string_view());
    }
    QCOMPARE(parts("--b\r\n\r\ntext\r\n--b--").at(0).content, std::string_view("text")); // without headers
    QVERIFY(parts("--b--").empty());
}

void tst_Multipart::aBodyThatIsNoneIsRefused_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no boundary") << QByteArray("Content-Type: application/json\r\n\r\n{}");
    QTest::newRow("no end") << QByteArray("--b\r\nA: 1\r\n\r\n{}\r\n");
    QTest::newRow("a header without a colon") << QByteArray("--b\r\nnonsense\r\n\r\n{}\r\n--b--");
    QTest::newRow("a header without a name") << QByteArray("--b\r\n: x\r\n\r\n{}\r\n--b--");
    QTest::newRow("too many headers") << "--b\r\n" + QByteArray("A: 1\r\n").repeated(33) + "\r\n{}\r\n--b--";
    QTest::newRow("too many parts") << QByteArray("--b\r\nA: 1\r\n\r\n\r\n").repeated(1001) + "--b--";
}
void tst_Multipart::aBodyThatIsNoneIsRefused() {
    QFETCH(QByteArray, body);
    const auto read = readParts(body.toStdString(), "b");
    QVERIFY(std::holds_alternative<std::string>(read) && !std::get<std::string>(read).empty());
}

void tst_Multipart::whatIsWrittenIsReadAgain() {
    const std::vector<Attachment> files{{"aa", "text/plain; charset=ascii", "here is a simple attachment"},
                                        {"bb", "image/png", std::string("\0\r\n--\xff", 6)},
                                        {"cc", "application/x-empty", ""}};
    const auto boundary = freshBoundary();
    QVERIFY(boundary != freshBoundary());
    const auto type = "multipart/mixed; boundary=" + boundary;
    const auto body = writeParts(boundary, "{\"id\":1}", files);
    const auto read = parts(body, boundaryOf(type));
    QCOMPARE(read.size(), std::size_t(4));
    QCOMPARE(read[0].header("content-type"), std::string("application/json"));
    QCOMPARE(read[0].content, std::string_view("{\"id\":1}"));
    for (std::size_t i = 0; i < files.size(); ++i) {
        QCOMPARE(read[i + 1].header("content-type"), files[i].type);
        QCOMPARE(read[i + 1].header("content-transfer-encoding"), std::string("binary"));
        QCOMPARE(read[i + 1].header("x-experience-api-hash"), files[i].sha2);
        QVERIFY(read[i + 1].content == files[i].content);
    }
}

void tst_Multipart::aMediaTypeCannotBecomeAHeader() {
    const auto read = parts(writeParts("b", "{}", {{"aa", "text/plain\r\nX-Evil: 1\r\n\r\n", "x"}}));
    QCOMPARE(read.size(), std::size_t(2));
    QCOMPARE(read[1].header("x-evil"), std::string());
    QCOMPARE(read[1].content, std::string_view("x"));
}

QTEST_GUILESS_MAIN(tst_Multipart)
#include "tst_Multipart.moc"
