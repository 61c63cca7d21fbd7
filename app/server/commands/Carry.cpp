#include "app/server/commands/Carry.h"

#include "core/lrs/Intake.h"
#include "core/lrs/Party.h"
#include "core/lrs/Statements.h"
#include "core/store/Activities.h"
#include "core/sync/CarryFile.h"
#include "core/xapi/RawJson.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

Error unknown() {
    return {
        Errc::Refused,
        tr("This file comes from no device that is enrolled here, or from one that was locked out. Ask whose "
           "it is, and give them a new code."),
        {}};
}

/// What a file brought, and what became of it.
class Carried final {
public:
    Carried(Office& office, QByteArray file)
        : m_office(office)
        , m_file(std::move(file))
        , m_content(QJsonDocument::fromJson(m_file).object()) {}

    /// Whose it is, by its seal.
    Result<void> believe();
    Result<void> store();
    Result<QByteArray> receipt();
    QString words() const {
        return tr("%1 statements are stored, %2 were refused.")
            .arg(m_acknowledged.size())
            .arg(m_refused.size());
    }

private:
    void read(std::string_view text);
    Result<void> append();
    void refuse(const QString& id, const std::string& reason) {
        m_refused.append(QJsonObject{{QStringLiteral("id"), id},
                                     {QStringLiteral("reason"), QString::fromStdString(reason)}});
    }

    Office& m_office;
    QByteArray m_file;
    QJsonObject m_content;
    access::Access::Bearer m_bearer;
    std::vector<store::Appender::Batch> m_batches; ///< of one statement each
    QSet<QString> m_ids;
    QJsonArray m_acknowledged;
    QJsonArray m_refused;
};

Result<void> Carried::believe() {
    if (m_content[QLatin1String("format")] != QLatin1String("understudy-carry/1"))
        return Error{
            Errc::BadInput,
            tr("This is no file to carry to a server, or only a part of one. Let it be saved and brought "
               "once more."),
            {}};
    const auto user = m_content[QLatin1String("user")].toString();
    const auto bearer = m_office.people().bearerOf(user.toStdString());
    if (!bearer)
        return bearer.error();
    if (!*bearer)
        return unknown();
    m_bearer = **bearer;
    if (sync::examineSeal(m_file, QByteArray::fromStdString(m_bearer.key)) != sync::SealState::Whole)
        return Error{
            Errc::Corrupt,
            tr("The file was changed on its way. Nothing was stored; let it be saved and brought once "
               "more."),
            {}};
    const auto account = m_content[QLatin1String("account")].toObject();
    if (account[QLatin1String("name")].toString().toStdString() != m_bearer.credential.account ||
        account[QLatin1String("homePage")].toString().toStdString() != m_bearer.credential.homePage)
        return unknown();
    return {};
}

void Carried::read(std::string_view text) {
    std::string ignored;
    const auto value = xapi::parseJson(text, ignored);
    const auto* named = value && value->is_object() ? value->get_object().if_contains("id") : nullptr;
    const auto id = named && named->is_string() ? QString::fromUtf8(named->get_string().c_str()) : QString();
    m_ids.insert(id.toLower());
    http::Request request;
    request.method = "POST";
    request.headers = {{"content-type", "application/json"}};
    request.body = std::string(text);
    const lrs::Call call{request, m_bearer.credential, xapi::Version::V2_0_0};
    IdMaker ids(m_office.clock(), systemRandomness());
    store::Appender::Batch batch;
    auto wrong = lrs::Intake(call, ids).read(batch);
    if (wrong.empty())
        wrong = lrs::Statements::refusal(m_bearer.credential, batch.front());
    if (wrong.empty())
        m_batches.push_back(std::move(batch));
    else
        refuse(id, wrong);
}

Result<void> Carried::store() {
    for (const auto& [name, value] :
         xapi::rawMembers(std::string_view(m_file.constData(), size_t(m_file.size())))) {
        if (name != "statements")
            continue;
        for (const auto& text : xapi::rawElements(value))
            read(text);
    }
    return append();
}

// Beside a server that serves: the numbers are drawn in the transaction.
Result<void> Carried::append() {
    auto sequence = store::Sequence::open(m_office.sql(), m_office.clock());
    if (!sequence)
        return sequence.error();
    store::Appender appender(m_office.sql(), *sequence);
    appender.onStored(
        [](store::Sql& sql, store::Appender::Fresh fresh) { return store::Activities(sql).learn(fresh); });
    std::vector<const store::Appender::Batch*> batches;
    for (const auto& batch : m_batches)
        batches.push_back(&batch);
    std::vector<store::Appender::Outcome> outcomes;
    const auto stored = m_office.change("carry", m_bearer.credential.user, [&]() -> Result<void> {
        auto appended = appender.append(batches);
        if (!appended)
            return appended.error();
        outcomes = std::move(*appended);
        return {};
    });
    sequence->leave();
    if (!stored)
        return stored;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const auto id = QString::fromStdString(m_batches[i].front().id);
        if (outcomes[i].conflict.empty())
            m_acknowledged.append(id);
        else
            refuse(id, "The statement is known already and says something else.");
    }
    return {};
}

Result<QByteArray> Carried::receipt() {
    QJsonArray others;
    store::Store stored(m_office.sql());
    store::Query query;
    query.owner = xapi::makeKey(xapi::KeyKind::Agent, lrs::ownIdentity(m_bearer.credential));
    query.ascending = true;
    query.limit = 500;
    for (bool more = true; more;) {
        const auto page = stored.query(query);
        if (!page)
            return page.error();
        for (const auto& one : page->statements) {
            if (!m_ids.contains(QString::fromStdString(one.id)))
                others.append(QJsonDocument::fromJson(QByteArray::fromStdString(one.body)).object());
            query.after = one.seq;
        }
        query.upTo = page->upTo;
        more = page->more;
    }
    return sync::seal({{QStringLiteral("format"), QStringLiteral("understudy-receipt/1")},
                       {QStringLiteral("account"), m_content[QLatin1String("account")]},
                       {QStringLiteral("user"), m_content[QLatin1String("user")]},
                       {QStringLiteral("made"), toIso(m_office.clock().now())},
                       {QStringLiteral("acknowledged"), m_acknowledged},
                       {QStringLiteral("refused"), m_refused},
                       {QStringLiteral("statements"), others}},
                      QByteArray::fromStdString(m_bearer.key));
}

} // namespace

int carry(const Options& options) {
    const auto target = options.value("receipt");
    if (target.isEmpty())
        return failed({Errc::BadInput, tr("Say where the receipt goes: --receipt FILE."), {}});
    QFile file(options.words().value(1));
    if (!file.open(QIODevice::ReadOnly))
        return failed(
            {Errc::NotFound, tr("The file %1 cannot be read.").arg(file.fileName()), file.errorString()});
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    Carried carried(**office, file.readAll());
    if (auto believed = carried.believe(); !believed)
        return failed(believed.error());
    if (auto stored = carried.store(); !stored)
        return failed(stored.error());
    const auto receipt = carried.receipt();
    if (!receipt)
        return failed(receipt.error());

    if (auto written = sync::writeFile(target, *receipt); !written)
        return failed({Errc::Io,
                       tr("The receipt %1 cannot be written. Run the command again: nothing is stored twice.")
                           .arg(target),
                       written.error().detail});
    say(carried.words());
    return Done;
}

} // namespace understudy::server
