#pragma once

#include "core/http/Stream.h"

#include <utility>

namespace understudy::tests {

/// A client that says only what the test makes it say, and keeps what it is told.
class QuietStream final : public http::Stream {
public:
    struct Wire {
        Got got;
        std::string told;
        bool closed = false;
        bool stuck = false; ///< takes nothing, until written is called
        Done written;
    };
    explicit QuietStream(std::shared_ptr<Wire> wire)
        : m_wire(std::move(wire)) {}
    void start(Done done) override { done({}, 0); }
    void read(Got got) override { m_wire->got = std::move(got); }
    void write(boost::asio::const_buffer bytes, Done done) override {
        m_wire->told.append(static_cast<const char*>(bytes.data()), bytes.size());
        if (m_wire->stuck)
            m_wire->written = [done = std::move(done), size = bytes.size()](auto error, std::size_t) {
                done(error, size);
            };
        else
            done({}, bytes.size());
    }
    void endWriting(Done done) override { done({}, 0); }
    void close() override { m_wire->closed = true; }
    bool secure() const override { return false; }
    std::string peer() const override { return "test"; }

private:
    std::shared_ptr<Wire> m_wire;
};

} // namespace understudy::tests
