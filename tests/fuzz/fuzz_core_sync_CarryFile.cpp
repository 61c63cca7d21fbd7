#include "core/base/KeyedHash.h"
#include "core/sync/CarryFile.h"
#include "core/sync/Receipt.h"
#include "tests/fuzz/Demand.h"

#include <QJsonDocument>

#include <cstdint>

using namespace understudy;
using fuzz::demand;

namespace {

const sync::Account& account() {
    static const sync::Account one{QUrl(QStringLiteral("https://lrs.example/xapi")), QStringLiteral("dev-1"),
                                   QStringLiteral("secret"), QStringLiteral("https://h.example"),
                                   QStringLiteral("ada")};
    return one;
}

void tryReceipt(const QByteArray& file) {
    const auto receipt = sync::readReceipt(file, account());
    if (!receipt)
        return demand(!receipt.error().sentence.isEmpty());
    demand(fromIso(receipt->made).has_value());
    for (const auto& fact : receipt->facts)
        demand(isUuid(fact.id) && isUuid(fact.device) && !fact.kind.isEmpty());
    demand(!sync::wordsOf(sync::Settled{static_cast<int>(receipt->acknowledged.size()), 0, 0, 0}).isEmpty());
}

} // namespace

// A file that came on a stick: as it is, which without the key is never believed, and sealed by somebody who
// has the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    static const QByteArray key = sync::carryKey(account().password);
    demand(sync::examineSeal(bytes, key) != sync::SealState::Whole);
    tryReceipt(bytes);

    const auto document = QJsonDocument::fromJson(bytes);
    if (!document.isObject())
        return 0;
    auto content = document.object();
    content[QStringLiteral("format")] = QStringLiteral("understudy-receipt/1");
    content[QStringLiteral("account")] = QJsonObject{{QStringLiteral("homePage"), account().homePage},
                                                     {QStringLiteral("name"), account().name}};
    content[QStringLiteral("user")] = account().user;
    if (size % 2 == 0)
        content[QStringLiteral("made")] = QStringLiteral("2025-11-20T08:00:00.000Z");
    tryReceipt(sync::seal(content, key));
    return 0;
}
