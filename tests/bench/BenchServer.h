#pragma once

#include "tests/app/ServerProcess.h"
#include "tests/fakes/ProcessMemory.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace understudy {

/// The progress server that a benchmark loads, as its command line says: with the data on the disk of
/// --folder, or in the PostgreSQL database of --database.
class BenchServer final {
public:
    /// Reads the command line, with the benchmark's own options beside those two.
    static void readOptions(QCommandLineParser& parser, const QList<QCommandLineOption>& own) {
        parser.addHelpOption();
        parser.addOptions(
            {{QStringLiteral("folder"), QStringLiteral("whose disk is measured"), QStringLiteral("DIR"),
              QStringLiteral(".")},
             {QStringLiteral("database"), QStringLiteral("an empty PostgreSQL database instead of SQLite"),
              QStringLiteral("URL")}});
        parser.addOptions(own);
        parser.process(*QCoreApplication::instance());
    }
    /// Started. @p name: of its folder.
    BenchServer(const QCommandLineParser& parser, const char* name)
        : m_folder(parser.value(QStringLiteral("folder")) + u'/' + QLatin1String(name) +
                   QStringLiteral("-XXXXXX"))
        , m_database(parser.value(QStringLiteral("database")))
        , m_server(m_folder.path()) {
        if (!m_server.start(onPostgres() ? QStringList{QStringLiteral("--database"), m_database}
                                         : QStringList()))
            qFatal("the server does not start");
        m_pair = m_server.staff().toBase64().toStdString();
    }
    bool onPostgres() const { return !m_database.isEmpty(); }
    QString folder() const { return m_folder.path(); }
    std::uint16_t port() const { return static_cast<std::uint16_t>(m_server.root().port()); }
    /// user:password of somebody who may do everything, in base64.
    const std::string& pair() const { return m_pair; }
    qint64 process() { return m_server.process().processId(); }
    double memory(const QByteArray& field) { return fakes::memoryOf(process(), field); }

private:
    QTemporaryDir m_folder;
    QString m_database;
    tests::ServerProcess m_server;
    std::string m_pair;
};

} // namespace understudy
