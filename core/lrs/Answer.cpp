#include "core/lrs/Answer.h"

#include "core/base/Log.h"
#include "core/xapi/RawJson.h"

namespace understudy::lrs {

void Answer::refuse(int status, const std::string& sentence) {
    json(status, "{\"error\":" + xapi::jsonString(sentence) + "}");
}

void Answer::failed(const Error& error) {
    qCWarning(logServer, "%s (%s)", qPrintable(error.sentence), qPrintable(error.detail));
    if (error.code != Errc::BadInput)
        add("Retry-After", "30");
    refuse(error.code == Errc::DiskFull   ? 507
           : error.code == Errc::BadInput ? 400
                                          : 503,
           error.sentence.toStdString());
}

void Answer::send(int status, const std::string& type, std::string body) {
    http::Response response{status, std::move(m_headers), std::move(body)};
    response.headers.emplace_back("X-Experience-API-Version",
                                  m_version == xapi::Version::V1_0_3 ? "1.0.3" : "2.0.0");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Cache-Control", "no-store");
    if (!type.empty())
        response.headers.emplace_back("Content-Type", type);
    m_exchange->reply(std::move(response));
}

} // namespace understudy::lrs
