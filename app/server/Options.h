#pragma once

#include "core/base/Result.h"

#include <QMap>
#include <QStringList>

namespace understudy::server {

/// What the program was asked for: words, and options by their names. An option comes from the command line,
/// else from the environment (--tls-key is UNDERSTUDY_SERVER_TLS_KEY), else from the file of --config, else
/// it has its default.
class Options final {
public:
    /// One option of the program. What is a secret has no place on a command line, where everybody on the
    /// computer can read it.
    struct Known {
        const char* name;
        const char* value; ///< what to call its value in the help; nullptr: it is on or off
        const char* help;
        const char* fallback = "";
        enum Where { Anywhere, LineOnly, SecretFile } where = Anywhere;
    };

    /// An error has a sentence about what is wrong with them.
    static Result<Options> read(const QStringList& arguments, const QMap<QString, QString>& environment);
    /// What --help tells of the options.
    static QString help();

    const QStringList& words() const { return m_words; }
    QString value(const char* name) const;
    bool isSet(const char* name) const; ///< by anybody; for those without a value: on
    /// One that systemd listens on for us, or -1.
    int listenSocket() const { return m_listenSocket; }
    void setListenSocket(int socket) { m_listenSocket = socket; }
    bool wantsHelp() const { return isSet("help"); }
    bool wantsVersion() const { return isSet("version"); }

private:
    Result<void> readLine(const QStringList& arguments);
    Result<void> readEnvironment(const QMap<QString, QString>& environment);
    Result<void> readFile(const QString& path);
    Result<void> set(const Known& known, const QString& value, const QString& from);

    QStringList m_words;
    QMap<QString, QString> m_values;
    int m_listenSocket = -1;
};

} // namespace understudy::server
