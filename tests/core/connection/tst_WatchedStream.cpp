#include "core/connection/WatchedStream.h"

#include <QTest>

using namespace understudy;
using namespace understudy::connection;

namespace {

struct Seen {
    std::string written;
    std::size_t granted = 0;
    int columns = 0;
    bool closed = false;
};

class Host final : public terminal::ByteStream {
public:
    explicit Host(Seen& seen)
        : m_seen(seen) {}
    void write(std::string_view bytes) override { m_seen.written += bytes; }
    void resize(int columns, int) override { m_seen.columns = columns; }
    void grant(std::size_t bytes) override { m_seen.granted += bytes; }
    void close() override { m_seen.closed = true; }

private:
    Seen& m_seen;
};

} // namespace

class tst_WatchedStream final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsWrittenWhileWatching() {
        Seen seen;
        const auto watching = std::make_shared<bool>(true);
        WatchedStream stream(std::make_unique<Host>(seen), watching);
        stream.write("rm -r /\r");
        QVERIFY(seen.written.empty());
        *watching = false;
        stream.write("ls\r");
        QCOMPARE(seen.written, std::string("ls\r"));
        *watching = true; // at once, also on what is open
        stream.write("more");
        QCOMPARE(seen.written, std::string("ls\r"));
    }

    void whatTheHostSaysAndTheSizeGoThrough() {
        Seen seen;
        auto host = std::make_unique<Host>(seen);
        Host* far = host.get();
        WatchedStream stream(std::move(host), std::make_shared<bool>(true));
        std::string text;
        bool lost = false;
        stream.received = [&](std::string_view bytes) { text += bytes; };
        stream.ended = [&](const terminal::StreamEnd& end) { lost = end.lost; };
        far->received("hello");
        stream.resize(132, 40);
        stream.grant(5);
        far->ended({true, 0, "gone"});
        stream.close();
        QCOMPARE(text, std::string("hello"));
        QCOMPARE(seen.columns, 132);
        QCOMPARE(seen.granted, std::size_t(5));
        QVERIFY(lost && seen.closed);
    }
};

QTEST_GUILESS_MAIN(tst_WatchedStream)
#include "tst_WatchedStream.moc"
