#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QUrl>

namespace understudy::session {

/// Where everything of a running lab is: what `understudy-lab serve` writes to lab.json (version 1).
struct LabConnection {
    struct Ssh {
        QString host;
        quint16 port = 0;
        QString user;
        QString hostKey;     ///< "ssh-ed25519 AAAA…"
        QString fingerprint; ///< "SHA256:…"
        QString identity;    ///< path of the private key to log in with

        bool operator==(const Ssh&) const = default;
    };
    Ssh ssh;
    QUrl kubernetes;
    QString kubeconfig;
    QUrl prometheus;
    QUrl jaeger, alertmanager; ///< empty: this lab has none
    QUrl control;
    QByteArray controlToken;
    QString home;
    bool sandboxed = false;
    QString sandboxReason; ///< why not, in words
    qint64 pid = 0;
    QString lab;

    bool operator==(const LabConnection&) const = default;

    /// Strict: a missing member, another type, an address that is not on this machine or a newer version is
    /// refused.
    static Result<LabConnection> read(const QByteArray& json);
    static Result<LabConnection> readFile(const QString& path);
};

} // namespace understudy::session
