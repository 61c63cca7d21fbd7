#pragma once

#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <string>

namespace understudy::fakes {

/// A PostgreSQL server of the test's own on a free port of loopback; it runs as nobody when the tests run as
/// root, whom it refuses.
class Postgres final {
public:
    /// Nothing where it is not installed or does not start.
    static std::unique_ptr<Postgres> start();
    /// One for the whole program, started when it is first asked for.
    static Postgres* shared();
    ~Postgres();

    /// A new database; its address.
    std::string makeDatabase();
    quint16 port() const { return m_port; }

    void kill();       ///< kill -9 of all of it
    bool startAgain(); ///< after kill()

private:
    Postgres() = default;
    bool runs(const QString& line) const;

    QTemporaryDir m_folder{QStringLiteral("/tmp/postgres-XXXXXX")}; // a socket's path must be short
    QString m_programs;
    quint16 m_port = 0;
    int m_databases = 0;
};

} // namespace understudy::fakes
