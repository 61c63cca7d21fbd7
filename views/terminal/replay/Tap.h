#pragma once

#include "core/terminal/ByteStream.h"

#include <memory>

namespace understudy::terminal {

/// A far end that somebody listens to: what it sends is heard before it is shown. What is sent to it is not.
class Tap final : public ByteStream {
public:
    Tap(std::unique_ptr<ByteStream> inner, std::function<void(std::string_view bytes)> heard)
        : m_inner(std::move(inner)) {
        m_inner->received = [this, heard = std::move(heard)](std::string_view bytes) {
            heard(bytes);
            if (received) {
                received(bytes);
            }
        };
        m_inner->ended = [this](const StreamEnd& end) {
            if (ended) {
                ended(end);
            }
        };
        m_inner->interrupted = [this](const StreamEnd& why) {
            if (interrupted) {
                interrupted(why);
            }
        };
        m_inner->resumed = [this](std::chrono::milliseconds gap) {
            if (resumed) {
                resumed(gap);
            }
        };
    }
    ~Tap() override {
        m_inner->received = nullptr;
        m_inner->ended = nullptr;
        m_inner->interrupted = nullptr;
        m_inner->resumed = nullptr;
    }
    void write(std::string_view bytes) override { m_inner->write(bytes); }
    void resize(int columns, int rows) override { m_inner->resize(columns, rows); }
    void grant(std::size_t bytes) override { m_inner->grant(bytes); }
    void close() override { m_inner->close(); }

private:
    std::unique_ptr<ByteStream> m_inner;
};

} // namespace understudy::terminal
