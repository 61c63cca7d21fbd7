#pragma once

#include "tests/core/sync/ServerInProcess.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <map>

namespace understudy::tests {

/// What the server said.
struct Told {
    int status = 0;
    QByteArray body;
    std::map<QByteArray, QByteArray> headers; ///< names in lower case

    QByteArray header(const QByteArray& name) const {
        const auto found = headers.find(name.toLower());
        return found == headers.end() ? QByteArray() : found->second;
    }
    QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
    QStringList list() const {
        QStringList all;
        for (const auto& one : QJsonDocument::fromJson(body).array())
            all.append(one.toString());
        return all;
    }
};

/// One request to be made.
struct Asked {
    QByteArray method = "GET";
    QByteArray target = {};
    QByteArray body = {};
    /// Beside version, authorization and JSON, which they can replace.
    std::map<QByteArray, QByteArray> headers = {};
    QByteArray version = "2.0.0"; ///< "" sends none
};

/// Asks a server of its own as a client of xAPI does, with the password of an administrator or of @p pair.
class Asker final {
public:
    Asker() { administrator = pairOf(server.credential("admin", access::Role::Administrator)); }

    static QByteArray pairOf(const access::Enrollment& made) {
        return QByteArray::fromStdString(made.credential.user + ":" + made.password);
    }
    QNetworkReply* send(QNetworkAccessManager& manager, const Asked& asked, const QByteArray& pair) const {
        QNetworkRequest request(QUrl::fromEncoded(server.root().toEncoded() + asked.target));
        request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
        if (!asked.version.isEmpty())
            request.setRawHeader("X-Experience-API-Version", asked.version);
        if (!pair.isEmpty())
            request.setRawHeader("Authorization", "Basic " + pair.toBase64());
        if (!asked.body.isEmpty())
            request.setRawHeader("Content-Type", "application/json");
        for (const auto& [name, value] : asked.headers)
            request.setRawHeader(name, value);
        if (asked.method == "HEAD") // a custom request waits for the body that its length tells of
            return manager.head(request);
        return manager.sendCustomRequest(request, asked.method, asked.body);
    }
    Told ask(const Asked& asked) { return ask(asked, administrator); }
    Told ask(const Asked& asked, const QByteArray& pair) {
        auto* reply = send(m_manager, asked, pair);
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        return toldBy(reply);
    }
    static Told toldBy(QNetworkReply* reply) {
        Told told{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), {}};
        for (const auto& [name, value] : reply->rawHeaderPairs())
            told.headers[name.toLower()] = value;
        reply->deleteLater();
        return told;
    }
    Told get(const QByteArray& target, const QByteArray& version = "2.0.0") {
        return ask({.target = target, .version = version});
    }
    Told post(const QByteArray& target, const QByteArray& body, const QByteArray& version = "2.0.0") {
        return ask({.method = "POST", .target = target, .body = body, .version = version});
    }

    ServerInProcess server;
    QByteArray administrator;

private:
    QNetworkAccessManager m_manager;
};

inline QByteArray encoded(const QByteArray& text) { return text.toPercentEncoding(); }

} // namespace understudy::tests
