#include "core/tunnel/ChannelDevice.h"

#include <algorithm>
#include <cstring>

namespace understudy::tunnel {

ChannelDevice::ChannelDevice(std::unique_ptr<terminal::ByteStream> stream, QObject* parent)
    : QIODevice(parent)
    , m_stream(std::move(stream)) {
    m_stream->received = [this](std::string_view bytes) {
        m_held.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
        Q_EMIT readyRead();
    };
    m_stream->ended = [this](const terminal::StreamEnd& end) {
        m_over = true;
        if (!end.sentence.empty())
            setErrorString(QString::fromStdString(end.sentence));
        Q_EMIT readChannelFinished();
    };
    open(QIODevice::ReadWrite | QIODevice::Unbuffered);
}

ChannelDevice::~ChannelDevice() = default;

qint64 ChannelDevice::bytesAvailable() const { return m_held.size() + QIODevice::bytesAvailable(); }

qint64 ChannelDevice::readData(char* bytes, qint64 most) {
    const qint64 count = std::min(most, static_cast<qint64>(m_held.size()));
    if (count == 0)
        return m_over ? -1 : 0;
    std::memcpy(bytes, m_held.constData(), static_cast<std::size_t>(count));
    m_held.remove(0, count);
    m_stream->grant(static_cast<std::size_t>(count));
    return count;
}

qint64 ChannelDevice::writeData(const char* bytes, qint64 count) {
    if (m_over)
        return -1;
    m_stream->write({bytes, static_cast<std::size_t>(count)});
    return count;
}

void ChannelDevice::close() {
    m_stream->close();
    m_over = true;
    m_held.clear();
    QIODevice::close();
}

} // namespace understudy::tunnel
