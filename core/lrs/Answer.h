#pragma once

#include "core/access/Access.h"
#include "core/base/Error.h"
#include "core/http/Server.h"
#include "core/xapi/Shape.h"

#include <memory>
#include <string>

namespace understudy::lrs {

/// One authenticated request and the way back, in the version of xAPI it was made in.
struct Call {
    const http::Request& request;
    access::Credential credential;
    xapi::Version version = xapi::Version::V2_0_0;
};

/// The way back alone: it outlives the request where an answer waits for the disk.
class Answer final {
public:
    Answer(std::shared_ptr<http::Exchange> exchange, xapi::Version version)
        : m_exchange(std::move(exchange))
        , m_version(version) {}
    void add(std::string name, std::string value) {
        m_headers.emplace_back(std::move(name), std::move(value));
    }
    void json(int status, std::string body) { send(status, "application/json", std::move(body)); }
    void empty(int status) { send(status, {}, {}); }
    /// A refusal, in a sentence.
    void refuse(int status, const std::string& sentence);
    /// The store failed us: 507 for a full disk, else 503, so that the client tries again later.
    void failed(const Error& error);
    void send(int status, const std::string& type, std::string body);

private:
    std::shared_ptr<http::Exchange> m_exchange;
    xapi::Version m_version;
    http::Pairs m_headers;
};

} // namespace understudy::lrs
