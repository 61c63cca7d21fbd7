#include "core/sync/Remote.h"
#include "core/sync/Statement.h"
#include "tests/fuzz/Demand.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdint>

using namespace understudy;
using fuzz::demand;

namespace {

/// Answers everything at once with the same, and sees where calls would go.
class Echo final : public sync::Network {
public:
    explicit Echo(sync::Answer answer)
        : m_answer(std::move(answer)) {}
    void send(const sync::Call& call, std::function<void(const sync::Answer&)> done) override {
        demand(call.url.host() == QStringLiteral("lrs.example")); // the password goes nowhere else
        done(m_answer);
    }

private:
    sync::Answer m_answer;
};

void tryStatement(const QJsonObject& statement) {
    const auto fact = sync::toFact(statement);
    if (!fact.ok())
        return demand(!fact.error().sentence.isEmpty());
    const auto again =
        sync::toFact(sync::toStatement(*fact, {QStringLiteral("https://h.example"), QStringLiteral("ada")}));
    demand(again.ok() && *again == *fact);
}

} // namespace

// What a server says to the syncing client: statements of others, a link to the next page, an enrollment, a
// refusal, a date.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto document = QJsonDocument::fromJson(bytes);
    tryStatement(document.object());
    for (const auto& statement : document.object().value(QLatin1String("statements")).toArray())
        tryStatement(statement.toObject());

    const sync::Answer answer{429, {{"Retry-After", bytes.left(40)}, {"Date", bytes.left(40)}}, bytes, {}};
    demand(!sync::setbackOf(answer).sentence.isEmpty());
    demand(sync::setbackOf(answer).retryAfterSeconds >= 0);
    (void)sync::wordsOf(answer);

    Echo echo({200, {}, bytes, {}});
    const QUrl server(QStringLiteral("https://lrs.example"));
    sync::Remote remote(echo, {QUrl(QStringLiteral("https://lrs.example/xapi")), QStringLiteral("device"),
                               QStringLiteral("secret"), QStringLiteral("https://h.example"),
                               QStringLiteral("ada")});
    remote.follow(QString::fromUtf8(bytes), [](const sync::Answer&) {});
    sync::enroll(echo, server, QStringLiteral("code"), QStringLiteral("device"), QStringLiteral("laptop"),
                 [](const Result<sync::Account>& account) { demand(!account.ok() || account->usable()); });
    return 0;
}
