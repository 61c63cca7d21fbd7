#include "labs/kubejson/KubeRest.h"
#include "labs/kubejson/KubeTemplate.h"

#include <QtTest>

using namespace understudy::kubeapi;

namespace {

json::object parsed(const char* text) { return json::parse(text).as_object(); }
std::string said(const json::value& value) { return json::serialize(value); }

} // namespace

class TestKubeRest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatDiffersIsLeft() {
        const auto left = leftOver(parsed(R"({"a":1,"b":{"c":2,"d":3},"e":[1]})"),
                                   parsed(R"({"a":1,"b":{"c":2,"d":4,"x":5},"e":[1],"n":null})"));
        QCOMPARE(said(left), std::string(R"({"b":{"d":4,"x":5}})"));
    }
    void whatIsLeftGivesTheWhole() {
        const auto made = parsed(R"({"ports":[{"port":80,"protocol":"TCP"}],"type":"ClusterIP"})");
        const auto wanted = parsed(R"({"ports":[{"port":80,"targetPort":"http"}],"more":{"y":true}})");
        json::object whole = made;
        lay(whole, restText(leftOver(made, wanted)));
        QCOMPARE(said(whole["more"]), std::string(R"({"y":true})"));
        QCOMPARE(said(whole["ports"]), std::string(R"([{"port":80,"protocol":"TCP","targetPort":"http"}])"));
        QCOMPARE(whole["type"], json::value("ClusterIP"));
    }
    void theTextDoesNotDependOnTheOrder() {
        QCOMPARE(restText(parsed(R"({"b":1,"a":{"d":1,"c":null}})")),
                 restText(parsed(R"({"a":{"d":1},"b":1})")));
        QCOMPARE(restText({}), std::string());
    }
    void brokenTextIsNothing() { QVERIFY(restOf("{").empty() && restOf("[1]").empty()); }
    void templatesKeepWhatTheModelDoesNotKnow() {
        const auto wanted =
            parsed(R"({"metadata":{"labels":{"app":"x"}},"spec":{"volumes":[{"name":"v","emptyDir":{}}],
            "affinity":{"nodeAffinity":{"k":[1]}},"tolerations":[{"key":"a","operator":"Exists"}],
            "containers":[{"name":"c","image":"i","command":["sh"],"env":[{"name":"A","valueFrom":{"fieldRef":{"f":"g"}}}],
            "livenessProbe":{"tcpSocket":{"port":1}}}]}})");
        const auto once = readPodTemplate(wanted);
        const auto json = podTemplateJson(once);
        for (const char* key : {"volumes", "affinity", "tolerations"})
            QVERIFY2(json.at("spec").at(key) == wanted.at("spec").at(key), key);
        const auto& container = json.at("spec").at("containers").as_array()[0].as_object();
        QCOMPARE(said(container.at("command")), std::string(R"(["sh"])"));
        QVERIFY(container.contains("livenessProbe"));
        QVERIFY(said(container.at("env")).find("fieldRef") != std::string::npos);
        // What was given back is read as the same: an undone rollout finds its replica set.
        QVERIFY(readPodTemplate(json) == once);
        auto again = json;
        again["spec"].as_object()["containers"].as_array()[0].as_object()["resources"] = json::object();
        QVERIFY(readPodTemplate(again) == once);
    }
};

QTEST_APPLESS_MAIN(TestKubeRest)
#include "tst_KubeRest.moc"
