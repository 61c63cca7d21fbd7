#include "views/reader/CourseScheme.h"

#include "core/base/Log.h"

#include <QBuffer>
#include <QWebEngineUrlRequestJob>

namespace understudy::reader {

CourseScheme::CourseScheme(Shelf shelf, QObject* parent)
    : QWebEngineUrlSchemeHandler(parent)
    , m_shelf(std::move(shelf)) {}

void CourseScheme::requestStarted(QWebEngineUrlRequestJob* job) {
    const QUrl url = job->requestUrl();
    if (job->requestMethod() != "GET" || url.host() != QLatin1String("dwcp"))
        return job->fail(QWebEngineUrlRequestJob::RequestDenied);
    const QString path = url.path(QUrl::FullyDecoded).mid(1);
    const auto served = m_shelf(path.section(u'/', 0, 0), path.section(u'/', 1));
    if (!served.ok()) {
        qCWarning(logReader) << "not served:" << path.left(200) << served.error().sentence;
        return job->fail(QWebEngineUrlRequestJob::UrlNotFound);
    }
    auto* buffer = new QBuffer(job);
    buffer->setData(served->bytes);
    buffer->open(QIODevice::ReadOnly);
    job->reply(served->type, buffer);
}

} // namespace understudy::reader
