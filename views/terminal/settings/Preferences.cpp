#include "views/terminal/settings/Preferences.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace understudy::terminal {
namespace {

constexpr int SmallestText = 70;
constexpr int LargestText = 200;
constexpr int LeastHistory = 1'000;
constexpr int MostHistory = 1'000'000;
constexpr qsizetype MostHosts = 200;
constexpr qint64 LargestFile = 256 * 1024;

QJsonObject toJson(const Preferences& values) {
    return {{QStringLiteral("text"), values.textPercent},
            {QStringLiteral("cursor"), static_cast<int>(values.cursor)},
            {QStringLiteral("blink"), values.cursorBlinks},
            {QStringLiteral("flash"), values.bellFlashes},
            {QStringLiteral("ambiguousWide"), values.ambiguousWide},
            {QStringLiteral("history"), values.historyLines},
            {QStringLiteral("wideColumns"), values.wideColumns},
            {QStringLiteral("clipboardHosts"), QJsonArray::fromStringList(values.clipboardHosts)}};
}

Preferences fromJson(const QJsonObject& json) {
    Preferences values;
    values.textPercent =
        std::clamp(json[QLatin1String("text")].toInt(values.textPercent), SmallestText, LargestText);
    values.cursor = static_cast<CursorShape>(std::clamp(json[QLatin1String("cursor")].toInt(0), 0, 2));
    values.cursorBlinks = json[QLatin1String("blink")].toBool(values.cursorBlinks);
    values.bellFlashes = json[QLatin1String("flash")].toBool(values.bellFlashes);
    values.ambiguousWide = json[QLatin1String("ambiguousWide")].toBool(values.ambiguousWide);
    const int lines = json[QLatin1String("history")].toInt(values.historyLines);
    values.historyLines =
        lines == Preferences::Unlimited ? lines : std::clamp(lines, LeastHistory, MostHistory);
    values.wideColumns = json[QLatin1String("wideColumns")].toBool(values.wideColumns);
    for (const QJsonValue& host : json[QLatin1String("clipboardHosts")].toArray()) {
        if (!host.toString().isEmpty() && values.clipboardHosts.size() < MostHosts) {
            values.clipboardHosts << host.toString();
        }
    }
    return values;
}

} // namespace

bool Preferences::mayWriteClipboard(const QString& host) const {
    return !host.isEmpty() && clipboardHosts.contains(host, Qt::CaseInsensitive);
}

PreferenceStore::PreferenceStore(const QString& path, QObject* parent)
    : QObject(parent)
    , m_path(path) {
    QFile file(path);
    if (file.open(QIODevice::ReadOnly) && file.size() <= LargestFile) {
        m_values = fromJson(QJsonDocument::fromJson(file.readAll()).object());
    }
}

Result<void> PreferenceStore::set(const Preferences& values) {
    if (values == m_values) {
        return {};
    }
    m_values = values;
    Q_EMIT changed();
    QSaveFile file(m_path);
    const QByteArray bytes = QJsonDocument(toJson(values)).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return Error{Errc::Io,
                     tr("The terminal's settings count now but could not be saved. Check the free space and "
                        "the rights of the profile's folder."),
                     file.errorString()};
    }
    return {};
}

QString PreferenceStore::folder() const { return QFileInfo(m_path).absolutePath(); }

} // namespace understudy::terminal
