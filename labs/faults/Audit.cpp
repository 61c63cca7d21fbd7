#include "labs/faults/Audit.h"

#include "labs/clock/Noise.h"

#include <array>
#include <cstdio>

namespace understudy::cluster {

std::vector<Backup> backupsOf(const std::vector<FaultSpec>& on, Micros now) {
    static const std::vector<std::pair<std::string, std::int64_t>> names{
        {"postgres-users", 48'318'382'080},
        {"postgres-orders", 96'636'764'160},
        {"etcd", 734'003'200},
        {"vault", 52'428'800},
        {"grafana", 10'485'760},
        {"message-bus-offsets", 209'715'200}};
    std::vector<Backup> list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& [name, bytes] = names[i];
        Backup backup;
        backup.name = name;
        backup.started = now - 7 * hour - static_cast<Micros>(i) * 11 * minute;
        backup.duration = (20 + bytes / 40'000'000) * second;
        backup.bytes = bytes;
        std::array<char, 32> sum{};
        std::snprintf(sum.data(), sum.size(), "sha256:%012llx",
                      static_cast<unsigned long long>(hashOf(name, 7) & 0xffffffffffffULL));
        backup.checksum = sum.data();
        backup.restoreTest = "passed";
        backup.status = "ok";
        for (const auto& fault : on) {
            if (fault.kind != "backup_bad" || fault.text("name") != name)
                continue;
            backup.status = "failed";
            backup.restoreTest = "failed";
            if (fault.text("kind") == "late") {
                backup.started = now - 26 * hour;
                backup.restoreTest = "passed";
            } else {
                backup.bytes = 0;
                backup.duration = fault.text("kind") == "missing" ? 0 : 3 * second;
                backup.checksum = "-";
            }
        }
        list.push_back(backup);
    }
    return list;
}

std::vector<Finding> findingsOf(const std::vector<FaultSpec>& on, const std::string& image) {
    static const std::vector<Finding> known{
        {"libssl3", "LAB-2025-1041", "HIGH", "fixed", "3.0.11-1~deb12u1", "3.0.11-1~deb12u2",
         "openssl: a crafted certificate chain can end the process"},
        {"libnghttp2-14", "LAB-2025-1187", "HIGH", "fixed", "1.52.0-1", "1.52.0-1+deb12u1",
         "nghttp2: many reset streams use up the CPU"},
        {"zlib1g", "LAB-2025-1203", "HIGH", "affected", "1:1.2.13.dfsg-1", "",
         "zlib: a crafted archive overflows a buffer"},
        {"libc6", "LAB-2025-1266", "HIGH", "fixed", "2.36-9+deb12u3", "2.36-9+deb12u4",
         "glibc: a long locale variable overflows a buffer"},
        {"golang.org/x/net", "LAB-2025-1301", "CRITICAL", "fixed", "v0.13.0", "v0.17.0",
         "x/net: a request can read the memory of another one"},
        {"libexpat1", "LAB-2025-1322", "CRITICAL", "fixed", "2.5.0-1", "2.5.0-1+deb12u1",
         "expat: a crafted document runs code"}};
    std::vector<Finding> list;
    for (const auto& fault : on) {
        if (fault.kind != "vuln" || fault.text("image") != image)
            continue;
        auto high = static_cast<int>(fault.number("high"));
        auto critical = static_cast<int>(fault.number("critical"));
        for (const auto& finding : known)
            if ((finding.severity == "HIGH" ? high : critical)-- > 0)
                list.push_back(finding);
    }
    return list;
}

} // namespace understudy::cluster
