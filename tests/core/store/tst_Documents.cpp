#include "core/store/Documents.h"

#include "tests/core/store/StoreCase.h"

using namespace understudy;
using tests::Place;

class tst_Documents final : public QObject, tests::EngineCase {
    Q_OBJECT

    store::Document make(std::string content, xapi::Micros updated = 1) {
        auto etag = store::Documents::etagOf(content);
        return {"text/plain", std::move(content), std::move(etag), updated};
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void bytesComeBackAsTheyWere_data() { Place::engines(); }
    void bytesComeBackAsTheyWere() {
        store::Documents documents(sql());
        const store::Shelf shelf{store::DocumentKind::State, "x:y", "account h Åsa", ""};
        std::string bytes;
        for (int i = 0; i < 256; ++i)
            bytes.push_back(static_cast<char>(i));
        QVERIFY(documents.put(shelf, "a \"name\"", std::nullopt, make(bytes, 7)).ok());
        const auto found = documents.find(shelf, "a \"name\"");
        QVERIFY(found && *found);
        QCOMPARE((*found)->content, bytes);
        QCOMPARE((*found)->type, std::string("text/plain"));
        QCOMPARE((*found)->etag, store::Documents::etagOf(bytes));
        QCOMPARE((*found)->updated, 7);
        QVERIFY(!*documents.find(shelf, "another"));
        auto elsewhere = shelf;
        elsewhere.registration = "0190a6a0-0000-7000-8000-000000000001";
        QVERIFY(!*documents.find(elsewhere, "a \"name\""));
        QVERIFY(documents.put(shelf, "b", std::nullopt, make("", 9)).ok());
        QCOMPARE(documents.list(shelf, std::nullopt)->names, (std::vector<std::string>{"a \"name\"", "b"}));
        QCOMPARE(documents.list(shelf, 7)->names, std::vector<std::string>{"b"});
        QCOMPARE(documents.list(shelf, 7)->newest, 9);
        QVERIFY(documents.clear(shelf).ok());
        QVERIFY(documents.list(shelf, std::nullopt)->names.empty());
    }

    void whoAsksSinceMissesNothingWhenAClockGoesBack_data() { Place::engines(); }
    void whoAsksSinceMissesNothingWhenAClockGoesBack() {
        store::Documents documents(sql());
        const store::Shelf shelf{store::DocumentKind::State, "x:y", "mbox mailto:a@b.example", ""};
        QVERIFY(documents.put(shelf, "first", std::nullopt, make("one", 1000)).ok());
        auto seen = documents.list(shelf, std::nullopt)->newest;
        QCOMPARE(seen, 1000);
        QVERIFY(
            documents.put(shelf, "later", std::nullopt, make("two", 400)).ok()); // by another server's clock
        QCOMPARE(documents.list(shelf, seen)->names, std::vector<std::string>{"later"});
        seen = documents.list(shelf, seen)->newest;
        QVERIFY(documents.put(shelf, "first", *documents.find(shelf, "first"), make("three", 400)).ok());
        QCOMPARE(documents.list(shelf, seen)->names, std::vector<std::string>{"first"});
        seen = documents.list(shelf, seen)->newest;
        // Also when the newest is gone.
        QVERIFY(documents.remove(shelf, "first", **documents.find(shelf, "first")).ok());
        QVERIFY(documents.put(shelf, "last", std::nullopt, make("four", 400)).ok());
        QCOMPARE(documents.list(shelf, seen)->names, std::vector<std::string>{"last"});
        seen = documents.list(shelf, seen)->newest;
        QVERIFY(documents.clear(shelf).ok());
        QVERIFY(documents.put(shelf, "anew", std::nullopt, make("five", 400)).ok());
        QCOMPARE(documents.list(shelf, seen)->names, std::vector<std::string>{"anew"});
        QVERIFY(documents.put(shelf, "today", std::nullopt, make("six", 9000)).ok());
        QCOMPARE(documents.find(shelf, "today")->value().updated, 9000);
    }

    void whoComesSecondIsToldToTryAgain_data() { Place::engines(); }
    void whoComesSecondIsToldToTryAgain() {
        store::Documents documents(sql());
        const store::Shelf shelf{store::DocumentKind::ActivityProfile, "x:y", "", ""};
        QVERIFY(documents.put(shelf, "p", std::nullopt, make("one")).ok());
        QCOMPARE(documents.put(shelf, "p", std::nullopt, make("lost")).error().code, Errc::Busy);
        const auto one = *documents.find(shelf, "p");
        QVERIFY(documents.put(shelf, "p", one, make("two")).ok());
        QCOMPARE(documents.put(shelf, "p", one, make("lost")).error().code, Errc::Busy);
        QCOMPARE(documents.remove(shelf, "p", *one).error().code, Errc::Busy);
        const auto two = *documents.find(shelf, "p");
        QCOMPARE(two->content, std::string("two"));
        QVERIFY(documents.remove(shelf, "p", *two).ok());
        QCOMPARE(documents.remove(shelf, "p", *two).error().code, Errc::Busy);
    }

    void theLongestNamesFitTheIndex_data() { Place::engines(); }
    void theLongestNamesFitTheIndex() {
        store::Documents documents(sql());
        // What compresses badly, as an index entry may be compressed before it is measured.
        std::string noise;
        for (std::uint32_t i = 0, x = 1; i < 1024; ++i) {
            x = x * 1664525 + 1013904223;
            noise.push_back(static_cast<char>('!' + (x >> 24) % 90));
        }
        const store::Shelf shelf{store::DocumentKind::State, noise, std::string(noise.rbegin(), noise.rend()),
                                 "0190a6a0-0000-7000-8000-000000000001"};
        const auto put = documents.put(shelf, noise.substr(0, 512), std::nullopt, make("x"));
        QVERIFY2(put.ok(), put.ok() ? "" : qPrintable(put.error().detail));
        QVERIFY(documents.find(shelf, noise.substr(0, 512))->has_value());
    }
};

QTEST_GUILESS_MAIN(tst_Documents)
#include "tst_Documents.moc"
