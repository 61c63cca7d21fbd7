#pragma once

#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QTemporaryDir>

#include <unistd.h>

namespace understudy::fakes {

/// A session of a headless Chromium, as the WebDriver protocol (W3C) has it.
class WebDriver final {
public:
    ~WebDriver() {
        if (!m_session.isEmpty())
            call("DELETE", {});
        m_driver.kill();
        m_driver.waitForFinished();
    }
    /// False where there is no browser; @ref problem says why.
    bool start(bool dark = false) {
        m_driver.setProcessChannelMode(QProcess::MergedChannels);
        m_driver.start(QStringLiteral("chromedriver"), {QStringLiteral("--port=0")});
        QByteArray said;
        QElapsedTimer timer;
        timer.start();
        while (!said.contains("fully on port ") && timer.elapsed() < 20000)
            if (!m_driver.waitForReadyRead(500) && m_driver.state() == QProcess::NotRunning)
                break;
            else
                said += m_driver.readAll();
        m_root = QStringLiteral("http://127.0.0.1:%1")
                     .arg(said.mid(said.lastIndexOf("fully on port ") + 14).trimmed().chopped(1).toInt());
        QJsonArray arguments{QStringLiteral("--headless=new"), QStringLiteral("--disable-gpu"),
                             QStringLiteral("--disable-dev-shm-usage"), QStringLiteral("--hide-scrollbars"),
                             QStringLiteral("--user-data-dir=") + m_profile.path()};
        if (::getuid() == 0) // it refuses its sandbox to root
            arguments.append(QStringLiteral("--no-sandbox"));
        if (dark)
            arguments.append(QStringLiteral("--blink-settings=preferredColorScheme=0"));
        const auto made = request(
            "POST", QStringLiteral("/session"),
            QJsonObject{
                {QStringLiteral("capabilities"),
                 QJsonObject{{QStringLiteral("alwaysMatch"),
                              QJsonObject{{QStringLiteral("acceptInsecureCerts"), true},
                                          {QStringLiteral("goog:loggingPrefs"),
                                           QJsonObject{{QStringLiteral("browser"), QStringLiteral("ALL")}}},
                                          {QStringLiteral("goog:chromeOptions"),
                                           QJsonObject{{QStringLiteral("args"), arguments}}}}}}}});
        m_session = made.toObject()[QStringLiteral("sessionId")].toString();
        if (m_session.isEmpty())
            problem = QString::fromUtf8(said) + QString::fromUtf8(QJsonDocument(made.toObject()).toJson());
        return !m_session.isEmpty();
    }
    /// A command of the session; null, and a @ref problem, where it fails.
    QJsonValue call(const QByteArray& method, const QString& path, const QJsonObject& body = {}) {
        return request(method, QStringLiteral("/session/") + m_session + path, body);
    }

    QString problem;

private:
    QJsonValue request(const QByteArray& method, const QString& path, const QJsonObject& body) {
        QNetworkRequest request(QUrl(m_root + path));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        request.setTransferTimeout(60000);
        auto* reply = m_manager.sendCustomRequest(
            request, method, method == "POST" ? QJsonDocument(body).toJson() : QByteArray());
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        const QJsonValue answer = QJsonDocument::fromJson(reply->readAll()).object()[QStringLiteral("value")];
        reply->deleteLater();
        if (answer.toObject().contains(QStringLiteral("error")))
            problem = answer[QStringLiteral("message")].toString();
        return answer;
    }

    QProcess m_driver;
    QTemporaryDir m_profile;
    QNetworkAccessManager m_manager;
    QString m_root, m_session;
};

} // namespace understudy::fakes
