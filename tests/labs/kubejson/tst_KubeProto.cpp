#include "labs/kubejson/KubeProto.h"

#include <QtTest>

using namespace understudy::kubeapi;

namespace {

std::string field(int id, const std::string& bytes) {
    return std::string(1, static_cast<char>(id << 3 | 2)) + static_cast<char>(bytes.size()) + bytes;
}

std::string review(const std::string& kind, const std::string& spec) {
    return std::string("k8s\0", 4) + field(1, field(1, "authorization.k8s.io/v1") + field(2, kind)) +
           field(2, field(1, field(1, "")) + field(2, spec) + field(3, std::string("\x08\x01", 2)));
}

} // namespace

class TestKubeProto : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAccessReviewIsRead() {
        const auto read = reviewFromProto(
            review("SelfSubjectAccessReview", field(1, field(1, "production") + field(2, "list") +
                                                           field(3, "apps") + field(5, "deployments"))));
        QVERIFY(read);
        const auto& attributes = read->at("spec").at("resourceAttributes");
        QCOMPARE(attributes.at("namespace"), json::value("production"));
        QCOMPARE(attributes.at("verb"), json::value("list"));
        QCOMPARE(attributes.at("group"), json::value("apps"));
        QCOMPARE(attributes.at("resource"), json::value("deployments"));
        QCOMPARE(attributes.at("name"), json::value(""));
        QCOMPARE(read->at("kind"), json::value("SelfSubjectAccessReview"));
    }
    void aPathIsReadToo() {
        const auto read = reviewFromProto(
            review("SelfSubjectAccessReview", field(2, field(1, "/metrics") + field(2, "get"))));
        QVERIFY(read);
        QCOMPARE(read->at("spec").at("nonResourceAttributes").at("path"), json::value("/metrics"));
    }
    void aRulesReviewIsRead() {
        const auto read = reviewFromProto(review("SelfSubjectRulesReview", field(1, "staging")));
        QVERIFY(read);
        QCOMPARE(read->at("spec").at("namespace"), json::value("staging"));
    }
    void everythingElseIsNothing() {
        QVERIFY(!reviewFromProto(""));
        QVERIFY(!reviewFromProto("{}"));
        QVERIFY(!reviewFromProto(review("Pod", "")));
        const std::string whole = review("SelfSubjectRulesReview", field(1, "staging"));
        for (std::size_t cut = 4; cut + 1 < whole.size(); ++cut)
            reviewFromProto(whole.substr(0, cut)); // no crash, whatever is missing
        QVERIFY(!reviewFromProto(whole.substr(0, whole.size() - 3)));
    }
};

QTEST_APPLESS_MAIN(TestKubeProto)
#include "tst_KubeProto.moc"
