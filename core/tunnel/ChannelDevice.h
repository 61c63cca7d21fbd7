#pragma once

#include "core/terminal/ByteStream.h"

#include <QIODevice>

#include <memory>

namespace understudy::tunnel {

/// A stream (a forwarded port, a command) as Qt's classes like it, without any socket that listens on this
/// computer. Bytes that nobody has read hold the far side back. Sequential; open from the start.
class ChannelDevice final : public QIODevice {
    Q_OBJECT
public:
    explicit ChannelDevice(std::unique_ptr<terminal::ByteStream> stream, QObject* parent = nullptr);
    ~ChannelDevice() override;

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;
    bool atEnd() const override { return m_over && bytesAvailable() == 0; }
    void close() override;

protected:
    qint64 readData(char* bytes, qint64 most) override;
    qint64 writeData(const char* bytes, qint64 count) override;

private:
    std::unique_ptr<terminal::ByteStream> m_stream;
    QByteArray m_held;
    bool m_over = false;
};

} // namespace understudy::tunnel
