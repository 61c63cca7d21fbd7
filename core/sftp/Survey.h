#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <memory>
#include <vector>

class QDirIterator;

namespace understudy::sftp {

/// What dropped files and folders come to: how many files, and how many bytes.
struct Load {
    int files = 0;
    quint64 bytes = 0;
    bool operator==(const Load&) const = default;
};

/// A file or folder of this computer on its way to a host.
struct LocalFile {
    QString path;
    QString name; ///< below the folder that it goes to: "tree/a"
    quint64 bytes = 0;
    bool folder = false;
    bool operator==(const LocalFile&) const = default;
};

/// Walks through files and folders to be copied once, a few milliseconds at a time, so that a window goes on
/// meanwhile. Destroying it ends it.
class Survey final : public QObject {
    Q_OBJECT
public:
    explicit Survey(const QStringList& files);
    ~Survey() override;

    void start(); ///< the first milliseconds before it returns
    bool isDone() const { return m_waiting.empty() && !m_inside; }
    const Load& load() const { return m_load; } ///< so far
    /// So far; a folder stands before what is in it, and all of that together. Links in folders are left out.
    const std::vector<LocalFile>& found() const { return m_found; }

Q_SIGNALS:
    void counted(); ///< more of it, or all

private:
    void slice();
    void step();
    void stepInside();
    void leaveFolder();
    void add(const LocalFile& file);

    std::vector<LocalFile> m_waiting; ///< the next one last
    std::vector<LocalFile> m_found;
    std::vector<LocalFile> m_folders; ///< in the one that is read now
    std::size_t m_first = 0;          ///< of the files in that one
    QString m_name;                   ///< of that one
    std::unique_ptr<QDirIterator> m_inside;
    Load m_load;
    QTimer m_next;
};

} // namespace understudy::sftp
