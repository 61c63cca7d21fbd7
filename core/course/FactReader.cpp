#include "core/course/Readers.h"

#include <QRegularExpression>

namespace understudy::course {
namespace {

constexpr QLatin1String scheme("fact:");

Fact readFact(YamlMap& map, QStringList& seen) {
    Fact fact{map.text("id"), map.text("value"), map.textsOr("also"), map.text("says"), map.text("source")};
    map.done();
    checkId(fact.id, map, seen);
    return fact;
}

QString spellings(const Fact& fact) {
    QStringList all{fact.value};
    all += fact.also;
    return QStringLiteral("\"%1\"").arg(all.join(QStringLiteral("\" or \"")));
}

void checkTags(Reading& reading, const Course& course, const std::map<QString, Reading::PageText>& texts) {
    for (const auto& [file, text] : texts) {
        for (const auto& link : text.outline.links) {
            if (link.picture || !link.target.startsWith(scheme))
                continue;
            const Fact* fact = course.fact(link.target.mid(scheme.size()));
            if (!fact)
                reading.problems.add(
                    file, link.line + text.shift, link.column,
                    QStringLiteral("There is no fact \"%1\" in facts/.").arg(link.target.mid(scheme.size())));
            else if (!fact->spells(link.words))
                reading.problems.add(
                    file, link.line + text.shift, link.column,
                    QStringLiteral("\"%1\" is not what the fact %2 says: %3. Mend the text, or give the fact "
                                   "another spelling under \"also\".")
                        .arg(link.words, fact->id, spellings(*fact)));
        }
    }
}

} // namespace

bool Fact::standsIn(const QString& text) const {
    const auto whole = [&](const QString& spelling) {
        const QRegularExpression shape(
            QStringLiteral("(?<![\\w.,])%1(?![\\w]|[.,]\\d)").arg(QRegularExpression::escape(spelling)),
            QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
        return shape.match(text).hasMatch();
    };
    return whole(value) || std::any_of(also.begin(), also.end(), whole);
}

void readFacts(Reading& reading, Course& course) {
    QStringList seen;
    for (const QString& name : reading.files.names()) {
        if (!name.startsWith(QLatin1String("facts/")) || !name.endsWith(QLatin1String(".yaml")))
            continue;
        auto map = reading.yaml(name);
        if (!map)
            continue;
        for (auto& one : map->maps("facts"))
            course.facts.push_back(readFact(one, seen));
        map->done();
    }
}

void checkFacts(Reading& reading, const Course& course) {
    checkTags(reading, course, reading.pages);
    checkTags(reading, course, reading.guides);
    for (const auto& use : reading.factUses) {
        const Fact* fact = course.fact(use.id);
        if (!fact)
            reading.problems.add(use.file, use.line, use.column,
                                 QStringLiteral("There is no fact \"%1\" in facts/.").arg(use.id));
        else if (!fact->standsIn(use.text))
            reading.problems.add(
                use.file, use.line, use.column,
                QStringLiteral("The question rests on the fact %1, but %2 stands nowhere in it. Is a number "
                               "in it wrong?")
                    .arg(fact->id, spellings(*fact)));
    }
}

} // namespace understudy::course
