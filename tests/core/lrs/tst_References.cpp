#include "tests/core/lrs/Asker.h"

#include <QTest>

using namespace understudy;
using tests::Asker;
using tests::encoded;

// What a reference to another statement tells the one who made it.
// Declared before the first raw string: moc loses its way in them.
class tst_References final : public QObject {
    Q_OBJECT

    std::unique_ptr<Asker> m_lrs;
    access::Enrollment m_anna, m_ben;

    void post(const QByteArray& statement, const access::Enrollment& as) {
        const auto told = m_lrs->ask({.method = "POST", .target = "/xapi/statements", .body = statement},
                                     Asker::pairOf(as));
        QVERIFY2(told.status == 200, told.body);
    }
    /// Numbers of the statements that anna finds.
    QStringList found(const QByteArray& query, const QByteArray& pair) {
        const auto told = m_lrs->ask({.target = "/xapi/statements?ascending=true&" + query}, pair);
        QStringList all;
        for (const auto& one : told.object()[QLatin1String("statements")].toArray())
            all << QString::number(one[QLatin1String("id")].toString().right(12).toInt());
        return told.status == 200 ? all : QStringList{QString::number(told.status)};
    }
    QStringList found(const QByteArray& query) { return found(query, Asker::pairOf(m_anna)); }

private Q_SLOTS:
    void init() {
        m_lrs = std::make_unique<Asker>();
        m_anna = m_lrs->server.credential("anna", access::Role::Trainee);
        m_ben = m_lrs->server.credential("ben", access::Role::Trainee);
    }
    void whoseAStatementIsIsNotToldByAReferenceToIt_data();
    void whoseAStatementIsIsNotToldByAReferenceToIt();
    void whatAMentorSaysOfAStatementIsFoundByBoth();
    void pagesGoOnOverWhatIsNotTold();
};

namespace {

QByteArray id(int number) {
    return "0190a6a0-0000-7000-8000-" + QByteArray::number(number).rightJustified(12, '0');
}
QByteArray party(const access::Enrollment& made) {
    return R"({"account":{"homePage":"https://understudy.example","name":")" +
           QByteArray::fromStdString(made.credential.account) + R"("}})";
}
QByteArray activity() { return R"({"id":"http://o.example/1"})"; }
QByteArray reference(int target) { return R"({"objectType":"StatementRef","id":")" + id(target) + R"("})"; }
QByteArray statement(int number, const QByteArray& actor, const QByteArray& verb, const QByteArray& object) {
    return R"({"id":")" + id(number) + R"(","actor":)" + actor + R"(,"verb":{"id":"http://v.example/)" +
           verb + R"("},"object":)" + object +
           R"(,"context":{"registration":"0190a6a0-0000-7000-8000-0000000000aa"}})";
}
QByteArray plain(int number, const QByteArray& actor, const QByteArray& verb, const QByteArray& object) {
    auto text = statement(number, actor, verb, object);
    return text.left(text.indexOf(",\"context\"")) + "}";
}

} // namespace

void tst_References::whoseAStatementIsIsNotToldByAReferenceToIt_data() {
    QTest::addColumn<bool>("first"); // ben's statement came before anna's
    QTest::newRow("it was there") << true;
    QTest::newRow("it came later") << false;
}
void tst_References::whoseAStatementIsIsNotToldByAReferenceToIt() {
    QFETCH(bool, first);
    const auto bens = statement(1, party(m_ben), "failed", activity());
    if (first)
        post(bens, m_ben);
    post(plain(2, party(m_anna), "saw", reference(1)), m_anna);
    post(plain(3, party(m_anna), "saw", reference(99)), m_anna); // of nothing
    post(plain(4, party(m_anna), "saw", reference(2)), m_anna);  // over one of her own
    if (!first)
        post(bens, m_ben);
    const QByteArray agent = encoded(party(m_ben)), iri = encoded("http://o.example/1");
    for (const auto& query : {"agent=" + agent, "related_agents=true&agent=" + agent,
                              "verb=" + encoded("http://v.example/failed"), "activity=" + iri,
                              "related_activities=true&activity=" + iri,
                              QByteArray("registration=0190a6a0-0000-7000-8000-0000000000aa")})
        QCOMPARE(found(query), QStringList());
    // Who may read both finds one by the other.
    QCOMPARE(found("agent=" + agent, m_lrs->administrator).size(), 3);
    // Her own are found by what they say themselves, and by what they refer to that is hers.
    const QStringList own{"2", "3", "4"};
    QCOMPARE(found({}), own);
    QCOMPARE(found("agent=" + encoded(party(m_anna))), own);
    QCOMPARE(found("verb=" + encoded("http://v.example/saw")), own);
}

void tst_References::whatAMentorSaysOfAStatementIsFoundByBoth() {
    const auto cleo = m_lrs->server.credential("cleo", access::Role::Administrator);
    post(statement(1, party(m_anna), "did", activity()), m_anna);
    post(plain(2, party(cleo), "approved", reference(1)), cleo);
    post(plain(3, party(cleo), "doubted", reference(2)), cleo);
    QCOMPARE(found("agent=" + encoded(party(cleo))), (QStringList{"2", "3"}));
    QCOMPARE(found("activity=" + encoded("http://o.example/1")), (QStringList{"1", "2", "3"}));
    QCOMPARE(found("verb=" + encoded("http://v.example/approved")), (QStringList{"2", "3"}));
    QCOMPARE(found("verb=" + encoded("http://v.example/did")), (QStringList{"1", "2", "3"}));
}

void tst_References::pagesGoOnOverWhatIsNotTold() {
    post(statement(500, party(m_ben), "did", activity()), m_ben);
    QByteArray many = "[";
    QStringList hers;
    for (int i = 1; i <= 150; ++i) {
        const bool plainly = i % 50 == 0;
        many += (i > 1 ? "," : "") + plain(i, party(m_anna), "saw", plainly ? activity() : reference(500));
        if (plainly)
            hers << QString::number(i);
    }
    post(many + "]", m_anna);
    QCOMPARE(found("activity=" + encoded("http://o.example/1")), hers);
    const auto told = m_lrs->ask(
        {.target = "/xapi/statements?ascending=true&limit=3&activity=" + encoded("http://o.example/1")},
        Asker::pairOf(m_anna));
    QCOMPARE(told.object()[QLatin1String("more")].toString(), QString()); // nor that there is more
}

QTEST_GUILESS_MAIN(tst_References)
#include "tst_References.moc"
