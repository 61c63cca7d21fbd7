#pragma once

#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>
#include <QUrlQuery>

namespace understudy::fakes {

struct Answered {
    int status = 0;
    QByteArray body;
    QJsonDocument json() const { return QJsonDocument::fromJson(body); }
    QJsonObject object() const { return json().object(); }
};

/// One HTTP request to a port of this computer. @p target: /path?query, already encoded.
inline Answered ask(const char* method, quint16 port, const QString& target, const QByteArray& body = {},
                    const QByteArray& type = "application/json", const QByteArray& packing = {}) {
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(port).arg(target)));
    if (!body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, QString::fromLatin1(type));
    if (!packing.isEmpty())
        request.setRawHeader("Content-Encoding", packing);
    std::unique_ptr<QNetworkReply> reply(network.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

inline Answered get(quint16 port, const QString& target) { return ask("GET", port, target); }

/// /path?key=value… with everything encoded.
inline QString target(const QString& path, const std::vector<std::pair<QString, QString>>& parameters) {
    QString out = path;
    for (const auto& [key, value] : parameters)
        out += (out.contains(u'?') ? u'&' : u'?') + QString::fromLatin1(QUrl::toPercentEncoding(key)) + u'=' +
               QString::fromLatin1(QUrl::toPercentEncoding(value));
    return out;
}

struct Ran {
    int status = -1;
    QString out, err;
};
/// Runs a program of the PATH; status -2 when it is not there.
inline Ran run(const QString& program, const QStringList& arguments, const QByteArray& input = {}) {
    const QString path = QStandardPaths::findExecutable(program);
    if (path.isEmpty())
        return {-2, {}, {}};
    QProcess process;
    process.start(path, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(60'000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace understudy::fakes
