#pragma once

#include <QByteArray>
#include <QtEndian>

namespace understudy::ssh {

/// Reads the fields of RFC 4251 section 5; after one that is not there everything is empty or zero and good()
/// is false.
class BlobReader final {
public:
    explicit BlobReader(const QByteArray& bytes)
        : m_bytes(bytes) {}
    quint8 byte() { return raw<quint8>(); }
    quint32 number() { return raw<quint32>(); }
    quint64 number64() { return raw<quint64>(); }
    QByteArray text() {
        const quint32 size = number();
        if (!m_good || size > static_cast<quint64>(m_bytes.size() - m_at)) {
            m_good = false;
            return {};
        }
        m_at += static_cast<qsizetype>(size);
        return m_bytes.mid(m_at - static_cast<qsizetype>(size), static_cast<qsizetype>(size));
    }
    qsizetype at() const { return m_at; }
    bool atEnd() const { return m_at >= m_bytes.size(); }
    bool good() const { return m_good; }

private:
    template <class T>
    T raw() {
        constexpr auto size = static_cast<qsizetype>(sizeof(T));
        if (!m_good || m_bytes.size() - m_at < size) {
            m_good = false;
            return 0;
        }
        m_at += size;
        return qFromBigEndian<T>(m_bytes.constData() + m_at - size);
    }
    const QByteArray m_bytes;
    qsizetype m_at = 0;
    bool m_good = true;
};

/// Writes the fields of RFC 4251 section 5.
class BlobWriter final {
public:
    BlobWriter& byte(quint8 value) {
        m_bytes.append(static_cast<char>(value));
        return *this;
    }
    BlobWriter& number(quint32 value) { return raw(value); }
    BlobWriter& number64(quint64 value) { return raw(value); }
    BlobWriter& text(const QByteArray& value) {
        number(static_cast<quint32>(value.size()));
        m_bytes += value;
        return *this;
    }
    const QByteArray& bytes() const { return m_bytes; }

private:
    template <class T>
    BlobWriter& raw(T value) {
        const T big = qToBigEndian(value);
        m_bytes.append(reinterpret_cast<const char*>(&big), sizeof big);
        return *this;
    }
    QByteArray m_bytes;
};

} // namespace understudy::ssh
