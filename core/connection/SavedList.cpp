#include "core/connection/SavedList.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace understudy::connection {

SavedList::SavedList(QString file, QString name)
    : m_file(std::move(file))
    , m_name(std::move(name)) {
    QFile in(m_file);
    if (!in.exists())
        return;
    const bool opened = in.open(QIODevice::ReadOnly);
    const auto document = QJsonDocument::fromJson(in.readAll());
    m_values = document.object().value(m_name).toArray();
    m_damaged = !opened || !document.isObject();
}

QString SavedList::asideFile() const { return m_file + QStringLiteral(".damaged"); }

Result<void> SavedList::write(const QJsonArray& values) {
    if (m_damaged) {
        QFile::remove(asideFile());
        QFile::copy(m_file, asideFile());
    }
    const QByteArray text =
        QJsonDocument(QJsonObject{{QStringLiteral("version"), 1}, {m_name, values}}).toJson();
    QSaveFile out(m_file);
    if (!out.open(QIODevice::WriteOnly) ||
        !out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        out.write(text) != text.size() || !out.commit())
        return Error{Errc::Io, {}, m_file + QStringLiteral(": ") + out.errorString()};
    m_damaged = false;
    m_values = values;
    return {};
}

} // namespace understudy::connection
