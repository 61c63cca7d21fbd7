#include "tests/fakes/FaultCase.h"

#include <QRegularExpression>

using namespace understudy::cluster;
using understudy::fakes::smallProduction;

namespace {

const Trace* found(const World& world, const std::string& id, std::optional<Trace>& into) {
    for (const auto* source : world.traces().sources())
        if ((into = source->find(id, world.now())))
            return &*into;
    return nullptr;
}

bool failed(const Span& span) {
    return std::any_of(span.tags.begin(), span.tags.end(),
                       [](const auto& tag) { return tag.first == "error"; });
}

} // namespace

class TestRequestLines : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAPodAnswersDirectlyHasATraceOfItsOwn() {
        const auto world = smallProduction();
        world->advanceTo(5 * minute + 300'000);
        int asked = 0;
        for (const auto& pod : world->store().list<Pod>("production")) {
            const auto app = pod->meta.labels.find("app");
            const auto service = world->model().indexOf("production", app->second);
            if (!service || world->model().services()[*service]->load.share <= 0)
                continue;
            for (const char* path : {"/v3/vms", "/other"}) {
                const auto line = world->traces().lines().answered(
                    path, pod->meta.uid, world->model().at(world->now())[*service], world->now());
                std::optional<Trace> trace;
                QVERIFY(found(*world, line.trace, trace));
                QCOMPARE(trace->id, line.trace);
                QVERIFY(!trace->spans.empty() && !failed(trace->spans[0]));
                QCOMPARE(trace->spans[0].service, app->second);
                QCOMPARE(trace->spans[0].operation,
                         std::string(path == std::string("/other") ? "GET /" : "GET /v3/vms"));
                QCOMPARE(trace->spans[0].parent, std::string());
                ++asked;
            }
        }
        QVERIFY(asked > 20);
        std::optional<Trace> later;
        const auto service = *world->model().indexOf("production", "dwcp-api");
        const auto pod = world->store().list<Pod>("production").front();
        const auto ahead = world->traces().lines().answered(
            "/", pod->meta.uid, world->model().at(world->now())[service], world->now() + minute);
        QVERIFY(!found(*world, ahead.trace, later)); // nobody has asked it yet
    }
    void everyLineOfALogHasATraceThatAgreesWithIt() {
        const auto world = smallProduction("lab: t\nseed: 31\nfaults:\n  - {id: release, at: -20m, do: "
                                           "bad_release, on: production/dwcp-api, "
                                           "image: \"dwcp/api:3.2.0\", err: 0.05}\n");
        world->advanceTo(5 * minute);
        static const QRegularExpression form(QStringLiteral(
            "service=(\\S+) request=\"(\\S+ \\S+)\" status=(\\d+) duration=(\\d+)ms trace=([0-9a-f]{16})(?: "
            "err=\"(.*)\")?$"));
        int lines = 0, errors = 0;
        for (const auto& pod : world->store().list<Pod>("production"))
            for (const auto& line : world->logs().lines(*pod, false, 0, world->now(), world->epoch())) {
                const auto match = form.match(QString::fromStdString(line.text));
                if (!match.hasMatch())
                    continue;
                ++lines;
                std::optional<Trace> kept;
                const Trace* trace = found(*world, match.captured(5).toStdString(), kept);
                QVERIFY2(trace, line.text.c_str());
                const Span* own = nullptr;
                for (const Span& span : trace->spans)
                    if (span.service == match.captured(1).toStdString() &&
                        span.start + span.duration == line.at)
                        own = &span;
                QVERIFY2(own, line.text.c_str());
                QCOMPARE(own->duration, match.captured(4).toLongLong() * 1000);
                QCOMPARE(QString::fromStdString(own->operation), match.captured(2));
                QCOMPARE(failed(*own), match.captured(3).startsWith(u'5'));
                QCOMPARE(QString::fromStdString(std::get<std::string>(own->process.at(0).second)),
                         QString::fromStdString(pod->meta.name));
                if (failed(*own)) {
                    ++errors;
                    QCOMPARE(
                        QString::fromStdString(std::get<std::string>(own->events.at(0).fields.at(1).second)),
                        match.captured(6));
                }
                QVERIFY(trace->spans[0].parent.empty());
                for (const Span& span : trace->spans)
                    QVERIFY(span.start >= trace->spans[0].start &&
                            span.start + span.duration <= trace->spans[0].start + trace->spans[0].duration);
            }
        QVERIFY2(lines > 300 && errors > 5, qPrintable(QStringLiteral("%1 %2").arg(lines).arg(errors)));
    }
    void whatHasNotHappenedHasNoTraceYet() {
        const auto world = smallProduction();
        world->advanceTo(5 * minute);
        const auto pods = world->store().list<Pod>("production");
        std::string id;
        for (const auto& pod : pods)
            for (const auto& line :
                 world->logs().lines(*pod, false, 4 * minute, world->now(), world->epoch()))
                if (const auto at = line.text.find(" trace="); at != std::string::npos)
                    id = line.text.substr(at + 7, 16);
        QVERIFY(!id.empty());
        std::optional<Trace> kept;
        QVERIFY(found(*world, id, kept));
        const auto again = smallProduction();
        QVERIFY(!found(*again, id, kept));
        for (const char* nonsense : {"", "0000000000000000", "zzzz", "abc123"})
            QVERIFY(!found(*again, nonsense, kept));
    }
    void aNamedTraceIsFoundByItsNameAndByItsDigits() {
        const auto world = smallProduction(
            "lab: t\nseed: 1\ntraces:\n  - alias: abc123-def456-ghi789\n    at: 1m\n    root:\n"
            "      service: api-gateway\n      operation: POST /checkout\n      lasts: 30200ms\n      "
            "spans:\n"
            "        - {service: auth-service, operation: check, lasts: 100ms}\n"
            "        - {service: payment-service, operation: payment_gateway_call, lasts: 29500ms, error: "
            "upstream slow, tags: {peer: 10.9.4.7}}\n");
        std::optional<Trace> kept;
        QVERIFY(!found(*world, "abc123-def456-ghi789", kept));
        world->advanceTo(2 * minute);
        const Trace* trace = found(*world, "abc123-def456-ghi789", kept);
        QVERIFY(trace);
        QCOMPARE(trace->id, std::string("abc123def4567890"));
        QCOMPARE(trace->spans.size(), std::size_t(3));
        QCOMPARE(trace->spans[0].start, minute);
        QCOMPARE(trace->spans[2].start, minute + 100'000);
        QCOMPARE(trace->spans[2].duration, 29'500'000);
        QVERIFY(failed(trace->spans[2]) && !failed(trace->spans[1]));
        QVERIFY(found(*world, "abc123def4567890", kept));
        int seen = 0;
        world->traces().named().each("payment-service", 0, world->now(), [&](const Trace& each) {
            seen += each.alias == "abc123-def456-ghi789" ? 1 : 0;
            return true;
        });
        QCOMPARE(seen, 1);
    }
};

QTEST_GUILESS_MAIN(TestRequestLines)
#include "tst_RequestLines.moc"
