#include "tests/core/lrs/Asker.h"

#include <QCryptographicHash>
#include <QTest>

using namespace understudy;
using tests::Asked;
using tests::encoded;

// Where a row names a requirement (XAPI-…) it is of the public conformance requirements of xAPI.
class tst_Documents final : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::Asker> m_asker;

    tests::Told ask(const QByteArray& method, const QByteArray& target, const QByteArray& body = {},
                    std::map<QByteArray, QByteArray> headers = {}, const QByteArray& version = "2.0.0") {
        return m_asker->ask({method, target, body, std::move(headers), version});
    }

private Q_SLOTS:
    void init() { m_asker = std::make_unique<tests::Asker>(); }

    void aDocumentComesBackAsItWasSent_data();
    void aDocumentComesBackAsItWasSent();
    void wrongParametersAreRefused_data();
    void wrongParametersAreRefused();
    void aListHasWhatChangedSince_data();
    void aListHasWhatChangedSince();
    void preconditionsHoldOrNothingChanges_data();
    void preconditionsHoldOrNothingChanges();
    void objectsAreMergedOneLevelDeep_data();
    void objectsAreMergedOneLevelDeep();
    void whatIsNoObjectIsNotMerged_data();
    void whatIsNoObjectIsNotMerged();
    void manyAtOnceLoseNothing();
    void allStatesOfOneContextGoTogether();
    void anotherRegistrationIsAnotherPlace();
    void agentsAreTheSameByTheirIdentifier();
    void aReaderWhoHasItIsNotSentItAgain();
    void aTraineeKeepsDocumentsAboutThemselvesAlone();
};

namespace {

const QByteArray somebody =
    R"({"objectType":"Agent","account":{"homePage":"http://h.example","name":"Åsa"}})";
const QByteArray states =
    "/xapi/activities/state?activityId=http%3A%2F%2Fa.example%2F1&agent=" + encoded(somebody);
const QByteArray state = states + "&stateId=s";
const QByteArray activityProfiles = "/xapi/activities/profile?activityId=http%3A%2F%2Fa.example%2F1";
const QByteArray activityProfile = activityProfiles + "&profileId=p";
const QByteArray agentProfiles = "/xapi/agents/profile?agent=" + encoded(somebody);
const QByteArray agentProfile = agentProfiles + "&profileId=p";
const QByteArray isNew = "*";

void everyPlaceInBothVersions() {
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("version");
    for (const auto* version : {"1.0.3", "2.0.0"}) {
        QTest::addRow("state, %s", version) << state << QByteArray(version);
        QTest::addRow("activity profile, %s", version) << activityProfile << QByteArray(version);
        QTest::addRow("agent profile, %s", version) << agentProfile << QByteArray(version);
    }
}

/// The target without the parameter, or with another value.
QByteArray changed(const QByteArray& target, const QByteArray& name, const QByteArray& value = {}) {
    const auto mark = target.indexOf('?');
    QByteArrayList kept;
    for (const auto& field : target.mid(mark + 1).split('&')) {
        if (!field.startsWith(name + "="))
            kept.append(field);
    }
    if (!value.isEmpty())
        kept.append(name + "=" + encoded(value));
    return target.left(mark) + "?" + kept.join('&');
}

} // namespace

// XAPI-00187 to 00192, 00269, 00271 to 00274, 00285 to 00293, 00322
void tst_Documents::aDocumentComesBackAsItWasSent_data() { everyPlaceInBothVersions(); }
void tst_Documents::aDocumentComesBackAsItWasSent() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, version);
    QByteArray bytes = "\r\n--x\r\n";
    for (int i = 0; i < 256; ++i)
        bytes.append(static_cast<char>(i));
    QCOMPARE(ask("GET", target, {}, {}, version).status, 404);
    const auto put =
        ask("PUT", target, bytes, {{"Content-Type", "image/x-odd; a=b"}, {"If-None-Match", isNew}}, version);
    QVERIFY2(put.status == 204, put.body);
    const auto got = ask("GET", target, {}, {}, version);
    QCOMPARE(got.status, 200);
    QCOMPARE(got.body, bytes);
    QCOMPARE(got.header("Content-Type"), QByteArray("image/x-odd; a=b"));
    QCOMPARE(got.header("ETag"),
             '"' + QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toHex() + '"');
    QVERIFY2(got.header("Last-Modified").endsWith(" GMT"), got.header("Last-Modified"));
    QCOMPARE(got.header("X-Experience-API-Version"), version);
    const auto head = ask("HEAD", target, {}, {}, version);
    QCOMPARE(head.status, 200);
    QVERIFY(head.body.isEmpty());
    for (const auto* name :
         {"Content-Type", "Content-Length", "ETag", "Last-Modified", "X-Experience-API-Version"})
        QCOMPARE(head.header(name), got.header(name));
    QCOMPARE(ask("DELETE", target, {}, {}, version).status, 204);
    QCOMPARE(ask("GET", target, {}, {}, version).status, 404);
    QCOMPARE(ask("DELETE", target, {}, {}, version).status, 204); // gone is gone
    QCOMPARE(m_asker->server.count("document"), 0);
}

void tst_Documents::wrongParametersAreRefused_data() {
    QTest::addColumn<QByteArray>("methods");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char* name, const char* methods, const QByteArray& target) {
        QTest::newRow(name) << QByteArray(methods) << target;
    };
    row("XAPI-00207 to 00210: state, no activityId", "DELETE GET POST PUT", changed(state, "activityId"));
    row("state, activityId is no IRI", "DELETE GET POST PUT", changed(state, "activityId", "1"));
    row("state, activityId is relative", "DELETE GET POST PUT", changed(state, "activityId", "/a"));
    row("XAPI-00212 to 00215: state, no agent", "DELETE GET POST PUT", changed(state, "agent"));
    row("XAPI-00196 to 00199: state, agent is no JSON", "DELETE GET POST PUT",
        changed(state, "agent", "not JSON"));
    row("state, agent is no agent", "DELETE GET POST PUT", changed(state, "agent", "true"));
    row("state, agent without identifier", "DELETE GET POST PUT", changed(state, "agent", R"({"name":"x"})"));
    row("state, agent of nobody", "DELETE GET POST PUT",
        changed(state, "agent", R"({"objectType":"Group","member":[{"mbox":"mailto:a@b.example"}]})"));
    row("XAPI-00200 to 00203: state, registration is no UUID", "DELETE GET POST PUT",
        changed(state, "registration", "true"));
    row("XAPI-00206, 00211: state, no stateId", "POST PUT", states);
    row("XAPI-00204: states since never", "GET", states + "&since=not%20a%20timestamp");
    row("one state since", "GET", state + "&since=2025-11-10T09:00:00Z");
    row("states deleted since", "DELETE", states + "&since=2025-11-10T09:00:00Z");
    row("XAPI-00324: state, unknown parameter", "DELETE GET POST PUT", state + "&foo=bar");
    row("XAPI-00325: state, other case", "DELETE GET POST PUT", states + "&stateid=s");
    row("state of a profile", "DELETE GET POST PUT", state + "&profileId=p");
    row("state, twice", "DELETE GET POST PUT", state + "&stateId=t");
    row("state, empty stateId", "DELETE GET POST PUT", states + "&stateId=");
    row("state, endless stateId", "DELETE GET POST PUT", states + "&stateId=" + QByteArray(513, 'x'));
    row("state, endless activityId", "DELETE GET POST PUT",
        changed(state, "activityId", "x:" + QByteArray(1024, 'x')));
    row("XAPI-00261 to 00264: agent profile, no agent", "DELETE GET POST PUT",
        changed(agentProfile, "agent"));
    row("XAPI-00255 to 00258: agent profile, agent is none", "DELETE GET POST PUT",
        changed(agentProfile, "agent", "true"));
    row("XAPI-00265 to 00267: agent profile, no profileId", "DELETE POST PUT", agentProfiles);
    row("agent profiles since true", "GET", agentProfiles + "&since=true");
    row("agent profile of an activity", "DELETE GET POST PUT",
        agentProfile + "&activityId=http%3A%2F%2Fa.example");
    row("agent profile, registration", "GET",
        agentProfile + "&registration=0190a6a0-0000-7000-8000-000000000001");
    row("XAPI-00296 to 00299: activity profile, no activityId", "DELETE GET POST PUT",
        changed(activityProfile, "activityId"));
    row("activity profile, activityId is true", "DELETE GET POST PUT",
        changed(activityProfile, "activityId", "true"));
    row("XAPI-00300 to 00302: activity profile, no profileId", "DELETE POST PUT", activityProfiles);
    row("XAPI-00306, 00307: activity profile of an agent", "GET POST PUT", activityProfile + "&agent=1");
    row("activity profiles since true", "GET", activityProfiles + "&since=true");
}
void tst_Documents::wrongParametersAreRefused() {
    QFETCH(QByteArray, methods);
    QFETCH(QByteArray, target);
    for (const auto* version : {"1.0.3", "2.0.0"}) {
        for (const auto& method : methods.split(' ')) {
            const bool body = method == "PUT" || method == "POST";
            const auto told = ask(method, target, body ? "{}" : "",
                                  method == "PUT" ? std::map<QByteArray, QByteArray>{{"If-None-Match", isNew}}
                                                  : std::map<QByteArray, QByteArray>{},
                                  version);
            QVERIFY2(told.status == 400, method + ' ' + QByteArray::number(told.status));
            QVERIFY(!told.object()[QLatin1String("error")].toString().isEmpty());
            QCOMPARE(told.header("X-Experience-API-Version"), QByteArray(version));
        }
    }
    QCOMPARE(m_asker->server.count("document"), 0);
}

// XAPI-00193, 00195, 00221, 00268, 00270
void tst_Documents::aListHasWhatChangedSince_data() { everyPlaceInBothVersions(); }
void tst_Documents::aListHasWhatChangedSince() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, version);
    const auto all = changed(changed(target, "stateId"), "profileId");
    const QByteArray id = target.contains("stateId") ? "&stateId=" : "&profileId=";
    const auto empty = ask("GET", all, {}, {}, version);
    QCOMPARE(empty.status, 200);
    QCOMPARE(empty.body, QByteArray("[]"));
    QCOMPARE(ask("POST", all + id + "b%20%22", "{}", {}, version).status, 204);
    QCOMPARE(ask("POST", all + id + "a", "{}", {}, version).status, 204);
    QCOMPARE(ask("GET", all, {}, {}, version).list(),
             (QStringList{QStringLiteral("a"), QStringLiteral("b \"")}));
    m_asker->server.sql(
        "UPDATE document SET updated = 1762765200000000 WHERE name = 'a'"); // 2025-11-10T09:00:00Z
    const auto since = [&](const char* moment) {
        return ask("GET", all + "&since=" + encoded(moment), {}, {}, version).list();
    };
    QCOMPARE(since("2025-11-10T08:59:59.999Z").size(), 2);
    QCOMPARE(since("2025-11-10T10:00:00+01:00"), QStringList{QStringLiteral("b \"")});
    QCOMPARE(since("2999-01-01T00:00:00Z"), QStringList());
    QCOMPARE(ask("GET", all + id + "a", {}, {}, version).header("Last-Modified"),
             QByteArray("Mon, 10 Nov 2025 09:00:00 GMT"));
}

// XAPI-00322
void tst_Documents::preconditionsHoldOrNothingChanges_data() { everyPlaceInBothVersions(); }
void tst_Documents::preconditionsHoldOrNothingChanges() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, version);
    const bool profile = target.contains("profileId");
    const bool old = version == "1.0.3";
    const auto first = ask("PUT", target, R"({"a":1})", {}, version);
    QCOMPARE(first.status, profile && old ? 400 : 204);
    if (first.status == 400)
        QCOMPARE(ask("PUT", target, R"({"a":1})", {{"If-None-Match", isNew}}, version).status, 204);
    const auto tag = ask("GET", target).header("ETag");

    struct Try {
        const char* method;
        const char* header;
        QByteArray value;
        int status;
    };
    const Try tries[] = {
        {"PUT", "If-None-Match", "*", 412},
        {"POST", "If-None-Match", "*", 412},
        {"PUT", "If-None-Match", tag, 412},
        {"PUT", "If-None-Match", "\"1234\", " + tag, 412},
        {"PUT", "If-Match", "\"1111111111111111111111111111111111111111\"", 412},
        {"POST", "If-Match", "\"1234\"", 412},
        {"DELETE", "If-Match", "\"1234\"", 412},
        {"DELETE", "If-Match", "1234", 412},
        {"PUT", "X-None", "", !profile && old ? 204 : 409},
    };
    for (const auto& one : tries) {
        const QByteArray body = qstrcmp(one.method, "DELETE") == 0 ? "" : R"({"a":2})";
        const auto told = ask(one.method, target, body, {{one.header, one.value}}, version);
        QVERIFY2(told.status == one.status,
                 QByteArray(one.method) + one.header + QByteArray::number(told.status));
        QVERIFY(told.status == 204 || !told.body.isEmpty());
        QCOMPARE(ask("GET", target).body, QByteArray(told.status == 204 ? R"({"a":2})" : R"({"a":1})"));
    }
    const auto current = ask("GET", target).header("ETag");
    QCOMPARE(ask("PUT", target, R"({"a":3})", {{"If-Match", current}}, version).status, 204);
    QCOMPARE(ask("PUT", target, R"({"a":4})", {{"If-Match", current}}, version).status, 412);
    const auto bare = ask("GET", target).header("ETag").replace('"', "");
    QCOMPARE(ask("POST", target, R"({"b":5})", {{"If-Match", bare}}, version).status,
             204); // as TinCanJS sends it
    QCOMPARE(ask("GET", target).body, QByteArray(R"({"a":3,"b":5})"));
    const auto weak = "W/" + ask("GET", target).header("ETag"); // as a proxy makes it
    QCOMPARE(ask("DELETE", target, {}, {{"If-Match", "\"x\", " + weak}}, version).status, 204);
    QCOMPARE(ask("PUT", target, "{}", {{"If-Match", weak}}, version).status, 412);
    QCOMPARE(ask("DELETE", target, {}, {{"If-Match", "*"}}, version).status, 412);
    QCOMPARE(m_asker->server.count("document"), 0);
}

// XAPI-00183, 00184, 00233, 00234
void tst_Documents::objectsAreMergedOneLevelDeep_data() { everyPlaceInBothVersions(); }
void tst_Documents::objectsAreMergedOneLevelDeep() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, version);
    const std::map<QByteArray, QByteArray> utf8 = {{"Content-Type", "Application/JSON; charset=utf-8"}};
    QCOMPARE(ask("POST", target,
                 R"( {"car":{"make":"Ford","model":"Escape"}, "n":1.0e0, "kept":[1,{"x":null}]} )", utf8,
                 version)
                 .status,
             204);
    QCOMPARE(ask("POST", target, R"({"car":{"make":"Dodge"},"\u006e":0.10,"new":"\"}"})", {}, version).status,
             204);
    const auto got = ask("GET", target, {}, {}, version);
    QCOMPARE(got.body, QByteArray(R"({"car":{"make":"Dodge"},"n":0.10,"kept":[1,{"x":null}],"new":"\"}"})"));
    QCOMPARE(got.header("ETag"),
             '"' + QCryptographicHash::hash(got.body, QCryptographicHash::Sha1).toHex() + '"');
}

// XAPI-00232, 00235, 00278 to 00284, 00308 to 00314
void tst_Documents::whatIsNoObjectIsNotMerged_data() { everyPlaceInBothVersions(); }
void tst_Documents::whatIsNoObjectIsNotMerged() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, version);
    const std::map<QByteArray, QByteArray> bytes = {{"Content-Type", "application/octet-stream"}};
    // With nothing there yet a POST is a PUT, whatever it brings.
    for (const auto* fresh : {"1", "true", "abc"}) {
        QCOMPARE(ask("POST", target, fresh, bytes, version).status, 204);
        QCOMPARE(ask("POST", target, "{}", {}, version).status, 400);
        QCOMPARE(ask("GET", target, {}, {}, version).body, QByteArray(fresh));
        QCOMPARE(ask("DELETE", target, {}, {}, version).status, 204);
    }
    QCOMPARE(ask("POST", target, R"({"a":1}{)", {}, version).status, 400); // says it is JSON, and is none
    QCOMPARE(ask("POST", target, R"({"a":1})", {}, version).status, 204);
    for (const auto* wrong : {"[1]", "1", "\"x\"", "{\"a\":1}{", "{\"a\":", "\xff", "{\"a\":1,\"a\":2}"})
        QCOMPARE(ask("POST", target, wrong, {}, version).status, 400);
    QCOMPARE(ask("POST", target, R"({"a":2})", bytes, version).status, 400);
    QCOMPARE(ask("POST", target, QByteArray(100'000, '['), {}, version).status, 400);
    QCOMPARE(ask("GET", target, {}, {}, version).body, QByteArray(R"({"a":1})"));
}

void tst_Documents::manyAtOnceLoseNothing() {
    constexpr int many = 20;
    constexpr int rounds = 5;
    std::vector<std::unique_ptr<QNetworkAccessManager>> managers;
    for (int round = 0; round < rounds; ++round) {
        std::vector<QNetworkReply*> replies;
        for (int i = 0; i < many; ++i) {
            managers.push_back(std::make_unique<QNetworkAccessManager>()); // a connection each
            const auto body = QStringLiteral("{\"device-%1\":{\"round\":%2}}").arg(i).arg(round).toUtf8();
            replies.push_back(m_asker->send(
                *managers.back(), {.method = "POST", .target = state, .body = body}, m_asker->administrator));
        }
        for (auto* reply : replies) {
            QTRY_VERIFY(reply->isFinished());
            QCOMPARE(tests::Asker::toldBy(reply).status, 204);
        }
    }
    const auto all = m_asker->get(state).object();
    QCOMPARE(all.size(), many);
    for (const auto& value : all)
        QCOMPARE(value[QLatin1String("round")].toInt(), rounds - 1);
}

// XAPI-00194
void tst_Documents::allStatesOfOneContextGoTogether() {
    const auto elsewhere = changed(state, "activityId", "http://a.example/2");
    for (const auto& target : {state, states + "&stateId=t", elsewhere})
        QCOMPARE(ask("PUT", target, "x").status, 204);
    QCOMPARE(ask("DELETE", states).status, 204);
    QCOMPARE(ask("GET", states).body, QByteArray("[]"));
    QCOMPARE(ask("GET", elsewhere).body, QByteArray("x"));
}

// XAPI-00218 to 00220, 00227
void tst_Documents::anotherRegistrationIsAnotherPlace() {
    const auto here = state + "&registration=0190A6A0-0000-7000-8000-00000000000A";
    QCOMPARE(ask("PUT", state, "none").status, 204);
    QCOMPARE(ask("PUT", here, "one").status, 204);
    QCOMPARE(ask("GET", state).body, QByteArray("none"));
    QCOMPARE(ask("GET", state + "&registration=0190a6a0-0000-7000-8000-00000000000a").body,
             QByteArray("one"));
    QCOMPARE(ask("DELETE", changed(here, "stateId")).status, 204);
    QCOMPARE(ask("GET", here).status, 404);
    QCOMPARE(ask("GET", state).status, 200);
}

void tst_Documents::agentsAreTheSameByTheirIdentifier() {
    const auto by = [](const QByteArray& agent) {
        return "/xapi/agents/profile?profileId=p&agent=" + encoded(agent);
    };
    QCOMPARE(ask("PUT", by(R"({"mbox":"mailto:a@B.example","name":"A"})"), "x").status, 204);
    QCOMPARE(ask("GET", by(R"({"name":"Another","objectType":"Agent","mbox":"mailto:a@b.EXAMPLE"})")).body,
             QByteArray("x"));
    QCOMPARE(ask("GET", by(R"({"mbox":"mailto:b@b.example"})")).status, 404);
    const QByteArray group =
        R"({"objectType":"Group","account":{"homePage":"http://h.example","name":"team"}})";
    QCOMPARE(ask("PUT", by(group), "team").status, 204);
    QCOMPARE(ask("GET", by(group)).body, QByteArray("team"));
}

void tst_Documents::aReaderWhoHasItIsNotSentItAgain() {
    QCOMPARE(ask("PUT", state, "x").status, 204);
    const auto tag = ask("GET", state).header("ETag");
    const auto same = ask("GET", state, {}, {{"If-None-Match", tag}});
    QCOMPARE(same.status, 304);
    QVERIFY(same.body.isEmpty());
    QCOMPARE(same.header("ETag"), tag);
    QCOMPARE(ask("GET", state, {}, {{"If-None-Match", "\"y\""}}).body, QByteArray("x"));
}

void tst_Documents::aTraineeKeepsDocumentsAboutThemselvesAlone() {
    const auto made = m_asker->server.credential("anna", access::Role::Trainee);
    const auto anna = tests::Asker::pairOf(made);
    const auto self =
        QByteArray::fromStdString(R"({"account":{"homePage":"https://understudy.example","name":")" +
                                  made.credential.account + R"("}})");
    const auto as = [&](const QByteArray& method, const QByteArray& target, const QByteArray& body = {}) {
        return m_asker->ask({.method = method, .target = target, .body = body}, anna).status;
    };
    for (const auto& target : {changed(state, "agent", self), changed(agentProfile, "agent", self)}) {
        QCOMPARE(as("PUT", target, "{}"), 204);
        QCOMPARE(as("POST", target, R"({"a":1})"), 204);
        QCOMPARE(as("GET", target), 200);
        QCOMPARE(as("DELETE", target), 204);
    }
    QCOMPARE(ask("PUT", state, "{}").status, 204);
    QCOMPARE(ask("PUT", agentProfile, "{}").status, 204);
    QCOMPARE(ask("PUT", activityProfile, "{}").status, 204);
    for (const auto& target : {state, agentProfile}) {
        QCOMPARE(as("GET", target), 403);
        QCOMPARE(as("POST", target, R"({"a":1})"), 403);
        QCOMPARE(as("PUT", target, "x"), 403);
        QCOMPARE(as("DELETE", target), 403);
        QCOMPARE(ask("GET", target).body, QByteArray("{}"));
    }
    QCOMPARE(as("GET", states), 403);
    QCOMPARE(as("DELETE", states), 403);
    QCOMPARE(as("GET", activityProfile), 200);
    QCOMPARE(as("GET", activityProfiles), 200);
    QCOMPARE(as("POST", activityProfile, R"({"a":1})"), 403);
    QCOMPARE(as("DELETE", activityProfile), 403);
    QCOMPARE(ask("GET", activityProfile).body, QByteArray("{}"));
}

QTEST_GUILESS_MAIN(tst_Documents)
#include "tst_Documents.moc"
