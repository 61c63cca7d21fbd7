#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QRandomGenerator>

namespace understudy::fakes {

/// Thinks up command lines for a lab host: its tools with flags and objects that fit or do not, and bash's
/// own words, quoted well and badly. The same seed gives the same lines.
class ShellWords final {
public:
    explicit ShellWords(quint32 seed)
        : m_random(seed) {}
    QByteArray line();

private:
    int below(int limit) { return static_cast<int>(m_random.bounded(static_cast<quint32>(limit))); }
    QByteArray one(const QByteArrayList& words) { return words.at(below(static_cast<int>(words.size()))); }
    QByteArray number() { return QByteArray::number(below(below(2) ? 12 : 100'000) - below(3)); }

    QByteArray command();
    QByteArray thing();
    QByteArray space();
    QByteArray shape();
    QByteArray kubectl();
    QByteArray platform();
    QByteArray lab();
    QByteArray web();
    QByteArray tool();
    QByteArray builtin();
    QByteArray strange();

    QRandomGenerator m_random;
};

} // namespace understudy::fakes
