#pragma once

#include "views/reader/CourseScheme.h"

#include <QWebEngineProfile>
#include <QWebEngineUrlRequestInterceptor>

namespace understudy::reader {

/// Lets through what the scheme `course` serves and nothing else.
class Gate final : public QWebEngineUrlRequestInterceptor {
    Q_OBJECT
public:
    using QWebEngineUrlRequestInterceptor::QWebEngineUrlRequestInterceptor;
    void interceptRequest(QWebEngineUrlRequestInfo& info) override;
    int blocked() const { return m_blocked; }

private:
    int m_blocked = 0;
};

/// The closed room that pages are drawn in: an off-the-record profile that reaches the shelf and nothing
/// else, keeps nothing, and downloads nothing.
class Enclosure final : public QObject {
    Q_OBJECT
public:
    Enclosure(Shelf shelf, QObject* parent = nullptr);
    QWebEngineProfile* profile() const { return m_profile; }
    int blockedRequests() const { return m_gate->blocked(); }

private:
    QWebEngineProfile* m_profile;
    Gate* m_gate;
};

} // namespace understudy::reader
