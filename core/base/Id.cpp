#include "core/base/Id.h"

#include <QRegularExpression>

#include <sodium.h>

#include <algorithm>
#include <array>

namespace understudy {

Randomness systemRandomness() {
    return [](unsigned char* bytes, std::size_t count) { randombytes_buf(bytes, count); };
}

IdMaker::IdMaker(const Clock& clock, Randomness random)
    : m_clock(clock)
    , m_random(std::move(random)) {}

Id IdMaker::next() {
    std::array<unsigned char, 16> b{};
    m_random(b.data(), b.size());

    // RFC 9562 section 6.2, method 1: a 12-bit counter after the millisecond. When the clock stands still,
    // goes back or the counter is used up, the id's millisecond runs ahead of the clock instead of repeating.
    const qint64 nowMs = m_clock.now().time_since_epoch().count();
    if (nowMs > m_lastMs) {
        m_lastMs = nowMs;
        m_counter = ((b[6] & 0x07u) << 8) | b[7]; // start in the lower half: room to count up
    } else if (++m_counter > 0xfff) {
        ++m_lastMs;
        m_counter = ((b[6] & 0x07u) << 8) | b[7];
    }
    for (std::size_t i = 0; i < 6; ++i)
        b[i] = static_cast<unsigned char>(m_lastMs >> (40 - 8 * static_cast<int>(i)));
    b[6] = static_cast<unsigned char>(0x70 | (m_counter >> 8));
    b[7] = static_cast<unsigned char>(m_counter);
    b[8] = static_cast<unsigned char>(0x80 | (b[8] & 0x3f));

    const QByteArray hex = QByteArray(reinterpret_cast<const char*>(b.data()), 16).toHex();
    return QString::fromLatin1(hex.mid(0, 8) + '-' + hex.mid(8, 4) + '-' + hex.mid(12, 4) + '-' +
                               hex.mid(16, 4) + '-' + hex.mid(20));
}

bool isUuid(const QString& text) {
    static const QRegularExpression shape(QStringLiteral(
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}\\z"));
    return shape.match(text).hasMatch();
}

} // namespace understudy
