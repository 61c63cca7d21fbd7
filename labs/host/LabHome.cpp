#include "labs/host/LabHome.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>

#include <filesystem>
#include <sys/stat.h>
#include <vector>

namespace understudy::host {

namespace {

const auto Mine = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
const auto MineToRun = Mine | QFileDevice::ExeOwner;

Error failed(const QString& path) {
    return {Errc::Io,
            QCoreApplication::translate("host",
                                        "The lab's folder could not be filled. Check the free space and the "
                                        "rights of the folder, then start the lab again."),
            path};
}

Result<void> folder(const QString& path) {
    if (!QDir().mkpath(path) || !QFile::setPermissions(path, MineToRun))
        return failed(path);
    return {};
}

Result<void> writeFile(const QString& path, const QByteArray& text, QFileDevice::Permissions permissions) {
    QSaveFile out(path);
    if (!out.open(QIODevice::WriteOnly) || !out.setPermissions(permissions) ||
        out.write(text) != text.size() || !out.commit())
        return failed(path + QStringLiteral(": ") + out.errorString());
    return {};
}

/// Copies the files of one folder; @p permissions are those of the copies.
Result<void> copyFiles(const QString& from, const QString& to, QFileDevice::Permissions permissions) {
    if (auto made = folder(to); !made)
        return made;
    for (const QFileInfo& each : QDir(from).entryInfoList(QDir::Files | QDir::Hidden)) {
        QFile in(each.filePath());
        if (!in.open(QIODevice::ReadOnly))
            return failed(each.filePath());
        if (auto written = writeFile(to + QLatin1Char('/') + each.fileName(), in.readAll(), permissions);
            !written)
            return written;
    }
    return {};
}

/// Copies a folder with all below it; programs stay programs. What is there already stays as it is, when
/// @p keep.
Result<void> copyTree(const QString& from, const QString& to, bool keep) {
    if (auto made = folder(to); !made)
        return made;
    for (const QFileInfo& each :
         QDir(from).entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
        const QString copy = to + QLatin1Char('/') + each.fileName();
        if (each.isDir()) {
            if (auto done = copyTree(each.filePath(), copy, keep); !done)
                return done;
            continue;
        }
        QFile in(each.filePath());
        if (keep && QFile::exists(copy))
            continue;
        if (!in.open(QIODevice::ReadOnly))
            return failed(each.filePath());
        if (auto done = writeFile(copy, in.readAll(), each.isExecutable() ? MineToRun : Mine); !done)
            return done;
    }
    return {};
}

/// Takes away all that is in a folder, also what has no rights or a name that is no text; what stays, if
/// anything.
QString cleared(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::error_code trouble;
    std::vector<fs::path> found;
    for (fs::directory_iterator each(folder, trouble); !trouble && each != fs::directory_iterator();
         each.increment(trouble))
        found.push_back(each->path());
    for (const fs::path& each : found) {
        const bool isFolder = fs::symlink_status(each, trouble).type() == fs::file_type::directory;
        if (isFolder) {
            fs::permissions(each, fs::perms::owner_all, trouble);
            if (const QString left = cleared(each); !left.isEmpty())
                return left;
        }
        fs::remove(each, trouble);
        if (trouble)
            return QFile::decodeName(each.c_str());
    }
    return trouble ? QFile::decodeName(folder.c_str()) : QString();
}

} // namespace

LabHome::LabHome(const HostOptions& options)
    : m_root(QDir(options.folder).absolutePath())
    , m_files(options.files)
    , m_kubeconfig(options.kubeconfig)
    , m_token(options.controlToken)
    , m_secrets(options.secrets) {}

Result<LabHome> LabHome::make(const HostOptions& options) {
    const LabHome made(options);
    if (!QFileInfo(made.m_files + QStringLiteral("/etc/bashrc")).isReadable())
        return Error{Errc::NotFound,
                     QCoreApplication::translate(
                         "host", "The lab host's files are missing. Install Understudy again."),
                     made.m_files};
    for (const QString& each : {made.m_root, made.home(), made.host(), made.tmp(), made.keys(), made.nodes()})
        if (auto there = folder(each); !there)
            return there.error();
    if (auto installed = made.install(); !installed)
        return installed.error();
    if (auto filled = made.fillHome(options.lab); !filled)
        return filled.error();
    return made;
}

Result<void> LabHome::install() const {
    if (auto done = copyFiles(m_files + QStringLiteral("/bin"), host() + QStringLiteral("/bin"), MineToRun);
        !done)
        return done;
    if (auto done = copyFiles(m_files + QStringLiteral("/etc"), host() + QStringLiteral("/etc"), Mine); !done)
        return done;
    for (const QString& each :
         {QStringLiteral("/database"), QStringLiteral("/labs"), QStringLiteral("/node-bin")})
        if (auto done = copyTree(m_files + each, host() + each, false); !done)
            return done;
    const QByteArray passwd =
        "root:x:0:0:root:/root:/bin/bash\ntrainee:x:1000:1000:Trainee:/home/trainee:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
    const QByteArray group = "root:x:0:\ntrainee:x:1000:\ntty:x:5:\nnogroup:x:65534:\n";
    for (auto each = m_secrets.begin(); each != m_secrets.end(); ++each)
        if (auto done = writeFile(host() + QStringLiteral("/etc/") + each.key(), each.value(), Mine); !done)
            return done;
    const QList<std::pair<QString, QByteArray>> texts{
        {QStringLiteral("/etc/token"), m_token.toUtf8()},
        {QStringLiteral("/etc/kubeconfig"), m_kubeconfig},
        {QStringLiteral("/etc/passwd"), passwd},
        {QStringLiteral("/etc/group"), group},
        {QStringLiteral("/etc/hosts"), "127.0.0.1 localhost lab\n::1 localhost\n"}};
    for (const auto& [name, text] : texts)
        if (auto done = writeFile(host() + name, text, Mine); !done)
            return done;
    if (auto done = folder(host() + QStringLiteral("/run")); !done)
        return done;
    QFile::remove(commands());
    if (::mkfifo(QFile::encodeName(commands()).constData(), 0600) != 0)
        return failed(commands());
    return {};
}

QString LabHome::ofLab(const QString& lab) const {
    static const QRegularExpression name(QStringLiteral("^[a-z0-9][a-z0-9-]*$"));
    return host() + QStringLiteral("/labs/") + (name.match(lab).hasMatch() ? lab : QStringLiteral("none"));
}

Result<void> LabHome::fillHome(const QString& lab) const {
    if (auto done =
            copyFiles(m_files + QStringLiteral("/scripts"), home() + QStringLiteral("/scripts"), MineToRun);
        !done)
        return done;
    if (auto done = folder(home() + QStringLiteral("/.kube")); !done)
        return done;
    if (auto done = copyTree(ofLab(lab) + QStringLiteral("/home"), home(), true); !done)
        return done;
    return writeFile(home() + QStringLiteral("/.kube/config"), m_kubeconfig, Mine);
}

Result<void> LabHome::renew(const QString& lab) const {
    QStringList places{home(), tmp()};
    for (const QFileInfo& each : QDir(nodes()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot))
        places.append(each.filePath());
    for (const QString& place : places) {
        // The folders themselves stay: running shells stand in them.
        if (const QString left = cleared(QFile::encodeName(place).toStdString()); !left.isEmpty())
            return failed(left);
    }
    return fillHome(lab);
}

} // namespace understudy::host
