#include "core/lrs/Activities.h"

#include "core/store/Activities.h"
#include "core/xapi/RawJson.h"

namespace understudy::lrs {

void Activities::handle(const Call& call, Answer answer) {
    const auto& query = call.request.query;
    if (query.size() != 1 || query.front().first != "activityId" || !xapi::isIri(query.front().second))
        return answer.refuse(400, "One parameter is taken, activityId, an absolute IRI.");
    if (!access::may(call.credential, access::Deed::ReadOwnStatements) &&
        !access::may(call.credential, access::Deed::ReadActivityProfile))
        return answer.refuse(403, "This credential may not read.");
    const auto& iri = query.front().second;
    const auto definition = store::Activities(m_sql).definition(iri);
    if (!definition)
        return answer.failed(definition.error());
    std::string body = "{\"objectType\":\"Activity\",\"id\":" + xapi::jsonString(iri);
    if (!definition->empty())
        body += ",\"definition\":" + *definition;
    answer.json(200, body + "}");
}

} // namespace understudy::lrs
