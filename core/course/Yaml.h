#pragma once

#include "core/course/Problem.h"

#include <QStringList>

#include <yaml-cpp/node/node.h>

#include <optional>

namespace understudy::course {

/// A place in a YAML file that is read strictly: every key must be asked for before done(), every value must
/// be of the kind asked for, and whatever is not goes to the problems with its line and column.
class YamlMap final {
public:
    /// Parses a whole file. Nothing when it is not YAML or not a map; the problem is noted.
    static std::optional<YamlMap> parse(const QByteArray& text, const QString& file, Problems& problems,
                                        int firstLine = 1);

    bool has(const char* key) const;
    /// Needed values: a missing one is a problem, and the result is empty or 0.
    QString text(const char* key);
    int whole(const char* key, int least, int most);
    double number(const char* key);
    bool truth(const char* key);
    /// A value that may be left out.
    QString textOr(const char* key, const QString& otherwise);
    int wholeOr(const char* key, int least, int most, int otherwise);
    double numberOr(const char* key, double otherwise);
    bool truthOr(const char* key, bool otherwise);
    QStringList texts(const char* key);   ///< a list of at least one text
    QStringList textsOr(const char* key); ///< may be missing or empty
    std::vector<double> numbers(const char* key);
    std::vector<YamlMap> maps(const char* key); ///< a list of at least one map
    std::vector<YamlMap> mapsOr(const char* key);
    std::optional<YamlMap> map(const char* key); ///< a map under a key; nothing and no problem when missing
    /// The node of a key, for lists whose elements have places of their own.
    std::vector<std::pair<QString, YamlMap>> textsWithPlaces(const char* key);

    /// Notes every key that nobody asked for.
    void done();
    void problem(const QString& sentence) const;                  ///< at the map's first character
    void problem(const char* key, const QString& sentence) const; ///< at the value of a key
    const QString& file() const { return m_file; }
    int line() const;
    int column() const;

private:
    YamlMap(YAML::Node node, QString file, Problems& problems, int shift);
    std::optional<YAML::Node> find(const char* key, bool needed);
    std::optional<QString> scalar(const char* key, bool needed);
    std::optional<QString> scalarOf(const YAML::Node& node) const;
    void at(const YAML::Node& node, const QString& sentence) const;
    QStringList list(const char* key, bool needed);
    bool readKeys();

    YAML::Node m_node;
    QString m_file;
    Problems* m_problems;
    int m_shift; ///< lines before the YAML text in its file
    std::vector<std::pair<QString, YAML::Node>> m_keys;
    std::vector<YAML::Node> m_keyNodes;
    QStringList m_asked;
};

} // namespace understudy::course
