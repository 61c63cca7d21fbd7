#include "labs/pprof/LeakySource.h"

#include <algorithm>

namespace understudy::pprof {

namespace {

constexpr char mainGo[] = R"go(package main

import (
	"fmt"
	"log"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"
)

func idleTimeout() time.Duration {
	d, err := time.ParseDuration(os.Getenv("CONN_IDLE_TIMEOUT"))
	if err != nil {
		return defaultIdle
	}
	return d
}

func healthy(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, `{"status":"UP"}`)
}

func main() {
	go func() { log.Println(http.ListenAndServe("localhost:6060", nil)) }()
	pool := NewPool("message-bus:5672", idleTimeout())
	mux := http.NewServeMux()
	mux.HandleFunc("/health", healthy)
	mux.HandleFunc("/ready", healthy)
	mux.HandleFunc("/v1/status", pool.handle)
	log.Fatal(http.ListenAndServe(":8080", mux))
}
)go";

constexpr char poolGo[] = R"go(package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"time"
)

// readerSize fits the largest message.
const readerSize = 16 << 10

// Pool keeps connections to the message bus, one for each tenant that asked.
type Pool struct {
	addr string
	idle time.Duration // after so long without use a connection is closed; 0: never
	mu   sync.Mutex
	free map[string][]*Conn
}

func NewPool(addr string, idle time.Duration) *Pool {
	return &Pool{addr: addr, idle: idle, free: map[string][]*Conn{}}
}

// dial opens a connection and starts the goroutine that reads from it.
func (p *Pool) dial(ctx context.Context, tenant string) (*Conn, error) {
	var d net.Dialer
	raw, err := d.DialContext(ctx, "tcp", p.addr)
	if err != nil {
		return nil, err
	}
	if p.idle > 0 {
		if err := raw.SetReadDeadline(time.Now().Add(p.idle)); err != nil {
			raw.Close()
			return nil, err
		}
	}
	c := newConn(tenant, raw)
	c.r = bufio.NewReaderSize(raw, readerSize)
	go c.readLoop()
	return c, nil
}

// put gives a connection back after use.
func (p *Pool) put(c *Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free[c.tenant]) < 4 {
		p.free[c.tenant] = append(p.free[c.tenant], c)
		return
	}
	c.busy = false // TODO: close it? somebody may still read
}

func (p *Pool) take(tenant string) *Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.free[tenant]
	if len(list) == 0 {
		return nil
	}
	p.free[tenant] = list[:len(list)-1]
	return list[len(list)-1]
}

func (p *Pool) handle(w http.ResponseWriter, req *http.Request) {
	c := p.take(req.Header.Get("X-Tenant"))
	if c == nil {
		fresh, err := p.dial(req.Context(), req.Header.Get("X-Tenant"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		c = fresh
	}
	defer p.put(c)
	body, err := json.Marshal(c.status())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(body)
}
)go";

constexpr char connGo[] = R"go(package main

import (
	"bufio"
	"net"
	"sync/atomic"
)

// Conn is one connection to the message bus.
type Conn struct {
	tenant string
	raw    net.Conn
	r      *bufio.Reader
	busy   bool
	seen   atomic.Int64
	frame  []byte
}

func newConn(tenant string, raw net.Conn) *Conn {
	return &Conn{tenant: tenant, raw: raw, busy: true, frame: make([]byte, 2048)}
}

func (c *Conn) status() map[string]any {
	return map[string]any{"tenant": c.tenant, "messages": c.seen.Load()}
}

// readLoop reads until the connection ends. Nothing else ends it.
func (c *Conn) readLoop() {
	defer c.raw.Close()
	for {
		n, err := c.r.Read(c.frame)
		if err != nil {
			return
		}
		c.seen.Add(int64(n))
	}
}
)go";

constexpr char versionGo[] = R"go(package main

import "time"

const version = "VERSION"

// defaultIdle holds when CONN_IDLE_TIMEOUT is not set.
const defaultIdle = IDLE
)go";

void replace(std::string& text, const std::string& what, const std::string& by) {
    if (const auto at = text.find(what); at != std::string::npos)
        text.replace(at, what.size(), by);
}

} // namespace

std::map<std::string, std::string> leakySource(bool closesIdle) {
    std::map<std::string, std::string> files{
        {"main.go", mainGo}, {"pool.go", poolGo}, {"conn.go", connGo}, {"version.go", versionGo}};
    replace(files["version.go"], "VERSION", closesIdle ? "1.4.3" : "1.4.2");
    replace(files["version.go"], "IDLE", closesIdle ? "90 * time.Second" : "0 * time.Second");
    if (closesIdle)
        replace(files["pool.go"], "\tc.busy = false // TODO: close it? somebody may still read\n",
                "\tc.raw.Close() // ends its readLoop too\n");
    return files;
}

int leakyLine(const std::string& file, const std::string& text) {
    const auto files = leakySource(false);
    const auto found = files.find(file);
    const auto at = found == files.end() ? std::string::npos : found->second.find(text);
    if (at == std::string::npos)
        return 0;
    return 1 + static_cast<int>(std::count(found->second.begin(),
                                           found->second.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

} // namespace understudy::pprof
