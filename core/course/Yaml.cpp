#include "core/course/Yaml.h"

#include <QByteArray>

#include <yaml-cpp/yaml.h>

#include <cmath>

namespace understudy::course {
namespace {

constexpr std::size_t longestList = 5000;

bool isUtf8(const QByteArray& text) { return text.isValidUtf8() && !text.contains('\0'); }

} // namespace

std::optional<YamlMap> YamlMap::parse(const QByteArray& text, const QString& file, Problems& problems,
                                      int firstLine) {
    if (!isUtf8(text)) {
        problems.add(file, 1, 1, QStringLiteral("The file is not UTF-8 text. Save it as UTF-8."));
        return std::nullopt;
    }
    YAML::Node node;
    // yaml-cpp reports by exceptions; they end here.
    try {
        node = YAML::Load(text.toStdString());
    } catch (const YAML::Exception& e) {
        problems.add(
            file, e.mark.line + firstLine, e.mark.column + 1,
            QStringLiteral(
                "This is not valid YAML: %1. Put texts with a colon, a #, or a leading quote in quotes; "
                "between { } and [ ] also those with a comma or a question mark.")
                .arg(QString::fromStdString(e.msg)));
        return std::nullopt;
    }
    YamlMap map(node, file, problems, firstLine - 1);
    if (!node.IsMap()) {
        problems.add(file, firstLine, 1, QStringLiteral("The file must be a map of keys and values."));
        return std::nullopt;
    }
    if (!map.readKeys())
        return std::nullopt;
    return map;
}

YamlMap::YamlMap(YAML::Node node, QString file, Problems& problems, int shift)
    : m_node(std::move(node))
    , m_file(std::move(file))
    , m_problems(&problems)
    , m_shift(shift) {}

bool YamlMap::readKeys() {
    for (const auto& pair : m_node) {
        const auto key = scalarOf(pair.first);
        if (!key) {
            at(pair.first, QStringLiteral("A key must be a word."));
            return false;
        }
        const bool twice =
            std::any_of(m_keys.begin(), m_keys.end(), [&](const auto& k) { return k.first == *key; });
        if (twice)
            at(pair.first,
               QStringLiteral("The key \"%1\" stands here for the second time. Keep one of them.").arg(*key));
        else
            m_keys.emplace_back(*key, pair.second), m_keyNodes.push_back(pair.first);
    }
    return true;
}

void YamlMap::at(const YAML::Node& node, const QString& sentence) const {
    YAML::Mark mark = node.Mark();
    if (mark.is_null())
        mark = m_node.Mark();
    m_problems->add(m_file, mark.line + 1 + m_shift, mark.column + 1, sentence);
}

void YamlMap::problem(const QString& sentence) const { at(m_node, sentence); }

void YamlMap::problem(const char* key, const QString& sentence) const {
    for (const auto& [name, node] : m_keys) {
        if (name == QLatin1String(key))
            return at(node, sentence);
    }
    problem(sentence);
}

int YamlMap::line() const { return m_node.Mark().line + 1 + m_shift; }

int YamlMap::column() const { return m_node.Mark().column + 1; }

bool YamlMap::has(const char* key) const {
    return std::any_of(m_keys.begin(), m_keys.end(),
                       [&](const auto& k) { return k.first == QLatin1String(key); });
}

std::optional<YAML::Node> YamlMap::find(const char* key, bool needed) {
    const auto name = QString::fromLatin1(key);
    m_asked << name;
    for (const auto& [known, node] : m_keys) {
        if (known == name)
            return node;
    }
    if (needed)
        problem(QStringLiteral("The key \"%1\" is missing.").arg(name));
    return std::nullopt;
}

std::optional<QString> YamlMap::scalarOf(const YAML::Node& node) const {
    if (!node.IsScalar())
        return std::nullopt;
    return QString::fromStdString(node.Scalar());
}

std::optional<QString> YamlMap::scalar(const char* key, bool needed) {
    const auto node = find(key, needed);
    if (!node)
        return std::nullopt;
    const auto value = scalarOf(*node);
    if (!value || value->trimmed().isEmpty()) {
        at(*node, QStringLiteral("\"%1\" must be a text that is not empty.").arg(QLatin1String(key)));
        return std::nullopt;
    }
    return value->trimmed();
}

QString YamlMap::text(const char* key) { return scalar(key, true).value_or(QString()); }

QString YamlMap::textOr(const char* key, const QString& otherwise) {
    return scalar(key, false).value_or(otherwise);
}

int YamlMap::whole(const char* key, int least, int most) {
    const auto value = scalar(key, true);
    if (!value)
        return 0;
    bool ok = false;
    const int number = value->toInt(&ok);
    if (!ok || number < least || number > most) {
        problem(key, QStringLiteral("\"%1\" must be a whole number from %2 to %3.")
                         .arg(QLatin1String(key))
                         .arg(least)
                         .arg(most));
        return 0;
    }
    return number;
}

int YamlMap::wholeOr(const char* key, int least, int most, int otherwise) {
    if (!has(key)) {
        m_asked << QString::fromLatin1(key);
        return otherwise;
    }
    return whole(key, least, most);
}

double YamlMap::number(const char* key) {
    const auto value = scalar(key, true);
    if (!value)
        return 0;
    bool ok = false;
    const double number = value->toDouble(&ok);
    if (!ok || !std::isfinite(number)) {
        problem(key, QStringLiteral("\"%1\" must be a number.").arg(QLatin1String(key)));
        return 0;
    }
    return number;
}

double YamlMap::numberOr(const char* key, double otherwise) {
    if (!has(key)) {
        m_asked << QString::fromLatin1(key);
        return otherwise;
    }
    return number(key);
}

bool YamlMap::truth(const char* key) {
    const auto value = scalar(key, true);
    if (value && *value != QLatin1String("true") && *value != QLatin1String("false"))
        problem(key, QStringLiteral("\"%1\" must be true or false.").arg(QLatin1String(key)));
    return value == QStringLiteral("true");
}

bool YamlMap::truthOr(const char* key, bool otherwise) {
    if (!has(key)) {
        m_asked << QString::fromLatin1(key);
        return otherwise;
    }
    return truth(key);
}

QStringList YamlMap::list(const char* key, bool needed) {
    QStringList out;
    for (auto& [value, place] : textsWithPlaces(key))
        out << value;
    if (out.isEmpty() && needed)
        problem(key, QStringLiteral("\"%1\" must be a list of at least one text.").arg(QLatin1String(key)));
    return out;
}

QStringList YamlMap::texts(const char* key) { return list(key, true); }

QStringList YamlMap::textsOr(const char* key) { return list(key, false); }

std::vector<std::pair<QString, YamlMap>> YamlMap::textsWithPlaces(const char* key) {
    std::vector<std::pair<QString, YamlMap>> out;
    const auto node = find(key, false);
    if (!node || node->IsNull())
        return out;
    if (!node->IsSequence() || node->size() > longestList) {
        at(*node, QStringLiteral("\"%1\" must be a list of texts.").arg(QLatin1String(key)));
        return out;
    }
    for (const auto& element : *node) {
        const auto value = scalarOf(element);
        if (!value || value->trimmed().isEmpty())
            at(element, QStringLiteral("An element of \"%1\" must be a text. Texts with a colon need quotes.")
                            .arg(QLatin1String(key)));
        else
            out.emplace_back(value->trimmed(), YamlMap(element, m_file, *m_problems, m_shift));
    }
    return out;
}

std::vector<double> YamlMap::numbers(const char* key) {
    std::vector<double> out;
    for (auto& [value, place] : textsWithPlaces(key)) {
        bool ok = false;
        out.push_back(value.toDouble(&ok));
        if (!ok)
            place.problem(QStringLiteral("An element of \"%1\" must be a number.").arg(QLatin1String(key)));
    }
    return out;
}

std::vector<YamlMap> YamlMap::mapsOr(const char* key) {
    std::vector<YamlMap> out;
    const auto node = find(key, false);
    if (!node || node->IsNull())
        return out;
    if (!node->IsSequence() || node->size() > longestList) {
        at(*node, QStringLiteral("\"%1\" must be a list.").arg(QLatin1String(key)));
        return out;
    }
    for (const auto& element : *node) {
        YamlMap map(element, m_file, *m_problems, m_shift);
        if (!element.IsMap())
            at(element, QStringLiteral("An element of \"%1\" must be a map of keys and values.")
                            .arg(QLatin1String(key)));
        else if (map.readKeys())
            out.push_back(map);
    }
    return out;
}

std::vector<YamlMap> YamlMap::maps(const char* key) {
    auto out = mapsOr(key);
    if (out.empty())
        problem(key,
                QStringLiteral("\"%1\" must be a list of at least one element.").arg(QLatin1String(key)));
    return out;
}

std::optional<YamlMap> YamlMap::map(const char* key) {
    const auto node = find(key, false);
    if (!node)
        return std::nullopt;
    YamlMap map(*node, m_file, *m_problems, m_shift);
    if (!node->IsMap()) {
        at(*node, QStringLiteral("\"%1\" must be a map of keys and values.").arg(QLatin1String(key)));
        return std::nullopt;
    }
    if (!map.readKeys())
        return std::nullopt;
    return map;
}

void YamlMap::done() {
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        if (!m_asked.contains(m_keys[i].first))
            at(m_keyNodes[i], QStringLiteral("The key \"%1\" is unknown here. Known: %2.")
                                  .arg(m_keys[i].first, m_asked.join(QStringLiteral(", "))));
    }
}

} // namespace understudy::course
