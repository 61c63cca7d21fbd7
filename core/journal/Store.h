#pragma once

#include "core/journal/Row.h"

#include <memory>
#include <optional>

namespace understudy::journal {

/// The journal's database, opened, brought up to date and known to be ours; what Journal and Recovery stand
/// on.
class Store final {
public:
    static Result<std::unique_ptr<Store>> open(const QString& path, const std::string& vfs, IdMaker& ids);

    SQLite::Database& database() { return m_database; }
    const Id& device() const { return m_device; }

    // These throw SQLite::Exception.
    /// The newest row's place and hash; 0 and "" in an empty journal.
    struct Tip {
        qint64 seq = 0;
        QByteArray hash;
    };
    Tip tip();
    void readDevice(); ///< another connection may have given it a new name
    void rename(const Id& device);
    qint64 nextDeviceSeq();
    bool knows(const Id& fact);
    QString value(const QString& name);
    void setValue(const QString& name, const QString& value);
    void queue(qint64 seq); ///< into the outbox

    /// Recomputes every hash and compares every link of the chain.
    Result<void> checkChain();

private:
    Store(const QString& path, const std::string& vfs);
    Result<void> prepare(const QString& path, IdMaker& ids);

    SQLite::Database m_database;
    Id m_device;
};

} // namespace understudy::journal
