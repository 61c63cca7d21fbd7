#include "core/store/Store.h"

#include "core/store/Sequence.h"
#include "core/xapi/RawJson.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>

namespace understudy::store {

namespace {

constexpr std::size_t maxPageBytes = 4 * 1024 * 1024;
constexpr std::size_t atOnce = 64;            // rows read at one time
constexpr std::size_t largeBytes = 64 * 1024; // a text of more is read alone, when its turn comes
constexpr int maxReferences = 16;             // as far as they are followed when a statement is stored

Stored storedFrom(const Row& row) {
    return {row.integer(0), storedOf(row.integer(0)), row.text(1), row.text(2)};
}

/// What a key is looked for by: itself, or for a related kind the direct one too.
std::vector<std::int64_t> numbersOf(const xapi::Key& key) {
    if (key.kind == xapi::KeyKind::RelatedAgent)
        return {keyNumber({xapi::KeyKind::Agent, key.bytes}), keyNumber(key)};
    if (key.kind == xapi::KeyKind::RelatedActivity)
        return {keyNumber({xapi::KeyKind::Activity, key.bytes}), keyNumber(key)};
    return {keyNumber(key)};
}

/// How few statements have a key of this kind in common: what is rarest is walked along.
int commonness(const xapi::Key& key) {
    switch (key.kind) {
    case xapi::KeyKind::Registration:
        return 0;
    case xapi::KeyKind::Agent:
        return 1;
    case xapi::KeyKind::RelatedAgent:
        return 2;
    case xapi::KeyKind::Activity:
        return 3;
    case xapi::KeyKind::RelatedActivity:
        return 4;
    case xapi::KeyKind::Verb:
        break;
    }
    return 5;
}

/// Takes out those of @p keys that a statement of this text is found by.
void takeOut(std::vector<xapi::Key>& keys, const std::string& body) {
    std::string ignored;
    const auto value = xapi::parseJson(body, ignored);
    if (!value || !value->is_object())
        return;
    const auto own = xapi::keysOf(value->get_object());
    std::erase_if(keys, [&](const auto& key) { return std::binary_search(own.begin(), own.end(), key); });
}

/// Whether not everything that is found may be told.
bool isChoosy(const Query& wanted) { return wanted.owner && !wanted.keys.empty(); }

/// Of a row, that it may have been found by what it refers to alone.
bool borrows(const Query& wanted, const Row& row) { return isChoosy(wanted) && !row.isNull(3); }

/// Writes the text of a query and gathers its values.
class Question final {
public:
    std::vector<Value> values;
    std::string mark(std::int64_t value) {
        values.emplace_back(value);
        return "$" + std::to_string(values.size());
    }
    std::string oneOf(const std::vector<std::int64_t>& numbers) {
        std::string marks;
        for (const auto number : numbers)
            marks += (marks.empty() ? "" : ", ") + mark(number);
        return numbers.size() == 1 ? "= " + marks : "IN (" + marks + ")";
    }
};

} // namespace

Result<std::optional<Stored>> Store::find(const std::string& id, bool voided) {
    const auto rows = m_sql.run("SELECT seq, id, body FROM statement WHERE id = $1 AND voided = $2",
                                {xapi::lowered(id), std::int64_t(voided)});
    if (!rows)
        return rows.error();
    return rows->empty() ? std::optional<Stored>() : storedFrom(rows->front());
}

Result<bool> Store::hasKey(std::int64_t seq, const xapi::Key& key) {
    Question question;
    const auto text = "SELECT 1 FROM statement_key WHERE key " + question.oneOf(numbersOf(key)) +
                      " AND seq = " + question.mark(seq) + " LIMIT 1";
    const auto rows = m_sql.run(text, question.values);
    if (!rows)
        return rows.error();
    return !rows->empty();
}

Result<Page> Store::query(const Query& wanted) {
    Page page;
    page.upTo = wanted.upTo;
    if (page.upTo == 0) {
        const auto newest = m_sql.run("SELECT coalesce(max(seq), 0) FROM statement");
        if (!newest)
            return newest.error();
        page.upTo = (*newest)[0].integer(0);
    }
    // Both ends belong to the span.
    std::int64_t from = wanted.since ? lastSeqOf(*wanted.since) : 0;
    from += from < std::numeric_limits<std::int64_t>::max() ? 1 : 0;
    std::int64_t to = std::min(page.upTo, wanted.until ? lastSeqOf(*wanted.until) : page.upTo);
    if (wanted.after > 0 && wanted.ascending)
        from = std::max(from, wanted.after + 1);
    else if (wanted.after > 0)
        to = std::min(to, wanted.after - 1);
    const auto limit = static_cast<std::size_t>(std::max(wanted.limit, 0));
    std::size_t bytes = 0;
    while (from <= to) {
        // Few different questions, each of which stays prepared. Of what is borrowed much may be passed over.
        const bool choosy = wanted.owner && !wanted.keys.empty();
        const auto most =
            choosy ? atOnce : std::bit_ceil(std::min(limit - page.statements.size() + 1, atOnce));
        auto rows = portion(wanted, from, to, most);
        if (!rows)
            return rows.error();
        for (const auto& row : *rows) {
            const bool full = page.statements.size() == limit || bytes > maxPageBytes;
            auto one =
                full && !borrows(wanted, row) ? Result(std::optional(storedFrom(row))) : toldOf(wanted, row);
            if (!one)
                return one.error();
            if (!*one)
                continue;
            if (full) {
                page.more = true;
                return page;
            }
            bytes += (*one)->body.size();
            page.statements.push_back(std::move(**one));
        }
        if (rows->size() < most)
            break;
        (wanted.ascending ? from : to) = rows->back().integer(0) + (wanted.ascending ? 1 : -1);
    }
    return page;
}

Result<std::string> Store::largeText(std::int64_t seq) {
    const auto rows = m_sql.run("SELECT body FROM statement WHERE seq = $1", {seq});
    if (!rows)
        return rows.error();
    if (rows->empty()) // erased since its number was read
        return Error{Errc::Busy,
                     QCoreApplication::translate("store", "The statements change. Try again in a moment."),
                     {}};
    return rows->front().text(0);
}

/// The statement of a row with its text; nothing when it is passed over.
Result<std::optional<Stored>> Store::toldOf(const Query& wanted, const Row& row) {
    auto one = storedFrom(row);
    if (row.isNull(2)) {
        auto text = largeText(one.seq);
        if (!text)
            return text.error();
        one.body = std::move(*text);
    }
    if (borrows(wanted, row)) {
        const auto may = mayTell(wanted, row.text(3), one.body);
        if (!may || !*may)
            return may ? Result<std::optional<Stored>>(std::nullopt) : may.error();
    }
    return std::optional(std::move(one));
}

// A statement is found by what it refers to as well. Who may not read that must not learn by asking whose it
// is, or what it says: it then has to be found by itself, or by what they may read.
Result<bool> Store::mayTell(const Query& wanted, std::string refersTo, const std::string& body) {
    auto missing = wanted.keys;
    takeOut(missing, body);
    for (int depth = 0; depth < maxReferences && !missing.empty() && !refersTo.empty(); ++depth) {
        const auto target = m_sql.run("SELECT seq, body, refers_to FROM statement WHERE id = $1", {refersTo});
        if (!target)
            return target.error();
        if (target->empty())
            break;
        const auto theirs = hasKey(target->front().integer(0), *wanted.owner);
        if (!theirs)
            return theirs.error();
        if (!*theirs)
            break;
        takeOut(missing, target->front().text(1));
        refersTo = target->front().text(2);
    }
    return missing.empty();
}

// Walks along one key in the order of its rows, which is the order asked for: nothing is sorted. Where a key
// stands for two kinds, two such walks are merged.
Result<Rows> Store::portion(const Query& wanted, std::int64_t from, std::int64_t to, std::size_t most) {
    auto keys = wanted.keys;
    if (wanted.owner)
        keys.push_back(*wanted.owner);
    std::stable_sort(keys.begin(), keys.end(),
                     [](const auto& a, const auto& b) { return commonness(a) < commonness(b); });
    Question question;
    const std::string end =
        std::string(" ORDER BY 1 ") + (wanted.ascending ? "ASC" : "DESC") + " LIMIT " + std::to_string(most);
    const std::string length =
        m_sql.engine() == Sql::Engine::Sqlite ? "length(CAST(s.body AS BLOB))" : "octet_length(s.body)";
    const auto body =
        "CASE WHEN " + length + " <= " + std::to_string(largeBytes) + " THEN s.body END, s.refers_to";
    const auto span = " BETWEEN " + question.mark(from) + " AND " + question.mark(to) +
                      (wanted.voided ? "" : " AND s.voided = 0");
    if (keys.empty())
        return m_sql.run("SELECT s.seq, s.id, " + body + " FROM statement s WHERE s.seq" + span + end,
                         question.values);
    std::string others;
    for (std::size_t i = 1; i < keys.size(); ++i)
        others += " AND EXISTS (SELECT 1 FROM statement_key o WHERE o.key " +
                  question.oneOf(numbersOf(keys[i])) + " AND o.seq = k.seq)";
    // SQLite keeps to the order of tables that a CROSS JOIN tells.
    const std::string join = m_sql.engine() == Sql::Engine::Sqlite ? " CROSS JOIN" : " JOIN";
    const auto walked = numbersOf(keys.front());
    std::string text;
    for (std::size_t i = 0; i < walked.size(); ++i) {
        text += (i ? " UNION ALL " : "") +
                ("SELECT k.seq, s.id, " + body + " FROM statement_key k" + join +
                 " statement s ON s.seq = k.seq") +
                " WHERE k.key = " + question.mark(walked[i]) + " AND k.seq" + span + others;
        if (i > 0) // found already
            text +=
                " AND NOT EXISTS (SELECT 1 FROM statement_key d WHERE d.key = " + question.mark(walked[0]) +
                " AND d.seq = k.seq)";
    }
    return m_sql.run(text + end, question.values);
}

Result<std::int64_t> Store::throughSeq() { return Sequence::through(m_sql); }

xapi::Micros Store::consistentThrough() {
    const auto through = throughSeq();
    return through ? storedOf(*through) : 0;
}

} // namespace understudy::store
