#pragma once

#include "tests/app/ServerProcess.h"

#include <QTest>
#include <QUuid>

namespace understudy::tests {

inline QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

inline QJsonObject mailbox() { return {{QStringLiteral("mbox"), QStringLiteral("mailto:a@b.example")}}; }

inline QJsonObject statement(const QString& id, const QJsonObject& actor = mailbox()) {
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("actor"), actor},
        {QStringLiteral("verb"), QJsonObject{{QStringLiteral("id"), QStringLiteral("http://v.example/did")}}},
        {QStringLiteral("object"), QJsonObject{{QStringLiteral("id"), QStringLiteral("http://o.example/1")}}},
        {QStringLiteral("timestamp"), QStringLiteral("2025-11-10T12:00:00.000Z")}};
}

template <typename Json>
QByteArray textOf(const Json& json) {
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

/// What a test of the program understudy-server begins with: one that does not serve yet, and a folder that
/// goes away with it.
class ServerCase {
protected:
    void begin() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ServerProcess>(data());
    }
    void end() {
        m_server.reset();
        m_folder.reset();
    }
    QString data() const { return at("data"); }
    QString at(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    QByteArray read(const char* name) const {
        QFile file(at(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const char* name, const QByteArray& bytes) const {
        QFile file(at(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    /// A command to its end; @p more: words that hold spaces.
    Ended run(const char* words, const QStringList& more = {}) const {
        return m_server->run(QString::fromUtf8(words).split(u' ') + more);
    }
    /// What the log says until it holds @p text.
    QByteArray logWith(const QByteArray& text) {
        QByteArray log;
        (void)QTest::qWaitFor(
            [&] {
                log += m_server->process().readAllStandardError();
                return log.contains(text);
            },
            10000);
        return log;
    }
    Reply post(const QByteArray& pair, const QByteArray& body) const {
        return m_server->ask("POST", QStringLiteral("/xapi/statements"), pair, body);
    }
    /// Posts @p count statements of the actor and tells their ids; nothing: one was refused.
    QStringList post(const QByteArray& pair, const QJsonObject& actor, int count) const {
        QStringList ids;
        for (int i = 0; i < count; ++i) {
            ids.append(newId());
            if (post(pair, textOf(statement(ids.last(), actor))).status != 200)
                return {};
        }
        return ids;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ServerProcess> m_server;
};

} // namespace understudy::tests
