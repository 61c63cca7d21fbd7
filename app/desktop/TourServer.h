#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>

namespace understudy::desktop {

/// The progress server that the tour starts for itself: understudy-server on a free port, with its own
/// folder.
class TourServer final {
public:
    TourServer(QString program, QString folder);
    ~TourServer();

    bool start();
    void stop();
    QString address() const { return m_address; } ///< http://127.0.0.1:PORT
    /// Adds a person, or one more device of the person; the enrollment code.
    QString addPerson(const QString& name);
    QString addDevice(const QString& name);
    /// Number of statements the server holds for everybody, asked with a staff credential. -1: no answer.
    int statementCount();
    QString trouble() const { return m_trouble; }

private:
    QByteArray run(const QStringList& arguments);
    QString codeIn(const QByteArray& output);

    QString m_program, m_folder, m_address, m_trouble;
    QByteArray m_staff; ///< user:password
    QProcess m_process;
    int m_port = 0;
};

} // namespace understudy::desktop
