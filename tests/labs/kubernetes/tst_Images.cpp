#include "labs/kubernetes/Images.h"

#include <QtTest>

using namespace understudy::cluster;

class TestImages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatWasPublishedCanBePulled() {
        Images images;
        images.publish("dwcp/api:3.1.4");
        QCOMPARE(images.find("dwcp/api:3.1.4"), Images::Found::There);
        QCOMPARE(images.find("docker.io/dwcp/api:3.1.4"), Images::Found::There);
        QCOMPARE(images.find("dwcp/api:3.1.40"), Images::Found::NoTag);
        QCOMPARE(images.find("dwcp/api"), Images::Found::NoTag);
        QCOMPARE(images.find("dwcp/apii:3.1.4"), Images::Found::NoName);
    }
    void aMirrorHasReleasesAndNothingElse() {
        Images images;
        images.mirror("nginx", 1);
        for (const char* each : {"nginx", "nginx:1.25", "nginx:latest", "nginx:stable-alpine",
                                 "nginx:1.25.3-alpine", "docker.io/library/nginx:1"})
            QVERIFY2(images.find(each) == Images::Found::There, each);
        for (const char* each : {"nginx:nosuch", "nginx:17", "nginx:-1"})
            QVERIFY2(images.find(each) != Images::Found::There, each);
    }
    void whatIsNoReferenceIsCalledSo() {
        const Images images;
        for (const char* each :
             {"", "dwcp/api:", "dwcp/API:1", "dwcp//api:1", "x y", "api:1 2", ":1", "api@sha256:12", "-x:1"})
            QVERIFY2(images.find(each) == Images::Found::BadName, each);
        QVERIFY(Images::problem("dwcp/api:", Images::Found::BadName).find("invalid reference format") !=
                std::string::npos);
    }
    void problemsNameTheWholeReference() {
        const std::string tag = Images::problem("dwcp/api:9", Images::Found::NoTag);
        QVERIFY2(tag.ends_with("\"docker.io/dwcp/api:9\": docker.io/dwcp/api:9: not found"), tag.c_str());
        const std::string name = Images::problem("ngnix", Images::Found::NoName);
        QVERIFY2(name.find("\"docker.io/library/ngnix:latest\"") != std::string::npos, name.c_str());
        const std::string hosted = Images::problem("registry.example/x:1", Images::Found::NoName);
        QVERIFY2(hosted.find("\"registry.example/x:1\"") != std::string::npos, hosted.c_str());
    }
};

QTEST_GUILESS_MAIN(TestImages)
#include "tst_Images.moc"
