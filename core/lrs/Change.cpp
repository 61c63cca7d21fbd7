#include "core/lrs/Change.h"

#include "core/store/Merge.h"
#include "core/xapi/RawJson.h"

namespace understudy::lrs {

namespace {

using Known = std::optional<store::Document>;

bool isObject(const std::string& text) {
    std::string ignored;
    const auto value = xapi::parseJson(text, ignored);
    return value && value->is_object();
}

/// RFC 9110, section 13: what was asked to hold first.
Refusal checkPreconditions(const Change& change, const Known& known) {
    if (!change.ifMatch.empty() && !(known && names(change.ifMatch, known->etag)))
        return {412, known ? "The document is another one by now: read it again."
                           : "There is no such document to match."};
    if (!change.ifNoneMatch.empty() && known && names(change.ifNoneMatch, known->etag))
        return {412, "There is such a document already."};
    if (change.kind != Change::Kind::Put || !change.ifMatch.empty() || !change.ifNoneMatch.empty())
        return {};
    if (known && change.blind != Change::Blind::Overwrites)
        return {409,
                "There is such a document already. Read it, and send its ETag as If-Match to replace it."};
    if (!known && change.blind == Change::Blind::Nothing)
        return {400, "A profile is put with If-Match, or If-None-Match: * for a new one."};
    return {};
}

/// What a POST makes of a document: a new one, or the members of both.
Refusal join(const Change& change, const Known& known, store::Document& fresh) {
    std::string reason;
    if (isJson(change.type) && !xapi::parseJson(change.content, reason))
        return {400, "The Content-Type is application/json. " + reason};
    if (!known)
        return {};
    if (!isJson(change.type) || !isObject(change.content))
        return {400, "There is such a document already, and only a JSON object can be merged with it."};
    if (!isJson(known->type) || !isObject(known->content))
        return {400, "The document that is there is not a JSON object; nothing can be merged with it."};
    fresh.content = store::mergedObject(known->content, change.content);
    return {};
}

} // namespace

bool names(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        auto one = xapi::trimmed(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        if (one == "*")
            return true;
        // A proxy that compresses makes a tag weak, and some clients send the bare SHA-1.
        if (one.starts_with("W/"))
            one.remove_prefix(2);
        if (one.size() >= 2 && one.front() == '"' && one.back() == '"')
            one = one.substr(1, one.size() - 2);
        if (one == etag)
            return true;
    }
    return false;
}

bool isJson(std::string_view type) {
    const auto bare = xapi::trimmed(type.substr(0, std::min(type.find(';'), type.size())));
    return xapi::lowered(bare) == "application/json";
}

Result<Refusal> apply(const Change& change, store::Documents& documents, xapi::Micros now) {
    const auto known = documents.find(change.shelf, change.name);
    if (!known)
        return known.error();
    if (auto refusal = checkPreconditions(change, *known); refusal.status != 0)
        return refusal;
    if (change.kind == Change::Kind::Delete) {
        if (!*known)
            return Refusal{};
        const auto removed = documents.remove(change.shelf, change.name, **known);
        return removed ? Result<Refusal>(Refusal{}) : removed.error();
    }
    store::Document fresh{change.type, change.content, {}, now};
    if (change.kind == Change::Kind::Post) {
        if (auto refusal = join(change, *known, fresh); refusal.status != 0)
            return refusal;
    }
    fresh.etag = store::Documents::etagOf(fresh.content);
    const auto put = documents.put(change.shelf, change.name, *known, fresh);
    return put ? Result<Refusal>(Refusal{}) : put.error();
}

} // namespace understudy::lrs
