#include "core/sync/Receipt.h"

#include "core/sync/Arrivals.h"
#include "core/sync/CarryFile.h"
#include "core/sync/Statement.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>
#include <set>

namespace understudy::sync {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("sync", text); }

Error notWhole() {
    return {Errc::Corrupt,
            tr("This receipt is not whole, so nothing of it was used. Copy the file again; if that does not "
               "help, ask your coordinator for it once more. Your work still waits here."),
            {}};
}

/// Why a file of this content is not for this account, or nothing.
std::optional<Error> objection(const QJsonObject& content, const Account& account) {
    const auto text = [&](const char* name) { return content.value(QLatin1String(name)).toString(); };
    if (text("format") == QLatin1String("understudy-carry/1"))
        return Error{Errc::BadInput,
                     tr("This is the file for the server. Give it to your coordinator, and open the receipt "
                        "that comes back."),
                     {}};
    if (text("format").startsWith(QLatin1String("understudy-receipt/")) &&
        text("format") != QLatin1String("understudy-receipt/1"))
        return Error{Errc::Newer,
                     tr("This receipt was written by a newer server. Update this program, then open it "
                        "again. Your work still waits here."),
                     text("format")};
    if (text("format") != QLatin1String("understudy-receipt/1"))
        return Error{Errc::BadInput, tr("This file is no receipt of a training server."), {}};
    const auto who = content.value(QStringLiteral("account")).toObject();
    if (who.value(QStringLiteral("homePage")).toString() != account.homePage ||
        who.value(QStringLiteral("name")).toString() != account.name)
        return Error{Errc::Refused,
                     tr("This receipt is for somebody else, so nothing of it was used. Ask your coordinator "
                        "for yours. Your work still waits here."),
                     who.value(QStringLiteral("name")).toString().left(80)};
    if (text("user") != account.user)
        return Error{Errc::Refused,
                     tr("This receipt is for another of your computers, or from before this one was enrolled "
                        "again. Open it on that one; for this one, save a file for the server again."),
                     text("user").left(80)};
    return {};
}

Receipt contentOf(const QJsonObject& content, const Account& account) {
    Receipt receipt;
    receipt.made = content.value(QStringLiteral("made")).toString();
    const auto add = [](std::vector<Id>& to, const QString& id) {
        for (const Id& fact : factIds(id.toLower()))
            to.push_back(fact);
    };
    for (const auto& id : content.value(QStringLiteral("acknowledged")).toArray())
        add(receipt.acknowledged, id.toString());
    for (const auto& value : content.value(QStringLiteral("refused")).toArray()) {
        const auto refusal = value.toObject();
        std::vector<Id> ids;
        add(ids, refusal.value(QStringLiteral("id")).toString());
        for (const Id& id : ids)
            receipt.refused.push_back(
                {id, refusal.value(QStringLiteral("reason")).toString().left(500).simplified()});
    }
    for (const auto& statement : content.value(QStringLiteral("statements")).toArray())
        if (isBy(statement.toObject(), account))
            receipt.statements.append(statement);
    return receipt;
}

std::set<Id> idsThatWait(const journal::Journal& journal) {
    std::set<Id> ids;
    if (const auto waiting = journal.unsent(std::numeric_limits<int>::max()))
        for (const auto& entry : *waiting)
            ids.insert(entry.fact.id);
    return ids;
}

QString countOf(int number, const char* one, const char* many) {
    return number == 1 ? tr(one) : tr(many).arg(number);
}

} // namespace

Result<Receipt> readReceipt(const QByteArray& file, const Account& account) {
    if (!account.usable())
        return Error{Errc::BadInput, tr("This laptop is not enrolled, so no receipt is for it."), {}};
    const auto document = QJsonDocument::fromJson(file);
    if (!document.isObject())
        return notWhole();
    const auto content = document.object();
    if (auto wrong = objection(content, account))
        return *wrong;
    switch (examineSeal(file, carryKey(account.password))) {
    case SealState::NotWhole:
        return notWhole();
    case SealState::Changed:
        return Error{Errc::Refused,
                     tr("This receipt was changed after the server wrote it, or it is not from your server, "
                        "so nothing of it was used. Copy the file again, or ask your coordinator for it once "
                        "more. Your work still waits here."),
                     {}};
    case SealState::Whole:
        break;
    }
    auto receipt = contentOf(content, account);
    if (!fromIso(receipt.made))
        return notWhole();
    return receipt;
}

Result<Settled> settle(const Receipt& receipt, journal::Journal& journal) {
    Settled settled;
    // First what is new here, so that nothing that is marked depends on it.
    const auto facts = arrivals(receipt.statements, journal);
    if (!facts)
        return facts.error();
    const auto merged = journal.merge(*facts);
    if (!merged)
        return merged.error();
    settled.fresh = *merged;
    const auto newest = journal.value(Receipt::cursorName());
    if (!newest)
        return newest.error();
    const auto made = fromIso(receipt.made);
    const auto before = fromIso(*newest);
    const auto waiting = idsThatWait(journal);
    if (const auto marked = journal.markSent(receipt.acknowledged); !marked)
        return marked.error();
    settled.acknowledged =
        static_cast<int>(std::count_if(receipt.acknowledged.begin(), receipt.acknowledged.end(),
                                       [&](const Id& id) { return waiting.contains(id); }));
    if (!before || (made && *made > *before)) {
        for (const auto& [id, reason] : receipt.refused) {
            if (!waiting.contains(id))
                continue;
            if (const auto parked = journal.park(id, reason); !parked)
                return parked.error();
            ++settled.refused;
        }
        if (const auto kept = journal.setValue(Receipt::cursorName(), receipt.made); !kept)
            return kept.error();
    }
    settled.waiting = static_cast<int>(idsThatWait(journal).size());
    return settled;
}

QString wordsOf(const Settled& settled) {
    if (settled.acknowledged == 0 && settled.refused == 0 && settled.fresh == 0)
        return tr("Nothing in this receipt is new here: it was opened before, or the server had everything "
                  "already.");
    QStringList words;
    if (settled.acknowledged > 0)
        words << countOf(settled.acknowledged, QT_TRANSLATE_NOOP("sync", "The server has taken 1 event."),
                         QT_TRANSLATE_NOOP("sync", "The server has taken %1 events."));
    if (settled.refused > 0)
        words << countOf(
            settled.refused,
            QT_TRANSLATE_NOOP("sync", "It refused 1: it is kept, and listed in the settings."),
            QT_TRANSLATE_NOOP("sync", "It refused %1: they are kept, and listed in the settings."));
    if (settled.fresh > 0)
        words << countOf(settled.fresh, QT_TRANSLATE_NOOP("sync", "1 event of your other computers came in."),
                         QT_TRANSLATE_NOOP("sync", "%1 events of your other computers came in."));
    if (settled.waiting > 0)
        words << countOf(settled.waiting, QT_TRANSLATE_NOOP("sync", "1 event still waits."),
                         QT_TRANSLATE_NOOP("sync", "%1 events still wait."));
    return words.join(u' ');
}

} // namespace understudy::sync
