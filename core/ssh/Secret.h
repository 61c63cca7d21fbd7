#pragma once

#include <QStringList>

#include <string.h>

namespace understudy::ssh {

/// Overwrites a secret and forgets it. What somebody else still holds is left alone: the last one wipes.
inline void wipe(QString& secret) {
    if (secret.isDetached())
        ::explicit_bzero(secret.data(), static_cast<std::size_t>(secret.size()) * sizeof(QChar));
    secret = QString();
}

inline void wipe(QByteArray& secret) {
    if (secret.isDetached())
        ::explicit_bzero(secret.data(), static_cast<std::size_t>(secret.size()));
    secret = QByteArray();
}

inline void wipe(QStringList& secrets) {
    if (secrets.isDetached())
        for (QString& each : secrets)
            wipe(each);
    secrets = QStringList();
}

/// A secret in the bytes a library takes, wiped at the end of its scope.
class SecretBytes final {
public:
    explicit SecretBytes(const QString& text)
        : m_bytes(text.toUtf8()) {}
    ~SecretBytes() { wipe(m_bytes); }
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    const char* data() const { return m_bytes.constData(); }

private:
    QByteArray m_bytes;
};

/// Answers to a prompt, wiped at the end of their scope.
class SecretAnswers final {
public:
    explicit SecretAnswers(QStringList answers)
        : m_answers(std::move(answers)) {}
    ~SecretAnswers() { wipe(m_answers); }
    SecretAnswers(SecretAnswers&& other) noexcept
        : m_answers(std::exchange(other.m_answers, {})) {}
    SecretAnswers& operator=(SecretAnswers&&) = delete;
    SecretBytes at(qsizetype field) const { return SecretBytes(m_answers.value(field)); }

private:
    QStringList m_answers;
};

} // namespace understudy::ssh
