#include "core/store/Appender.h"

#include "core/xapi/RawJson.h"

#include <algorithm>
#include <unordered_map>

namespace understudy::store {

namespace {

constexpr int maxReferences = 16; // a chain of references longer than this is followed no further

const Sql::Columns statementColumns{
    "statement",
    {{"seq", "bigint"}, {"id", "text"}, {"voids", "integer"}, {"refers_to", "text"}, {"body", "text"}}};
const Sql::Columns attachmentColumns{
    "attachment", {{"sha2", "text"}, {"statement", "text"}, {"type", "text"}, {"content", "bytea"}}};
const Sql::Columns keyColumns{"statement_key", {{"key", "bigint"}, {"seq", "bigint"}}};

boost::json::object meaningOf(const std::string& body) {
    std::string ignored;
    auto value = xapi::parseJson(body, ignored);
    return value && value->is_object() ? value->get_object() : boost::json::object();
}

/// What was found directly is not listed as related too: whoever asks for what is related looks at both.
xapi::KeyKind directKind(xapi::KeyKind kind) {
    return kind == xapi::KeyKind::RelatedAgent      ? xapi::KeyKind::Agent
           : kind == xapi::KeyKind::RelatedActivity ? xapi::KeyKind::Activity
                                                    : kind;
}

void addKeys(std::vector<std::pair<std::int64_t, std::int64_t>>& rows, const std::vector<xapi::Key>& keys,
             std::int64_t seq) {
    for (const auto& key : keys) {
        const auto direct = directKind(key.kind);
        if (direct != key.kind &&
            std::find(keys.begin(), keys.end(), xapi::Key{direct, key.bytes}) != keys.end())
            continue;
        rows.emplace_back(keyNumber(key), seq);
    }
}

} // namespace

/// What becomes of one group of batches.
struct Appender::Work {
    struct New {
        const xapi::Draft* draft;
        std::int64_t seq;
        std::vector<xapi::Key> borrowed; ///< of the statements it refers to
    };
    std::unordered_map<std::string, std::string> known; ///< id to text, "" for one that was erased
    std::unordered_map<std::string_view, const xapi::Draft*> taken;
    std::vector<New> fresh;
    std::vector<std::pair<std::int64_t, std::int64_t>> keys;
    std::vector<std::string_view> voided;
    std::vector<std::string> voidedBefore; ///< ids of new statements that were voided before they came

    std::vector<std::string_view> ids() const {
        std::vector<std::string_view> all;
        for (const auto& one : fresh)
            all.push_back(one.draft->id);
        return all;
    }
};

Result<std::vector<Appender::Outcome>> Appender::append(std::span<const Batch* const> batches) {
    Work work;
    std::size_t count = 0;
    bool references = false;
    for (const auto* batch : batches) {
        count += batch->size();
        for (const auto& draft : *batch)
            references = references || !draft.refersTo.empty();
    }
    if (auto begun = m_sequence.begin(count, references); !begun)
        return begun.error();
    if (auto read = readKnown(work, batches); !read)
        return read.error();
    std::vector<Outcome> outcomes;
    for (const auto* batch : batches)
        outcomes.push_back(take(work, *batch));
    if (work.fresh.empty())
        return outcomes;
    for (const auto step : {&Appender::insert, &Appender::followReferences, &Appender::followReferrers,
                            &Appender::markVoided, &Appender::insertKeys, &Appender::insertAttachments}) {
        if (auto done = (this->*step)(work); !done)
            return done.error();
    }
    if (m_learn) {
        std::vector<const xapi::Draft*> drafts;
        for (const auto& one : work.fresh)
            drafts.push_back(one.draft);
        if (auto learned = m_learn(m_sql, drafts); !learned)
            return learned.error();
    }
    return outcomes;
}

Result<void> Appender::readKnown(Work& work, std::span<const Batch* const> batches) {
    std::vector<std::string_view> ids;
    for (const auto* batch : batches)
        for (const auto& draft : *batch)
            ids.push_back(draft.id);
    const auto list = listOf(m_sql.engine(), "$1");
    const auto rows = m_sql.run("SELECT id, body FROM statement WHERE id IN (" + list +
                                    ") UNION ALL SELECT id, '' FROM erased WHERE id IN (" + list + ")",
                                {jsonList(ids)});
    if (!rows)
        return rows.error();
    for (const auto& row : *rows)
        work.known.emplace(row.text(0), row.text(1));
    return {};
}

Appender::Outcome Appender::take(Work& work, const Batch& batch) {
    std::vector<const xapi::Draft*> fresh;
    for (const auto& draft : batch) {
        if (const auto known = work.known.find(draft.id); known != work.known.end()) {
            // An erased one is acknowledged and dropped, so that no device sends it for ever.
            if (!known->second.empty() &&
                !xapi::sayTheSame(draft.meaning, meaningOf(known->second), draft.version))
                return {draft.id};
        } else if (const auto taken = work.taken.find(draft.id); taken != work.taken.end()) {
            if (!xapi::sayTheSame(draft.meaning, taken->second->meaning, draft.version))
                return {draft.id};
        } else {
            fresh.push_back(&draft);
        }
    }
    for (const auto* draft : fresh) {
        if (work.taken.emplace(draft->id, draft).second)
            work.fresh.push_back({draft, m_sequence.next(), {}});
    }
    return {};
}

Result<void> Appender::insert(Work& work) {
    std::vector<Value> values;
    values.reserve(work.fresh.size() * statementColumns.columns.size());
    for (const auto& [draft, seq, borrowed] : work.fresh) {
        values.emplace_back(seq);
        values.emplace_back(draft->id);
        values.emplace_back(std::int64_t(draft->voids));
        values.emplace_back(draft->refersTo.empty() ? Value() : Value(draft->refersTo));
        values.emplace_back(draft->text(storedOf(seq)));
    }
    const auto added = m_sql.insertNew(statementColumns, values);
    if (!added)
        return added.error();
    if (*added == static_cast<std::int64_t>(work.fresh.size()))
        return {};
    // Another server stored one of them since we looked.
    return Error{Errc::Busy, QStringLiteral("The same statement is being stored elsewhere. Try again."), {}};
}

// A statement about another statement is found by whatever finds the other one, whichever of the two came
// first.
Result<void> Appender::followReferences(Work& work) {
    std::map<std::string, std::vector<Work::New*>, std::less<>> asking; // by the id they refer to
    for (auto& one : work.fresh) {
        if (!one.draft->refersTo.empty())
            asking[one.draft->refersTo].push_back(&one);
        if (one.draft->voids)
            work.voided.push_back(one.draft->refersTo);
    }
    for (int depth = 0; depth < maxReferences && !asking.empty(); ++depth) {
        std::vector<std::string_view> targets;
        for (const auto& entry : asking)
            targets.push_back(entry.first);
        const auto rows = m_sql.run("SELECT id, body, refers_to FROM statement WHERE id IN (" +
                                        listOf(m_sql.engine(), "$1") + ")",
                                    {jsonList(targets)});
        if (!rows)
            return rows.error();
        std::map<std::string, std::vector<Work::New*>, std::less<>> further;
        for (const auto& row : *rows) {
            const auto keys = xapi::keysOf(meaningOf(row.text(1)));
            const auto& askers = asking.find(row.text(0))->second;
            for (auto* one : askers)
                one->borrowed.insert(one->borrowed.end(), keys.begin(), keys.end());
            if (!row.isNull(2)) {
                auto& next = further[row.text(2)];
                next.insert(next.end(), askers.begin(), askers.end());
            }
        }
        asking = std::move(further);
    }
    return {};
}

Result<void> Appender::followReferrers(Work& work) {
    std::map<std::string, std::vector<xapi::Key>, std::less<>> lent;
    for (const auto& one : work.fresh) {
        auto& keys = lent[one.draft->id];
        keys = one.draft->keys;
        keys.insert(keys.end(), one.borrowed.begin(), one.borrowed.end());
    }
    for (int depth = 0; depth < maxReferences && !lent.empty(); ++depth) {
        std::vector<std::string_view> targets;
        for (const auto& [id, keys] : lent)
            targets.push_back(id);
        const auto rows = m_sql.run("SELECT seq, id, refers_to, voids FROM statement WHERE refers_to IN (" +
                                        listOf(m_sql.engine(), "$1") + ")",
                                    {jsonList(targets)});
        if (!rows)
            return rows.error();
        std::map<std::string, std::vector<xapi::Key>, std::less<>> further;
        for (const auto& row : *rows) {
            const auto& keys = lent.find(row.text(2))->second;
            addKeys(work.keys, keys, row.integer(0));
            further.emplace(row.text(1), keys);
            if (depth == 0 && row.integer(3) != 0)
                work.voidedBefore.push_back(row.text(2));
        }
        lent = std::move(further);
    }
    return {};
}

Result<void> Appender::markVoided(Work& work) {
    work.voided.insert(work.voided.end(), work.voidedBefore.begin(), work.voidedBefore.end());
    if (work.voided.empty())
        return {};
    const auto marked = m_sql.run("UPDATE statement SET voided = 1 WHERE voids = 0 AND id IN (" +
                                      listOf(m_sql.engine(), "$1") + ")",
                                  {jsonList(work.voided)});
    return marked ? Result<void>() : marked.error();
}

// In the order of the table, so that each of its pages is met once.
Result<void> Appender::insertKeys(Work& work) {
    for (const auto& one : work.fresh) {
        addKeys(work.keys, one.draft->keys, one.seq);
        addKeys(work.keys, one.borrowed, one.seq);
    }
    std::sort(work.keys.begin(), work.keys.end());
    work.keys.erase(std::unique(work.keys.begin(), work.keys.end()), work.keys.end());
    std::vector<Value> values;
    values.reserve(work.keys.size() * 2);
    for (const auto& [key, seq] : work.keys) {
        values.emplace_back(key);
        values.emplace_back(seq);
    }
    const auto added = m_sql.insertNew(keyColumns, values);
    return added ? Result<void>() : added.error();
}

Result<void> Appender::insertAttachments(Work& work) {
    std::vector<Value> values;
    for (const auto& one : work.fresh) {
        for (const auto& [sha2, type, content] : one.draft->attachments) {
            values.emplace_back(sha2);
            values.emplace_back(one.draft->id);
            values.emplace_back(type);
            values.emplace_back(Blob{content});
        }
    }
    const auto added = m_sql.insertNew(attachmentColumns, values);
    return added ? Result<void>() : added.error();
}

} // namespace understudy::store
