#include "core/sftp/Survey.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace understudy::sftp {

namespace {

constexpr qint64 SliceMs = 6; // less than half a frame

bool byName(const LocalFile& a, const LocalFile& b) { return a.name < b.name; }

} // namespace

Survey::Survey(const QStringList& files) {
    for (auto file = files.rbegin(); file != files.rend(); ++file) {
        const QString path = QDir::cleanPath(*file);
        m_waiting.push_back({path, QFileInfo(path).fileName()});
    }
    m_next.setSingleShot(true);
    m_next.setInterval(0);
    connect(&m_next, &QTimer::timeout, this, &Survey::slice);
}

Survey::~Survey() = default;

void Survey::start() { slice(); }

void Survey::slice() {
    QElapsedTimer time;
    time.start();
    while (!isDone() && time.elapsed() < SliceMs)
        step();
    if (!isDone())
        m_next.start();
    Q_EMIT counted();
}

void Survey::step() {
    if (m_inside)
        return stepInside();
    const LocalFile next = std::move(m_waiting.back());
    m_waiting.pop_back();
    const QFileInfo about(next.path);
    if (!about.isDir())
        return add({next.path, next.name, static_cast<quint64>(about.size())});
    m_found.push_back({next.path, next.name, 0, true});
    m_first = m_found.size();
    m_name = next.name + QLatin1Char('/');
    m_inside = std::make_unique<QDirIterator>(next.path, QDir::Files | QDir::Dirs | QDir::Hidden |
                                                             QDir::NoDotAndDotDot | QDir::NoSymLinks);
}

void Survey::stepInside() {
    if (!m_inside->hasNext())
        return leaveFolder();
    m_inside->next();
    const QFileInfo about = m_inside->fileInfo();
    if (about.isDir())
        m_folders.push_back({about.filePath(), m_name + about.fileName()});
    else
        add({about.filePath(), m_name + about.fileName(), static_cast<quint64>(about.size())});
}

void Survey::leaveFolder() {
    m_inside.reset();
    std::sort(m_found.begin() + static_cast<std::ptrdiff_t>(m_first), m_found.end(), byName);
    std::sort(m_folders.rbegin(), m_folders.rend(), byName);
    for (LocalFile& folder : std::exchange(m_folders, {}))
        m_waiting.push_back(std::move(folder));
}

void Survey::add(const LocalFile& file) {
    ++m_load.files;
    m_load.bytes += file.bytes;
    m_found.push_back(file);
}

} // namespace understudy::sftp
