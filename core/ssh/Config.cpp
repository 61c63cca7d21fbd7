#include "core/ssh/Config.h"

#include "core/ssh/Patterns.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>
#include <optional>

namespace understudy::ssh {

namespace {

constexpr int DeepestInclude = 16;
constexpr int LongestWay = 8;

const std::array Numbers{"port", "serveraliveinterval", "serveralivecountmax"};

QString tr(const char* text) { return QCoreApplication::translate("ssh", text); }

Error bad(const QString& where, const QString& sentence) { return {Errc::BadInput, sentence, where}; }

/// Words of a line: separated by blanks, quoted when they hold some; "Keyword=value" is allowed, and a # ends
/// the line. Nothing when a quote is left open.
std::optional<QStringList> split(const QString& text) {
    QStringList words;
    QString word;
    bool quoted = false;
    bool begun = false;
    const auto finish = [&] {
        if (std::exchange(begun, false))
            words += std::exchange(word, {});
    };
    for (const QChar c : text) {
        if (c == QLatin1Char('"')) {
            quoted = !quoted;
            begun = true;
        } else if (!quoted && c == QLatin1Char('#') && !begun) {
            break;
        } else if (!quoted && (c.isSpace() || (c == QLatin1Char('=') && words.size() < 2 &&
                                               !(words.size() == 1 && begun)))) {
            finish();
        } else {
            word += c;
            begun = true;
        }
    }
    finish();
    return quoted ? std::nullopt : std::optional(words);
}

/// "[ssh://][user@]host[:port]", an IPv6 address in brackets.
struct Address {
    QString user;
    QString host;
    quint16 port = 0;
};

Address addressOf(QString text) {
    Address address;
    if (text.startsWith(QLatin1String("ssh://")))
        text = text.mid(6);
    if (const qsizetype at = text.lastIndexOf(QLatin1Char('@')); at >= 0) {
        address.user = text.left(at);
        text = text.mid(at + 1);
    }
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    const bool several = text.count(QLatin1Char(':')) > 1 && !text.startsWith(QLatin1Char('['));
    if (colon > text.lastIndexOf(QLatin1Char(']')) && !several) {
        address.port = text.mid(colon + 1).toUShort();
        text = text.left(colon);
    }
    address.host = text.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    return address;
}

} // namespace

/// One look through the lines for one name: the first value found is the one that counts, as ssh has it.
class Config::Search final {
public:
    Search(const Config& config, const QString& name, const QString& user)
        : m_config(config)
        , m_name(name) {
        m_found.user = user;
        m_matches.resize(config.m_blocks.size());
    }
    Found run() {
        for (const Line& line : m_config.m_lines)
            if (line.block < 0 || matches(line.block))
                take(line);
        return std::move(m_found);
    }

private:
    bool matches(int number) {
        auto& known = m_matches.at(static_cast<std::size_t>(number));
        if (!known) { // asked in the file's order, so that a Match sees what was found above it
            const Block& block = m_config.m_blocks.at(static_cast<std::size_t>(number));
            known = (block.parent < 0 || matches(block.parent)) &&
                    (block.match ? matchesAll(block.words)
                                 : anyPattern(block.words.join(QLatin1Char(',')), m_name));
        }
        return *known;
    }
    bool matchesAll(const QStringList& words) const {
        for (qsizetype i = 0; i < words.size(); ++i) {
            const QString criterion = words.at(i).toLower();
            if (criterion == QLatin1String("all"))
                continue;
            const QString patterns = words.value(++i);
            const QString host = m_found.host.isEmpty() ? m_name : m_found.host;
            const QString user = m_found.user.isEmpty() ? m_config.m_around.localUser : m_found.user;
            const bool fits = (criterion == QLatin1String("host") && anyPattern(patterns, host)) ||
                              (criterion == QLatin1String("originalhost") && anyPattern(patterns, m_name)) ||
                              (criterion == QLatin1String("user") && anyPattern(patterns, user)) ||
                              (criterion == QLatin1String("localuser") &&
                               anyPattern(patterns, m_config.m_around.localUser));
            if (!fits)
                return false; // also exec, canonical and final: nothing is run to find out
        }
        return true;
    }
    void take(const Line& line) {
        const QString value = line.words.value(0);
        const auto first = [&](QString& field) { field = field.isEmpty() ? value : field; };
        if (line.keyword == QLatin1String("hostname") && m_found.host.isEmpty())
            m_found.host = QString(value)
                               .replace(QLatin1String("%h"), m_name)
                               .replace(QLatin1String("%%"), QLatin1String("%"));
        else if (line.keyword == QLatin1String("user"))
            first(m_found.user);
        else if (line.keyword == QLatin1String("proxyjump"))
            first(m_found.jumps);
        else if (line.keyword == QLatin1String("port"))
            m_found.port = m_found.port ? m_found.port : value.toUShort();
        else if (line.keyword == QLatin1String("identityfile"))
            m_found.identities += value;
        else if (line.keyword == QLatin1String("localforward"))
            m_found.forwards += &line;
        else if (line.keyword == QLatin1String("serveraliveinterval"))
            m_found.interval = m_found.interval < 0 ? value.toInt() : m_found.interval;
        else if (line.keyword == QLatin1String("serveralivecountmax"))
            m_found.count = std::exchange(m_counted, true) ? m_found.count : value.toInt();
        else if (line.keyword != QLatin1String("hostname"))
            m_found.unused += &line;
    }

    const Config& m_config;
    const QString m_name;
    Found m_found;
    std::vector<std::optional<bool>> m_matches;
    bool m_counted = false;
};

Result<Config> Config::read(const QString& file, const Surroundings& around) {
    Config config(around);
    if (!QFile::exists(file))
        return Error{Errc::NotFound,
                     tr("There is no %1. Connections are made as they are set up here.").arg(file),
                     {}};
    if (QFile::permissions(file) & (QFileDevice::WriteGroup | QFileDevice::WriteOther))
        return Error{
            Errc::Refused,
            tr("%1 can be changed by other people, so it is not used. Mend it with: chmod 600 %1").arg(file),
            {}};
    if (auto done = config.readFile(file, -1, 0); !done)
        return done.error();
    return config;
}

Result<void> Config::readFile(const QString& file, int outer, int depth) {
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return {}; // as ssh does with what it cannot include
    int block = outer;
    for (int number = 1; !in.atEnd(); ++number) {
        const QString where = QStringLiteral("%1:%2").arg(file).arg(number);
        if (auto done = take(QString::fromUtf8(in.readLine()), where, block, outer, depth); !done)
            return done;
    }
    return {};
}

Result<void> Config::take(const QString& text, const QString& where, int& block, int outer, int depth) {
    auto words = split(text);
    if (!words)
        return bad(where,
                   tr("A quote is not closed in the SSH configuration. Mend that line, then try again."));
    if (words->isEmpty())
        return {};
    const QString written = words->takeFirst();
    const QString keyword = written.toLower();
    if (words->isEmpty())
        return bad(
            where,
            tr("%1 has no value in the SSH configuration. Mend that line, then try again.").arg(written));
    bool number = true;
    if (std::find(Numbers.begin(), Numbers.end(), keyword) != Numbers.end())
        words->first().toUShort(&number);
    if (!number || (keyword == QLatin1String("port") && words->first() == QLatin1String("0")))
        return bad(where,
                   tr("%1 is no number that %2 can have in the SSH configuration. Mend that line, then "
                      "try again.")
                       .arg(words->first(), written));
    if (keyword == QLatin1String("include"))
        return include(*words, block, depth);
    if (keyword == QLatin1String("host") || keyword == QLatin1String("match")) {
        m_blocks.push_back({outer, keyword == QLatin1String("match"), *words});
        block = static_cast<int>(m_blocks.size()) - 1;
        return {};
    }
    m_lines.push_back({keyword, written, *words, where, block});
    return {};
}

Result<void> Config::include(const QStringList& patterns, int block, int depth) {
    if (depth >= DeepestInclude)
        return bad(patterns.join(QLatin1Char(' ')),
                   tr("The SSH configuration includes itself. Take the Include line out, then try again."));
    for (QString pattern : patterns) {
        if (pattern.startsWith(QLatin1String("~/")))
            pattern = m_around.home + pattern.mid(1);
        if (!QDir::isAbsolutePath(pattern))
            pattern = m_around.home + QLatin1String("/.ssh/") + pattern;
        const QFileInfo path(pattern);
        for (const QString& name :
             QDir(path.path()).entryList({path.fileName()}, QDir::Files | QDir::Hidden, QDir::Name))
            if (auto done = readFile(path.path() + QLatin1Char('/') + name, block, depth + 1); !done)
                return done;
    }
    return {};
}

Config::Found Config::find(const QString& name, const QString& user) const {
    return Search(*this, name, user).run();
}

Result<Target> Config::target(const QString& name, const Target& given) const {
    return resolve(name, given, true, 0);
}

Result<Target> Config::resolve(const QString& name, const Target& given, bool ownJumps, int depth) const {
    if (depth > LongestWay)
        return bad(name,
                   tr("The jump hosts of %1 lead in a circle. Mend ProxyJump in the SSH configuration, then "
                      "try again.")
                       .arg(name));
    const Address asked = addressOf(name);
    const Found found = find(asked.host, asked.user);
    Target target = given;
    target.jumps.clear();
    target.host = found.host.isEmpty() ? asked.host : found.host;
    if (asked.port || found.port)
        target.port = asked.port ? asked.port : found.port;
    if (!found.user.isEmpty())
        target.user = found.user;
    else if (target.user.isEmpty())
        target.user = m_around.localUser;
    if (found.interval >= 0) {
        target.keepAlive = std::chrono::seconds(found.interval);
        target.lastWord = target.keepAlive * std::max(found.count, 1);
    }
    if (!found.identities.isEmpty())
        target.identities.clear();
    for (const QString& file : found.identities)
        if (file != QLatin1String("none"))
            target.identities += expanded(file, asked.host, target);
    if (!ownJumps || found.jumps.isEmpty() || found.jumps == QLatin1String("none"))
        return target;
    Target plain = given;
    plain.hostKey.clear();
    plain.user.clear();
    plain.port = 22;
    const QStringList hops = found.jumps.split(QLatin1Char(','), Qt::SkipEmptyParts);
    if (hops.size() == 1 && addressOf(hops.first()).host == asked.host)
        return target; // "Host *" means the jump host as well, which needs none to itself
    for (qsizetype i = 0; i < hops.size(); ++i) { // only the first may have a way of its own, as in ssh -J
        auto hop = resolve(hops.at(i).trimmed(), plain, i == 0, depth + 1);
        if (!hop)
            return hop;
        target.jumps.insert(target.jumps.end(), hop->jumps.begin(), hop->jumps.end());
        hop->jumps.clear();
        target.jumps.push_back(*hop);
    }
    return target;
}

QString Config::expanded(const QString& path, const QString& name, const Target& target) const {
    const QString text = path.startsWith(QLatin1String("~/")) ? m_around.home + path.mid(1) : path;
    QString whole;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar token = text.at(i) == QLatin1Char('%') ? text.at(++i < text.size() ? i : i - 1) : QChar();
        if (token.isNull())
            whole += text.at(i);
        else if (token == QLatin1Char('d'))
            whole += m_around.home;
        else if (token == QLatin1Char('u'))
            whole += m_around.localUser;
        else if (token == QLatin1Char('r'))
            whole += target.user;
        else if (token == QLatin1Char('h'))
            whole += target.host;
        else if (token == QLatin1Char('n'))
            whole += name;
        else if (token == QLatin1Char('p'))
            whole += QString::number(target.port);
        else
            whole += token;
    }
    return QDir::isAbsolutePath(whole) ? whole : m_around.home + QLatin1String("/.ssh/") + whole;
}

QStringList Config::names() const {
    QStringList names;
    for (const Block& block : m_blocks)
        for (const QString& word : block.match ? QStringList() : block.words)
            if (!word.contains(QLatin1Char('*')) && !word.contains(QLatin1Char('?')) &&
                !word.startsWith(QLatin1Char('!')) && !names.contains(word))
                names << word;
    return names;
}

std::vector<LocalForward> Config::forwards(const QString& name) const {
    const Address asked = addressOf(name);
    std::vector<LocalForward> forwards;
    for (const Line* line : find(asked.host, asked.user).forwards)
        if (const auto forward = LocalForward::from(line->words);
            forward && std::find(forwards.begin(), forwards.end(), *forward) == forwards.end())
            forwards.push_back(*forward);
    return forwards;
}

QStringList Config::unused(const QString& name) const {
    const Address asked = addressOf(name);
    QStringList sentences;
    const Found found = find(asked.host, asked.user);
    for (const Line* line : found.unused)
        sentences += tr("%1 is not used here (%2).").arg(line->written, line->where);
    for (const Line* line : found.forwards)
        if (const auto forward = LocalForward::from(line->words); !forward)
            sentences += QStringLiteral("%1 (%2)").arg(forward.error().sentence, line->where);
    return sentences;
}

} // namespace understudy::ssh
