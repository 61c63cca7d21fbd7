#include "labs/openapi/Document.h"

#include <QtTest>

#include <set>

using namespace understudy::openapi;

class TestDocument : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTypeThatIsNamedIsDescribed() {
        static const std::set<std::string> simple{"string",   "integer",     "boolean", "object",
                                                  "quantity", "intOrString", "time"};
        std::set<std::string> known = simple;
        for (const auto& type : allTypes())
            QVERIFY2(known.insert(type.name).second, type.name.c_str());
        for (const auto& type : allTypes())
            for (const auto& field : type.fields) {
                std::string name = field.type;
                if (name.starts_with("[]"))
                    name.erase(0, 2);
                if (name.starts_with("map "))
                    name.erase(0, 4);
                QVERIFY2(known.contains(name), (type.name + "." + field.name + " is a " + name).c_str());
            }
    }
    void linesAreReadAsTheyAreMeant() {
        const auto types = parseTypes("kind core v1 Pod pods namespaced | Runs.\n"
                                      "  spec! PodSpec | What.\n"
                                      "type PodSpec | A spec.\n"
                                      "  nodes map string\n");
        QCOMPARE(types.size(), 2U);
        QCOMPARE(types[0].group, std::string());
        QCOMPARE(types[0].plural, std::string("pods"));
        QVERIFY(types[0].namespaced && types[0].kind);
        QVERIFY(types[0].fields.back().required);
        QCOMPARE(types[0].fields.back().name, std::string("spec"));
        QCOMPARE(types[1].fields[0].type, std::string("map string"));
        QVERIFY(!types[1].kind);
    }
    void theDocumentHasEveryKind() {
        const std::string& made = document();
        for (const auto& type : allTypes())
            if (type.kind)
                QVERIFY2(made.find("kind: " + type.name + "\n") != std::string::npos, type.name.c_str());
        QVERIFY(made.size() < 200'000);
    }
};

QTEST_APPLESS_MAIN(TestDocument)
#include "tst_Document.moc"
