#include "labs/host/BashHost.h"

#include "labs/host/Program.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#include <poll.h>
#include <unistd.h>
#include <utility>

namespace understudy::host {

namespace {

constexpr auto InsideHome = "/home/trainee"; // what a shell in the sandbox sees
constexpr auto InsideHost = "/home/lab";

QString tr(const char* text) { return QCoreApplication::translate("host", text); }

std::string path(const QString& text) { return QFile::encodeName(text).toStdString(); }

/// Runs a command to its end; what it said when it failed, empty when all is well.
QString trouble(const std::vector<std::string>& arguments,
                const std::vector<std::string>& environment = {"PATH=/usr/bin:/bin"}) {
    Launch launch;
    launch.arguments = arguments;
    launch.environment = environment;
    launch.pty = true; // as the shells will have
    auto program = Program::start(launch);
    if (!program)
        return program.error().detail;
    QByteArray said;
    const QDeadlineTimer patience(10'000);
    // A terminal that was hung up is readable for ever: from then on only the program's end is waited for.
    for (int output = (*program)->output(); !patience.hasExpired();) {
        pollfd waits[2] = {{output, POLLIN, 0}, {(*program)->exitDescriptor(), POLLIN, 0}};
        ::poll(waits, 2, 100);
        char bytes[512];
        if (const ssize_t count = ::read((*program)->output(), bytes, sizeof bytes); count > 0)
            said.append(bytes, static_cast<qsizetype>(count));
        else if (waits[0].revents & POLLHUP)
            output = -1;
        if (const auto exit = (*program)->exited()) {
            const bool well = exit->status == 0 && exit->signal == 0;
            return well ? QString() : QString::fromLocal8Bit(said).simplified().right(200) + QLatin1Char('.');
        }
    }
    return QStringLiteral("bwrap: no answer.");
}

/// OpenSSH's own server of files, which is not everywhere in the same place; "" when it is nowhere.
std::string fileServer() {
    for (const char* place : {"/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                              "/usr/lib/ssh/sftp-server", "/usr/libexec/sftp-server"})
        if (QFileInfo(QString::fromLatin1(place)).isExecutable())
            return place;
    return {};
}

} // namespace

BashHost::BashHost(const LabHome& home, const HostOptions& options, Network& network)
    : m_home(home)
    , m_options(options)
    , m_network(network)
    , m_lab(options.lab) {
    probe();
}

bool BashHost::isNode(const QString& user) {
    static const QRegularExpression name(QStringLiteral("^(bastion|controller-[1-9]|worker-[0-9]{3})$"));
    return name.match(user).hasMatch();
}

void BashHost::setLab(const QString& lab) {
    const std::lock_guard lock(m_mutex);
    m_lab = lab;
}

void BashHost::probe() {
    if (QStandardPaths::findExecutable(QStringLiteral("bwrap")).isEmpty()) {
        m_network.giveUp();
        m_sandbox.reason =
            tr("Shells of the lab run as you, with all your files, because bubblewrap is not installed. "
               "Install it with: sudo apt install bubblewrap");
        return;
    }
    QString why = tried(true);
    m_ownProcesses = why.isEmpty();
    if (!m_ownProcesses)
        why = tried(false);
    if (!why.isEmpty() && m_network.apart()) {
        m_network.giveUp();
        probe();
        return;
    }
    m_sandbox.on = why.isEmpty();
    if (!m_sandbox.on) {
        m_network.giveUp();
        m_sandbox.reason =
            tr("Shells of the lab run as you, with all your files, because bubblewrap does not work on "
               "this computer: %1")
                .arg(why);
        return;
    }
    QStringList open;
    if (!m_network.apart())
        open += tr("Programs in the lab can use this computer's network, because kubectl and curl need it "
                   "to reach the cluster and the computer gives the lab none of its own.");
    if (!m_ownProcesses)
        open += tr("Programs in the lab see the list of this computer's processes.");
    m_sandbox.reason = open.join(QLatin1Char(' '));
}

/// Why a shell cannot be had in such a sandbox; empty when it can.
QString BashHost::tried(bool ownProcesses) const {
    std::vector<std::string> attempt = wrapper({"lab", m_home.home(), {}}, ownProcesses);
    attempt.insert(attempt.end(),
                   {"/bin/bash", "-c", "test -w ~ && test -p " + std::string(InsideHost) + "/run/commands"});
    return trouble(attempt);
}

std::vector<std::string> BashHost::wrapper(const Room& room, bool ownProcesses) const {
    std::vector<std::string> words = m_network.inside();
    const auto add = [&](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
    add({"/usr/bin/bwrap", "--die-with-parent", "--unshare-user", "--uid", "1000", "--gid", "1000"});
    add({"--unshare-ipc", "--unshare-uts", "--hostname", room.hostname, "--unshare-cgroup-try"});
    add({"--ro-bind", "/", "/", "--dev", "/dev"});
    if (ownProcesses)
        add({"--unshare-pid", "--proc", "/proc"});
    // The names of the computer's interfaces stand there whoever looks.
    if (m_network.apart() && QFile::exists(QStringLiteral("/sys/class/net")))
        add({"--tmpfs", "/sys/class/net"});
    addFolders(room, words);
    add({"--setenv", "HOME", InsideHome, "--chdir", InsideHome, "--"});
    return words;
}

void BashHost::addFolders(const Room& room, std::vector<std::string>& words) const {
    const std::string root = path(m_home.root());
    const std::string host = path(m_home.host());
    const auto add = [&](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
    add({"--tmpfs", "/run", "--tmpfs", "/home"});
    if (QFile::exists(QStringLiteral("/root")))
        add({"--tmpfs", "/root"});
    // Keys, the journal of other labs and whatever else lies beside this lab's home stay out of sight.
    const bool covered =
        root.rfind("/home/", 0) == 0 || root.rfind("/root/", 0) == 0 || root.rfind("/tmp/", 0) == 0;
    if (!covered)
        add({"--tmpfs", root});
    add({"--bind", path(m_home.tmp()), "/tmp", "--bind", path(room.home), InsideHome});
    add({"--ro-bind", host, InsideHost});
    for (const char* file : {"/etc/passwd", "/etc/group", "/etc/hosts"})
        add({"--ro-bind", host + file, file});
    for (qsizetype i = 0; i < m_options.path.size(); ++i)
        if (QFileInfo(m_options.path.at(i)).isDir())
            add({"--ro-bind", path(m_options.path.at(i)), "/home/tools/" + std::to_string(i)});
    for (const auto& [folder, where] : room.writable)
        add({"--bind", path(folder), where});
}

std::vector<std::string> BashHost::confined(const Room& room) const {
    return m_sandbox.on ? wrapper(room, m_ownProcesses) : std::vector<std::string>();
}

std::string BashHost::seen(const QString& name) const {
    return m_sandbox.on ? InsideHost + path(name.mid(m_home.host().size())) : path(name);
}

QString BashHost::prepare(const QString& program) const {
    std::vector<std::string> words = confined({"lab", m_home.home(), {}});
    words.push_back(seen(program));
    sshd::ShellRequest request;
    request.user = "trainee";
    return trouble(words, environment(request));
}

std::string BashHost::searchPath(const QString& node) const {
    const std::string host = seen(m_home.host());
    std::string search = (node.isEmpty() ? std::string() : host + "/node-bin:") + host + "/bin";
    for (qsizetype i = 0; i < m_options.path.size(); ++i)
        search += ':' + (m_sandbox.on ? "/home/tools/" + std::to_string(i) : path(m_options.path.at(i)));
    return search + ":/usr/local/bin:/usr/bin:/bin";
}

/// What every program finds set; @p node is empty on the lab host itself.
BashHost::Settings BashHost::settings(const QString& node) const {
    const std::string own = path(node.isEmpty() ? m_home.home() : m_home.ofNode(node));
    const std::string home = m_sandbox.on ? InsideHome : own;
    const std::string host = seen(m_home.host());
    Settings all{{"HOME", home},
                 {"USER", "trainee"},
                 {"LOGNAME", "trainee"},
                 {"SHELL", "/bin/bash"},
                 {"PATH", searchPath(node)},
                 {"LANG", "C.UTF-8"},
                 {"KUBECONFIG", node.isEmpty() ? home + "/.kube/config" : host + "/etc/kubeconfig"},
                 {"PROMETHEUS", m_options.prometheusUrl.toStdString()},
                 {"LAB", m_options.controlUrl.toStdString()},
                 {"LAB_ROOT", host},
                 {"LAB_TOKEN_FILE", host + "/etc/token"},
                 {"PGHOST", host + "/run"},
                 {"PGUSER", "trainee"},
                 {"PGDATABASE", "shop"},
                 {"PGPASSFILE", host + "/etc/pgpass"}};
    if (!node.isEmpty()) {
        all["NODE"] = node.toStdString();
        all["BASH_ENV"] = host + "/etc/node"; // says so when there is no such node
    }
    return all;
}

std::vector<std::string> BashHost::environment(const sshd::ShellRequest& request) const {
    const QString user = QString::fromStdString(request.user);
    Settings all = settings(isNode(user) ? user : QString());
    {
        const std::lock_guard lock(m_mutex);
        all["LAB_ID"] = m_lab.toStdString();
    }
    if (request.pty)
        all["COLORTERM"] = "truecolor";
    if (const QByteArray zone = qgetenv("TZ"); !zone.isEmpty())
        all["TZ"] = zone.toStdString();
    for (auto each = m_options.environment.begin(); each != m_options.environment.end(); ++each)
        all[each.key().toStdString()] = each.value().toStdString();
    for (const auto& [name, value] : request.environment)
        all[name] = value;
    std::vector<std::string> words;
    for (const auto& [name, value] : all)
        words.push_back(name + '=' + value);
    return words;
}

Result<Room> BashHost::roomOf(const QString& user) const {
    if (!isNode(user))
        return Room{"lab", m_home.home(), {}};
    Room room{user.toStdString(), m_home.ofNode(user), {}};
    if (!QDir().mkpath(room.home))
        return Error{Errc::Io, tr("The node has no room for a home. Free some space."), room.home};
    return room;
}

Result<std::unique_ptr<sshd::ShellProcess>> BashHost::start(const sshd::ShellRequest& request) {
    const auto room = roomOf(QString::fromStdString(request.user));
    if (!room)
        return room.error();
    std::string command = request.command;
    if (request.subsystem == "sftp") {
        if (fileServer().empty())
            return Error{Errc::NotFound,
                         tr("Files cannot be copied, because OpenSSH's SFTP server is not installed. Install "
                            "it with: sudo apt install openssh-sftp-server"),
                         {}};
        command = "exec " + fileServer(); // by way of bash, which knows whether there is such a node
    }
    Launch launch;
    launch.arguments = confined(*room);
    launch.arguments.push_back("/bin/bash");
    if (!command.empty())
        launch.arguments.insert(launch.arguments.end(), {"-c", command});
    else if (request.pty)
        launch.arguments.insert(launch.arguments.end(),
                                {"--rcfile", seen(m_home.host()) + "/etc/bashrc", "-i"});
    launch.environment = environment(request);
    launch.folder = path(room->home);
    launch.pty = request.pty;
    launch.columns = request.columns;
    launch.rows = request.rows;
    auto program = Program::start(launch);
    if (!program)
        return program.error();
    return std::unique_ptr<sshd::ShellProcess>(std::move(*program));
}

} // namespace understudy::host
