#pragma once

#include <map>
#include <set>
#include <string>

namespace understudy::cluster {

/// The registry that nodes pull from: which images there are, by name and tag.
class Images final {
public:
    enum class Found { There, NoTag, NoName, BadName };

    /// An image with its tag: "dwcp/api:3.1.4".
    void publish(const std::string& image);
    /// A name with all tags that look like releases of it, up to that major version, as a mirror has them.
    void mirror(const std::string& name, int highestMajor);
    Found find(const std::string& image) const;
    /// The words of the node that tried to pull it and could not.
    static std::string problem(const std::string& image, Found found);

private:
    std::map<std::string, std::set<std::string>> m_tags;
    std::map<std::string, int> m_mirrored;
};

} // namespace understudy::cluster
