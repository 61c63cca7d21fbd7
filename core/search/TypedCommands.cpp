#include "core/search/TypedCommands.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>

namespace understudy::search {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::search::TypedCommands)
};

constexpr qint64 largestFile = 8 * 1024 * 1024;
constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner; // what one types may be private

bool isKept(const QString& command) {
    return !command.trimmed().isEmpty() && !command.front().isSpace() && !command.contains(u'\n') &&
           command.size() <= TypedCommands::Longest;
}

Error notKept(const QFileDevice& file) {
    return {Errc::Io,
            Words::tr("The command you typed could not be kept for the search. It ran all the same. Look "
                      "whether the disk is full."),
            file.fileName() + QStringLiteral(": ") + file.errorString()};
}

} // namespace

TypedCommands::TypedCommands(QString path)
    : m_path(std::move(path)) {
    QFile file(m_path);
    if (m_path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return;
    QStringList lines = QString::fromUtf8(file.read(largestFile)).split(u'\n', Qt::SkipEmptyParts);
    m_lines = static_cast<int>(lines.size());
    lines.erase(std::remove_if(lines.begin(), lines.end(), [](const QString& line) { return !isKept(line); }),
                lines.end());
    std::reverse(lines.begin(), lines.end());
    lines.removeDuplicates(); // the newest of each stays
    m_all = lines.mid(0, Most);
    std::reverse(m_all.begin(), m_all.end());
}

Result<void> TypedCommands::add(const QString& command) {
    if (!isKept(command) || (!m_all.isEmpty() && m_all.back() == command))
        return {};
    m_all.removeOne(command);
    m_all.append(command);
    if (m_all.size() > Most)
        m_all.removeFirst();
    if (m_path.isEmpty())
        return {};
    if (++m_lines > 2 * Most)
        return rewrite();
    QFile file(m_path);
    const bool isNew = !file.exists();
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append) || (isNew && !file.setPermissions(ownerOnly)))
        return notKept(file);
    const QByteArray line = command.toUtf8() + '\n';
    if (file.write(line) != line.size() || !file.flush())
        return notKept(file);
    return {};
}

Result<void> TypedCommands::rewrite() const {
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(ownerOnly))
        return notKept(file);
    file.write(m_all.join(u'\n').toUtf8() + '\n');
    if (!file.commit())
        return notKept(file);
    return {};
}

} // namespace understudy::search
