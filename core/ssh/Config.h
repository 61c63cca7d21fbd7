#pragma once

#include "core/base/Result.h"
#include "core/ssh/LocalForward.h"
#include "core/ssh/Login.h"

#include <vector>

namespace understudy::ssh {

/// What a ~/.ssh/config says (ssh_config(5)), as far as it says where to go and as whom: Host, Match (all,
/// host, originalhost, user, localuser), HostName, User, Port, IdentityFile, ProxyJump, ServerAliveInterval,
/// ServerAliveCountMax, LocalForward, Include. Nothing in it can switch off a check or start a program; what
/// is not used is told.
class Config final {
public:
    struct Surroundings {
        QString home;      ///< for ~ and Include, without a slash at the end
        QString localUser; ///< logs in where no User is named
    };
    /// Reads @p file and what it includes. NotFound when it is not there, Refused when others can write to
    /// it, BadInput with file and line when a line cannot be understood.
    static Result<Config> read(const QString& file, const Surroundings& around);

    /// The way to @p name ("web", "ann@web:2222"). All that the file does not say is taken from @p given.
    /// BadInput when jump hosts lead in a circle.
    Result<Target> target(const QString& name, const Target& given) const;
    /// The names that Host lines spell out, without patterns, in the file's order.
    QStringList names() const;
    /// The ports its LocalForward lines name, to be offered: nothing is opened for being in a file.
    std::vector<LocalForward> forwards(const QString& name) const;
    /// One sentence for each line about @p name that is not used, in the file's order.
    QStringList unused(const QString& name) const;

private:
    struct Line {
        QString keyword; ///< in lower case
        QString written; ///< the same as the file has it
        QStringList words;
        QString where; ///< file:line
        int block;
    };
    struct Block {
        int parent = -1; ///< of the file that includes
        bool match = false;
        QStringList words; ///< patterns of Host, criteria of Match
    };
    struct Found {
        QString host;
        QString user;
        quint16 port = 0;
        QStringList identities;
        QString jumps;
        int interval = -1;
        int count = 3;
        QList<const Line*> forwards;
        QList<const Line*> unused;
    };
    class Search;

    Config(Surroundings around)
        : m_around(std::move(around)) {}
    Result<void> readFile(const QString& file, int block, int depth);
    Result<void> take(const QString& text, const QString& where, int& block, int outer, int depth);
    Result<void> include(const QStringList& patterns, int block, int depth);
    Found find(const QString& name, const QString& user) const;
    Result<Target> resolve(const QString& name, const Target& given, bool ownJumps, int depth) const;
    QString expanded(const QString& path, const QString& name, const Target& target) const;

    Surroundings m_around;
    std::vector<Block> m_blocks;
    std::vector<Line> m_lines;
};

} // namespace understudy::ssh
