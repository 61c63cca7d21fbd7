#include "labs/pprof/GoProgram.h"

#include "labs/pprof/LeakySource.h"

#include <algorithm>

namespace understudy::pprof {

namespace {

constexpr double mebi = 1048576;
const std::string goRoot = "/usr/local/go/src/";

Frame in(const std::string& function, const std::string& file, int line, int start) {
    return {function, goRoot + file, line, start};
}

/// A line of leaky-service, found by what it says, so that source and profile never tell two stories.
Frame leaky(const std::string& function, const std::string& file, const std::string& text,
            const std::string& declaration) {
    return {function, "/src/leaky/" + file, leakyLine(file, text), leakyLine(file, declaration)};
}

const Frame park = in("runtime.gopark", "runtime/proc.go", 382, 364);
const Frame netpoll = in("runtime.netpollblock", "runtime/netpoll.go", 526, 505);
const Frame pollWait = in("internal/poll.runtime_pollWait", "runtime/netpoll.go", 305, 290);
const Frame fdRead = in("internal/poll.(*FD).Read", "internal/poll/fd_unix.go", 167, 145);
const Frame netRead = in("net.(*conn).Read", "net/net.go", 183, 179);
const Frame fill = in("bufio.(*Reader).Read", "bufio/bufio.go", 222, 201);
const Frame newReader = in("bufio.NewReaderSize", "bufio/bufio.go", 57, 48);
const Frame marshal = in("encoding/json.Marshal", "encoding/json/encode.go", 161, 156);
const Frame serverRead = in("net/http.(*connReader).backgroundRead", "net/http/server.go", 674, 672);
const Frame serve = in("net/http.(*conn).serve", "net/http/server.go", 1991, 1822);
const Frame acceptor = in("net.(*TCPListener).Accept", "net/tcpsock.go", 288, 284);
const Frame serverServe = in("net/http.(*Server).Serve", "net/http/server.go", 3059, 3010);
const Frame mallocs = in("runtime.mallocgc", "runtime/malloc.go", 1029, 901);
const Frame scan = in("runtime.scanobject", "runtime/mgcmark.go", 1261, 1247);
const Frame marker = in("runtime.gcBgMarkWorker", "runtime/mgc.go", 1275, 1195);
const Frame lock = in("sync.(*Mutex).Lock", "sync/mutex.go", 90, 81);
const Frame unlock = in("sync.(*Mutex).Unlock", "sync/mutex.go", 214, 210);
const Frame channel = in("runtime.chanrecv1", "runtime/chan.go", 442, 441);

std::int64_t whole(double value) { return static_cast<std::int64_t>(value); }

} // namespace

GoProgram::GoProgram(Vitals vitals)
    : m_vitals(std::move(vitals))
    , m_serve(serve) {
    if (m_vitals.leaky) {
        m_handle = leaky("main.(*Pool).handle", "pool.go", "p.dial(req.Context()", "func (p *Pool) handle");
        m_main = leaky("main.main", "main.go", "log.Fatal(", "func main()");
    } else {
        m_handle = {"main.(*API).handle", "/src/" + m_vitals.app + "/api.go", 88, 71};
        m_main = {"main.main", "/src/" + m_vitals.app + "/main.go", 52, 31};
    }
}

Profile GoProgram::empty(std::vector<ValueType> types, ValueType periodType, std::int64_t period) const {
    Profile out;
    out.types = std::move(types);
    out.periodType = std::move(periodType);
    out.period = period;
    out.binary = m_vitals.binary;
    out.timeNanos = m_vitals.unixNanos;
    return out;
}

std::int64_t GoProgram::goroutines() const {
    return m_vitals.openConnections + 12 + whole(std::min(m_vitals.rps / 20, 400.0));
}

std::int64_t GoProgram::heapBytes() const { return memory("inuse_space").total(3); }

Profile GoProgram::memory(const std::string& first) const {
    Profile out = empty({{"alloc_objects", "count"},
                         {"alloc_space", "bytes"},
                         {"inuse_objects", "count"},
                         {"inuse_space", "bytes"}},
                        {"space", "bytes"}, 524288);
    out.defaultType = first;
    const auto add = [&out](std::vector<Frame> stack, std::int64_t made, std::int64_t madeBytes,
                            std::int64_t kept, std::int64_t keptBytes) {
        out.samples.push_back(
            {std::move(stack), {std::max(made, kept), std::max(madeBytes, keptBytes), kept, keptBytes}});
    };
    const std::int64_t open = m_vitals.openConnections;
    if (m_vitals.leaky && open > 0) {
        const Frame dial =
            leaky("main.(*Pool).dial", "pool.go", "bufio.NewReaderSize(", "func (p *Pool) dial");
        const Frame born =
            leaky("main.(*Pool).dial", "pool.go", "newConn(tenant, raw)", "func (p *Pool) dial");
        const Frame made = leaky("main.newConn", "conn.go", "return &Conn{", "func newConn(");
        add({newReader, dial, m_handle, m_serve}, open + open / 50, readerBytes * (open + open / 50), open,
            readerBytes * open);
        const std::int64_t rest = connectionBytes - readerBytes;
        add({made, born, m_handle, m_serve}, open + open / 50, rest * (open + open / 50), open, rest * open);
    }
    // What was made and is long gone: most of all, by far, and no leak.
    const Frame encode =
        m_vitals.leaky ? leaky("main.(*Pool).handle", "pool.go", "json.Marshal(", "func (p *Pool) handle")
                       : m_handle;
    const std::int64_t answers = whole(m_vitals.requests) + 4096;
    add({marshal, encode, m_serve}, answers * 4, answers * 3584, 96, whole(0.4 * mebi));
    const std::int64_t base = std::max<std::int64_t>(whole(m_vitals.baseBytes * 0.42), whole(2 * mebi));
    add({in("bufio.NewReaderSize", "bufio/bufio.go", 57, 48),
         in("net/http.newBufioReader", "net/http/server.go", 841, 827), m_serve},
        answers / 12, answers / 12 * 4112, 180, 180 * 4112);
    add({m_main}, 210, base / 2, 210, base / 2);
    add({in("runtime.malg", "runtime/proc.go", 4081, 4078),
         in("runtime.newproc1", "runtime/proc.go", 4107, 4102)},
        goroutines(), goroutines() * 416, goroutines(), goroutines() * 416);
    return out;
}

Profile GoProgram::goroutine() const {
    Profile out = empty({{"goroutine", "count"}}, {"goroutine", "count"}, 1);
    out.defaultType = "goroutine";
    if (m_vitals.leaky && m_vitals.openConnections > 0) {
        const Frame loop =
            leaky("main.(*Conn).readLoop", "conn.go", "c.r.Read(c.frame)", "func (c *Conn) readLoop");
        out.samples.push_back(
            {{park, netpoll, pollWait, fdRead, netRead, fill, loop}, {m_vitals.openConnections}});
    }
    const std::int64_t busy = goroutines() - m_vitals.openConnections - 12;
    if (busy > 0)
        out.samples.push_back({{park, netpoll, pollWait, fdRead, netRead, serverRead}, {busy}});
    out.samples.push_back({{park, netpoll, pollWait, acceptor, serverServe, m_main}, {2}});
    out.samples.push_back({{park, channel, in("os/signal.loop", "os/signal/signal_unix.go", 23, 21)}, {1}});
    out.samples.push_back({{park, marker}, {8}});
    out.samples.push_back(
        {{in("runtime/pprof.runtime_goroutineProfileWithLabels", "runtime/mprof.go", 846, 844),
          in("net/http/pprof.handler.ServeHTTP", "net/http/pprof/pprof.go", 259, 233), m_serve},
         {1}});
    return out;
}

Profile GoProgram::waits(const std::string& name) const {
    Profile out = empty({{"contentions", "count"}, {"delay", "nanoseconds"}}, {"contentions", "count"}, 1);
    out.defaultType = "delay";
    const std::int64_t met = whole(m_vitals.requests / 900) + 7;
    const Frame put =
        m_vitals.leaky ? leaky("main.(*Pool).put", "pool.go", "p.mu.Lock()", "func (p *Pool) put") : m_handle;
    if (name == "mutex") {
        out.samples.push_back({{unlock, put, m_handle, m_serve}, {met, met * 41'000}});
    } else {
        out.samples.push_back({{channel, in("net/http.(*conn).serve", "net/http/server.go", 1995, 1822)},
                               {met * 3, met * 3 * 2'400'000}});
        out.samples.push_back({{lock, put, m_handle, m_serve}, {met, met * 52'000}});
    }
    return out;
}

Profile GoProgram::profile(const std::string& name) const {
    if (name == "heap")
        return memory("inuse_space");
    if (name == "allocs")
        return memory("alloc_space");
    if (name == "goroutine")
        return goroutine();
    if (name == "block" || name == "mutex")
        return waits(name);
    Profile out;
    if (name == "threadcreate") {
        out = empty({{"threadcreate", "count"}}, {"threadcreate", "count"}, 1);
        out.defaultType = "threadcreate";
        out.samples.push_back({{in("runtime.allocm", "runtime/proc.go", 1912, 1872),
                                in("runtime.newm", "runtime/proc.go", 2249, 2242)},
                               {9}});
    }
    return out;
}

Profile GoProgram::cpu(int seconds) const {
    constexpr std::int64_t period = 10'000'000; // 100 samples a second
    Profile out = empty({{"samples", "count"}, {"cpu", "nanoseconds"}}, {"cpu", "nanoseconds"}, period);
    out.defaultType = "cpu";
    out.durationNanos = std::int64_t(seconds) * 1'000'000'000;
    const double samples = m_vitals.cores * seconds * 100;
    // The collector marks what is retained: the bigger the heap, the more of the time is its.
    const double marking = std::min(0.6, 0.08 + static_cast<double>(heapBytes()) / (4096 * mebi));
    const auto add = [&](std::vector<Frame> stack, double share) {
        if (const std::int64_t count = whole(samples * share + 0.5); count > 0)
            out.samples.push_back({std::move(stack), {count, count * period}});
    };
    add({scan, marker}, marking);
    add({mallocs, marshal, m_handle, m_serve}, (1 - marking) * 0.25);
    add({in("encoding/json.(*encodeState).reflectValue", "encoding/json/encode.go", 358, 357), marshal,
         m_handle, m_serve},
        (1 - marking) * 0.35);
    add({in("syscall.Syscall", "syscall/syscall_linux.go", 68, 66), fdRead, netRead, serverRead},
        (1 - marking) * 0.25);
    add({in("runtime.findRunnable", "runtime/proc.go", 2560, 2534),
         in("runtime.schedule", "runtime/proc.go", 3206, 3170)},
        (1 - marking) * 0.15);
    return out;
}

} // namespace understudy::pprof
