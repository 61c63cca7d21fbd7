#include "app/desktop/TourServer.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTimer>
#include <QUrl>

namespace understudy::desktop {

namespace {

constexpr int patienceMs = 15'000;

QNetworkReply* get(QNetworkAccessManager& network, const QUrl& url, const QByteArray& credential) {
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Basic " + credential.toBase64());
    request.setRawHeader("X-Experience-API-Version", "1.0.3");
    request.setTransferTimeout(patienceMs);
    QNetworkReply* reply = network.get(request);
    QEventLoop wait;
    QObject::connect(reply, &QNetworkReply::finished, &wait, &QEventLoop::quit);
    if (!reply->isFinished())
        wait.exec();
    return reply;
}

} // namespace

TourServer::TourServer(QString program, QString folder)
    : m_program(std::move(program))
    , m_folder(std::move(folder)) {}

TourServer::~TourServer() { stop(); }

bool TourServer::start() {
    m_process.setProcessChannelMode(QProcess::SeparateChannels);
    m_process.start(m_program, {QStringLiteral("serve"), QStringLiteral("--data"), m_folder,
                                QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(m_port)});
    QByteArray said;
    static const QRegularExpression listening(QStringLiteral("Listening on (http://127\\.0\\.0\\.1:(\\d+))"));
    while (m_process.state() != QProcess::NotRunning && m_process.waitForReadyRead(patienceMs)) {
        said += m_process.readAllStandardOutput();
        if (const auto match = listening.match(QString::fromUtf8(said)); match.hasMatch()) {
            m_address = match.captured(1);
            m_port = match.captured(2).toInt(); // the same one after a restart
            return true;
        }
    }
    m_trouble = QString::fromUtf8(said + m_process.readAllStandardError());
    return false;
}

void TourServer::stop() {
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished(2000);
}

QByteArray TourServer::run(const QStringList& arguments) {
    QProcess process;
    process.start(m_program, QStringList{QStringLiteral("--data"), m_folder} + arguments);
    process.waitForFinished(patienceMs);
    m_trouble = QString::fromUtf8(process.readAllStandardError());
    return process.readAllStandardOutput();
}

QString TourServer::codeIn(const QByteArray& output) {
    static const QRegularExpression code(QStringLiteral("\\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,}\\b"));
    return code.match(QString::fromUtf8(output)).captured();
}

QString TourServer::addPerson(const QString& name) {
    return codeIn(run({QStringLiteral("user"), QStringLiteral("add"), name, QStringLiteral("--name"), name}));
}

QString TourServer::addDevice(const QString& name) {
    return codeIn(run({QStringLiteral("user"), QStringLiteral("code"), name}));
}

int TourServer::statementCount() {
    if (m_staff.isEmpty()) {
        run({QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("coordinator"),
             QStringLiteral("--role"), QStringLiteral("administrator")});
        static const QRegularExpression pair(
            QStringLiteral("^\\s*(?:User|User name):?\\s+(\\S+)\\s+Password:?\\s+(\\S+)"),
            QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
        const auto match = pair.match(QString::fromUtf8(
            run({QStringLiteral("device"), QStringLiteral("add"), QStringLiteral("coordinator")})));
        if (!match.hasMatch())
            return -1;
        m_staff = (match.captured(1) + QLatin1Char(':') + match.captured(2)).toUtf8();
    }
    QNetworkAccessManager network;
    QUrl next(m_address + QStringLiteral("/xapi/statements?format=ids"));
    int count = 0;
    while (true) {
        QNetworkReply* reply = get(network, next, m_staff);
        const QByteArray body = reply->readAll();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        delete reply;
        const QJsonObject answer = QJsonDocument::fromJson(body).object();
        if (status != 200 || !answer.contains(QLatin1String("statements")))
            return -1;
        count += static_cast<int>(answer.value(QLatin1String("statements")).toArray().size());
        const QString more = answer.value(QLatin1String("more")).toString();
        if (more.isEmpty())
            return count;
        next = QUrl(m_address).resolved(QUrl(more));
    }
}

} // namespace understudy::desktop
