#include "labs/session/JsonPath.h"
#include "labs/session/LabConnection.h"

#include <QHostAddress>

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// lab.json of a running lab, and what a check reads in an answer of the cluster: a path, a line break, JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto lab = session::LabConnection::read(bytes);
    if (lab.ok()) {
        for (const QUrl& url : {lab->kubernetes, lab->prometheus, lab->control})
            if (!QHostAddress(url.host()).isLoopback())
                std::abort(); // a lab is on this computer
    }
    const auto cut = bytes.indexOf('\n');
    if (cut >= 0)
        (void)session::textAt(QJsonDocument::fromJson(bytes.mid(cut + 1)),
                              QString::fromUtf8(bytes.left(cut)));
    return 0;
}
