#include "app/course/CourseParts.h"
#include "core/base/Minisign.h"
#include "core/course/Library.h"
#include "core/course/Manifest.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cstdio>
#include <iostream>

#include <termios.h>
#include <unistd.h>

namespace understudy::app {
namespace {

/// Asks for a password without showing it; from a pipe it is the first line.
QByteArray askPassword(const char* question) {
    termios before{};
    const bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        std::fputs(question, stderr);
        termios quiet = before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    std::string line;
    std::getline(std::cin, line);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        std::fputs("\n", stderr);
    }
    return QByteArray::fromStdString(line);
}

Result<void> writeKey(const QString& path, const QByteArray& bytes, QFile::Permissions permissions) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(permissions) ||
        file.write(bytes) != bytes.size() || !file.commit())
        return Error{Errc::Io,
                     QStringLiteral("%1 cannot be written. Check the folder and its free space.").arg(path),
                     file.errorString()};
    return {};
}

} // namespace

int makeKeys(const CourseArguments& arguments) {
    const QDir dir(arguments.out.isEmpty() ? QStringLiteral(".") : arguments.out);
    const QString secretPath = dir.filePath(QStringLiteral("understudy.key")),
                  publicPath = dir.filePath(QStringLiteral("understudy.pub"));
    if (!QDir().mkpath(dir.path()))
        return failed({Errc::Io, QStringLiteral("The folder %1 cannot be made.").arg(dir.path()), {}});
    if (QFileInfo::exists(secretPath))
        return failed(
            {Errc::Refused,
             QStringLiteral("%1 is already there. Packs signed with it need it: move it away first.")
                 .arg(secretPath),
             {}});
    QByteArray password;
    if (!arguments.flags.contains(QLatin1String("-W"))) {
        password = askPassword("Password for the secret key: ");
        if (password.isEmpty())
            return failed({Errc::BadInput,
                           QStringLiteral("No password given. Type one, or use -W for a key without."),
                           {}});
        if (isatty(STDIN_FILENO) == 1 && askPassword("Once more: ") != password)
            return failed(
                {Errc::BadInput, QStringLiteral("The two passwords differ. Nothing was written."), {}});
    }
    const auto key = minisign::makeKey(systemRandomness());
    const auto secret = minisign::secretKeyFile(key, password, systemRandomness());
    if (!secret.ok())
        return failed(secret.error());
    if (auto done = writeKey(secretPath, *secret, QFile::ReadOwner | QFile::WriteOwner); !done.ok())
        return failed(done.error());
    if (auto done = writeKey(publicPath, minisign::publicKeyFile(key.publicKey),
                             QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
        !done.ok())
        return failed(done.error());
    print(QStringLiteral("Secret key %1: keep it to yourself, and keep a copy.").arg(secretPath));
    print(QStringLiteral("Public key %1: %2").arg(publicPath, key.publicKey.text()));
    return 0;
}

int signCourse(const CourseArguments& arguments) {
    if (arguments.key.isEmpty())
        return failed({Errc::BadInput, QStringLiteral("Name the secret key with --key FILE."), {}});
    const auto file = course::readPlainFile(arguments.key, 4096);
    if (!file.ok())
        return failed(file.error());
    QByteArray password;
    if (minisign::secretKeyIsLocked(*file))
        password = askPassword("Password of the secret key: ");
    const auto key = minisign::readSecretKey(*file, password);
    if (!key.ok())
        return failed(key.error());
    // What is signed must be whole in this folder: no labs from elsewhere.
    const auto files = course::SourceFolder::open(arguments.words.front());
    if (!files.ok())
        return failed(files.error());
    const auto manifest = course::makeManifest(*files);
    if (!manifest.ok())
        return failed(manifest.error());
    if (auto done = course::seal(arguments.words.front(), *manifest, *key); !done.ok())
        return failed(done.error());
    print(QStringLiteral("Signed %1 files as %2 with key %3.")
              .arg(manifest->files.size())
              .arg(QString::fromUtf8(manifest->trustedComment()), key->publicKey.idText()));
    return 0;
}

int verifyCourse(const CourseArguments& arguments) {
    if (arguments.pub.isEmpty())
        return failed(
            {Errc::BadInput, QStringLiteral("Name the public key with --pub FILE or --pub KEY."), {}});
    QByteArray text = arguments.pub.toUtf8();
    if (QFileInfo(arguments.pub).isFile()) {
        const auto file = course::readPlainFile(arguments.pub, 65536);
        if (!file.ok())
            return failed(file.error());
        text = *file;
    }
    const auto key = minisign::readPublicKey(text);
    if (!key.ok())
        return failed(key.error());
    course::PackRefusal refusal;
    const auto library = course::Library::prove(arguments.words.front(), {key->text()}, 0, &refusal);
    if (!library.ok()) {
        for (const auto& file : refusal.files)
            complain(QStringLiteral("  %1: %2").arg(file.path, file.what));
        return failed(refusal.error);
    }
    const auto& course = (*library)->course();
    print(QStringLiteral("%1 %2, number %3: verified, key %4.")
              .arg(course.id, course.version)
              .arg(course.serial)
              .arg(key->idText()));
    return 0;
}

} // namespace understudy::app
