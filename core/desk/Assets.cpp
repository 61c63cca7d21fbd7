#include "core/desk/Assets.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace understudy::desk {

namespace {

std::string typeOf(const QString& name) {
    if (name.endsWith(QLatin1String(".css")))
        return "text/css; charset=utf-8";
    if (name.endsWith(QLatin1String(".js")))
        return "text/javascript; charset=utf-8";
    if (name.endsWith(QLatin1String(".svg")))
        return "image/svg+xml";
    return "font/otf";
}

} // namespace

Result<Assets> Assets::open(const std::string& folder) {
    Assets assets;
    const QDir dir(QString::fromStdString(folder));
    for (const auto& name : dir.entryList({QStringLiteral("*.css"), QStringLiteral("*.js"),
                                           QStringLiteral("*.svg"), QStringLiteral("*.otf")},
                                          QDir::Files)) {
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return Error{Errc::Io,
                         QCoreApplication::translate("cohort", "%1 cannot be read. Install the server again.")
                             .arg(file.fileName()),
                         file.errorString()};
        http::Response response;
        response.headers = {{"Content-Type", typeOf(name)}, {"Cache-Control", "max-age=3600"}};
        response.body = file.readAll().toStdString();
        assets.m_files.emplace(name.toStdString(), std::move(response));
    }
    if (assets.m_files.empty())
        return Error{Errc::NotFound,
                     QCoreApplication::translate(
                         "cohort", "The files of the cohort page are not in %1. Install the server again.")
                         .arg(dir.path()),
                     {}};
    return assets;
}

const http::Response* Assets::find(const std::string& name) const {
    const auto found = m_files.find(name);
    return found == m_files.end() ? nullptr : &found->second;
}

} // namespace understudy::desk
