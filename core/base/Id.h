#pragma once

#include "core/base/Clock.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace understudy {

/// A UUID in its lower-case text form, 36 characters.
using Id = QString;

/// Fills a buffer with random bytes. The system's generator outside of tests.
using Randomness = std::function<void(unsigned char* bytes, std::size_t count)>;

/// The operating system's cryptographic generator.
Randomness systemRandomness();

/// Makes UUIDs of version 7 (RFC 9562): they sort by the moment of their making, and two of the same
/// millisecond still sort in the order they were made. Not for use by several threads at once.
class IdMaker final {
public:
    IdMaker(const Clock& clock, Randomness random);
    Id next();

private:
    const Clock& m_clock;
    Randomness m_random;
    qint64 m_lastMs = -1;
    unsigned m_counter = 0;
};

/// True for 8-4-4-4-12 hexadecimal digits of any case, with a variant nibble of 8 to b.
bool isUuid(const QString& text);

} // namespace understudy
