#include "labs/kubejson/KubeTables.h"

#include "labs/kubejson/KubeRow.h"

namespace understudy::kubeapi {

json::object KubeTables::table(const std::string& resource, const std::vector<json::object>& objects,
                               const std::string& revision, const std::string& include,
                               bool withColumns) const {
    const KubeRow row(m_world.epoch() + m_world.now());
    json::array columns, rows;
    for (const auto& column : kubeColumns(resource))
        columns.push_back(json::object{{"name", column.name},
                                       {"type", column.type},
                                       {"format", std::string_view(column.name) == "Name" ? "name" : ""},
                                       {"description", ""},
                                       {"priority", column.wide ? 1 : 0}});
    for (const auto& object : objects) {
        json::object line{{"cells", row.cells(resource, object)}};
        if (include == "Object")
            line["object"] = object;
        else if (include != "None")
            line["object"] = json::object{{"kind", "PartialObjectMetadata"},
                                          {"apiVersion", "meta.k8s.io/v1"},
                                          {"metadata", object.at("metadata")}};
        rows.push_back(line);
    }
    return {{"kind", "Table"},
            {"apiVersion", "meta.k8s.io/v1"},
            {"metadata", json::object{{"resourceVersion", revision}}},
            {"columnDefinitions", withColumns ? json::value(columns) : json::value(nullptr)},
            {"rows", rows}};
}

} // namespace understudy::kubeapi
