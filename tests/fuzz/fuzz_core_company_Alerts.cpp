#include "core/company/AlertmanagerClient.h"
#include "core/company/Profile.h"

#include "tests/fuzz/Demand.h"

#include <QJsonDocument>

#include <cstdint>

using namespace understudy;
using fuzz::demand;

// What any Alertmanager may say is whole or refused with a sentence; a saved cluster that is taken is written
// as it was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto alerts = company::activeAlertsFrom(bytes);
    demand(alerts.ok() || !alerts.error().sentence.isEmpty());
    if (alerts.ok())
        for (const metrics::Alert& each : *alerts)
            demand(!each.name.isEmpty());
    const auto profile = company::Profile::fromJson(QJsonDocument::fromJson(bytes).object());
    if (!profile.ok())
        return 0;
    const auto again = company::Profile::fromJson(profile->toJson());
    demand(again.ok() && *again == *profile);
    return 0;
}
