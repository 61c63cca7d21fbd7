#include "views/reader/Enclosure.h"

#include "core/base/Log.h"

#include <QWebEngineDownloadRequest>
#include <QWebEngineUrlRequestInfo>

namespace understudy::reader {

void Gate::interceptRequest(QWebEngineUrlRequestInfo& info) {
    if (info.requestUrl().scheme() == QLatin1String("course"))
        return;
    ++m_blocked;
    qCWarning(logReader) << "blocked:" << info.requestUrl().toString().left(200);
    info.block(true);
}

Enclosure::Enclosure(Shelf shelf, QObject* parent)
    : QObject(parent)
    , m_profile(new QWebEngineProfile(this)) // without a name: off the record
    , m_gate(new Gate(this)) {
    m_profile->installUrlSchemeHandler("course", new CourseScheme(std::move(shelf), this));
    m_profile->setUrlRequestInterceptor(m_gate);
    m_profile->setHttpCacheType(QWebEngineProfile::NoCache);
    m_profile->setPersistentCookiesPolicy(QWebEngineProfile::NoPersistentCookies);
    m_profile->setSpellCheckEnabled(false);
    connect(m_profile, &QWebEngineProfile::downloadRequested, this,
            [](QWebEngineDownloadRequest* request) { request->cancel(); });
}

} // namespace understudy::reader
