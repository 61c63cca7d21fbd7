#pragma once

#include "core/http/Server.h"
#include "core/store/Documents.h"

namespace understudy::lrs {

/// What a request wants of one document, and what must hold for it.
struct Change {
    enum class Kind { Put, Post, Delete };
    /// What a PUT without If-Match and If-None-Match may do.
    enum class Blind {
        Overwrites, ///< anything: the states of 1.0.3
        Creates,    ///< only what is not there yet
        Nothing     ///< the profiles of 1.0.3
    };

    Kind kind = Kind::Put;
    Blind blind = Blind::Creates;
    store::Shelf shelf;
    std::string name;
    std::string type;
    std::string content;
    std::string ifMatch;
    std::string ifNoneMatch;
};

/// Why a change was not made: a status, 0 when it was, and a sentence.
struct Refusal {
    int status = 0;
    std::string sentence;
};

/// Makes the change, within the transaction of @p documents.
Result<Refusal> apply(const Change& change, store::Documents& documents, xapi::Micros now);

/// Whether a list of entity tags, as If-Match and If-None-Match have it, has @p etag in it.
bool names(std::string_view list, std::string_view etag);

/// Content-Type application/json, whatever its parameters.
bool isJson(std::string_view type);

} // namespace understudy::lrs
