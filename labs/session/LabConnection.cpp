#include "labs/session/LabConnection.h"

#include <QFile>
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>

namespace understudy::session {

namespace {

Error unreadable(const QString& detail) {
    return {
        Errc::BadInput,
        QStringLiteral("The lab did not say clearly where it is. Your steps are kept. Start the lab again."),
        QStringLiteral("lab.json: ") + detail};
}

/// Takes members out of an object and remembers the first that is missing or of another type.
class Members final {
public:
    explicit Members(const QJsonObject& object, QString& fault)
        : m_object(object)
        , m_fault(fault) {}

    QString text(const char* name) {
        const QJsonValue value = m_object[QLatin1String(name)];
        if (!value.isString())
            fail(name);
        return value.toString();
    }
    Members object(const char* name) {
        const QJsonValue value = m_object[QLatin1String(name)];
        if (!value.isObject())
            fail(name);
        return Members(value.toObject(), m_fault);
    }
    qint64 number(const char* name, qint64 most) {
        const double value = m_object[QLatin1String(name)].toDouble(-1);
        if (!(value >= 1 && value <= double(most))) {
            fail(name);
            return 0;
        }
        return qint64(value);
    }
    bool truth(const char* name) {
        const QJsonValue value = m_object[QLatin1String(name)];
        if (!value.isBool())
            fail(name);
        return value.toBool();
    }
    /// Tokens and keys are sent there, so it must be this machine.
    QUrl loopback(const char* name, const char* scheme) {
        const QUrl url(text(name), QUrl::StrictMode);
        if (!url.isValid() || url.scheme() != QLatin1String(scheme) ||
            !QHostAddress(url.host()).isLoopback() || url.port() <= 0)
            fail(name);
        return url;
    }
    void fail(const char* name) {
        if (m_fault.isEmpty())
            m_fault = QStringLiteral("\"%1\" is missing or not what it should be").arg(QLatin1String(name));
    }

private:
    QJsonObject m_object;
    QString& m_fault;
};

} // namespace

Result<LabConnection> LabConnection::read(const QByteArray& json) {
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return unreadable(problem.errorString());
    QString fault;
    Members top(document.object(), fault);
    const qint64 version = top.number("version", 1'000'000);
    if (fault.isEmpty() && version > 1) {
        return Error{
            Errc::Newer,
            QStringLiteral("The lab is newer than this program. Your steps are kept. Update Understudy."),
            QStringLiteral("lab.json has version %1").arg(version)};
    }
    LabConnection found;
    Members ssh = top.object("ssh");
    found.ssh = {ssh.text("host"),        quint16(ssh.number("port", 65535)),
                 ssh.text("user"),        ssh.text("hostKey"),
                 ssh.text("fingerprint"), ssh.text("identity")};
    if (!QHostAddress(found.ssh.host).isLoopback())
        ssh.fail("host");
    Members kubernetes = top.object("kubernetes");
    found.kubernetes = kubernetes.loopback("server", "https");
    found.kubeconfig = kubernetes.text("kubeconfig");
    found.prometheus = top.object("prometheus").loopback("url", "http");
    if (document.object().contains(QLatin1String("jaeger")))
        found.jaeger = top.object("jaeger").loopback("url", "http");
    if (document.object().contains(QLatin1String("alertmanager")))
        found.alertmanager = top.object("alertmanager").loopback("url", "http");
    Members control = top.object("control");
    found.control = control.loopback("url", "http");
    found.controlToken = control.text("token").toUtf8();
    Members sandbox = top.object("sandbox");
    found.sandboxed = sandbox.truth("on");
    found.sandboxReason = sandbox.text("reason");
    found.home = top.text("home");
    found.pid = top.number("pid", 1LL << 31);
    found.lab = top.text("lab");
    if (!fault.isEmpty())
        return unreadable(fault);
    return found;
}

Result<LabConnection> LabConnection::readFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Errc::NotFound,
                     QStringLiteral("The lab is not running. Your steps are kept. Start the lab."),
                     path + QStringLiteral(": ") + file.errorString()};
    return read(file.read(1 << 20));
}

} // namespace understudy::session
