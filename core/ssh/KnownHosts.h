#pragma once

#include "core/base/Result.h"
#include "core/ssh/Key.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace understudy::ssh {

/// What is known about hosts' keys, from files in OpenSSH's known_hosts format (sshd(8)): plain and hashed
/// names, [host]:port, patterns, @revoked and @cert-authority.
class KnownHosts final {
public:
    enum class Word { Known, Unknown, Changed, Revoked };
    struct Verdict {
        Word word = Word::Unknown;
        PublicKey known; ///< of a Changed or Revoked one
        QString where;   ///< file:line
    };

    /// Reads @p files; one that does not exist knows nothing. The first is the only one ever written to.
    explicit KnownHosts(const QStringList& files);

    Verdict judge(const QString& host, quint16 port, const PublicKey& shown) const;
    /// Keys that may certify the host, by its name with or without the port.
    std::vector<PublicKey> authoritiesFor(const QString& host, quint16 port) const;
    /// Types of the keys known for a host, so that it is asked to show one of them.
    QStringList typesFor(const QString& host, quint16 port) const;

    /// Adds a line to the first file.
    Result<void> remember(const QString& host, quint16 port, const PublicKey& key);
    /// Takes all of the host's keys out of the first file and adds @p key, after the trainee compared it.
    Result<void> replace(const QString& host, quint16 port, const PublicKey& key);

private:
    struct Line {
        QString names;
        PublicKey key;
        bool revoked = false;
        bool authority = false;
        QString file;
        int number = 0;
    };
    void read(const QString& file);
    Result<void> write(const QByteArray& text);

    QStringList m_files;
    std::vector<Line> m_lines;
};

} // namespace understudy::ssh
