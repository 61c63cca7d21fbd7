#pragma once

#include "core/base/Id.h"
#include "core/lrs/Answer.h"
#include "core/lrs/Multipart.h"
#include "core/xapi/Draft.h"

#include <map>

namespace understudy::lrs {

/// Reads the body of a PUT or POST of statements: JSON, or multipart/mixed with the files they name.
class Intake final {
public:
    Intake(const Call& call, IdMaker& ids);

    /// "" or why the body is refused, with 400.
    std::string read(std::vector<xapi::Draft>& batch);

private:
    std::string readJson(std::string_view text, std::vector<xapi::Draft>& batch);
    std::string readMixed(std::vector<xapi::Draft>& batch);
    std::string takePart(const Part& part, std::size_t number);
    std::string settle(std::vector<xapi::Draft>& batch);
    std::string settle(xapi::Draft& draft, const boost::json::object& statement);
    std::string settle(xapi::Draft& draft, const boost::json::object& statement,
                       const boost::json::object& attachment);

    /// A file of the request.
    struct File {
        std::string_view content;
        bool wanted = false; ///< by a statement
        bool signs = false;  ///< one
    };

    const Call& m_call;
    IdMaker& m_ids;
    std::map<std::string, File, std::less<>> m_files; ///< by hash, in lower case
};

} // namespace understudy::lrs
