#include "core/course/Stats.h"

#include "core/course/Markdown.h"

#include <QSet>

namespace understudy::course {

QJsonObject stats(const Files& files, const Course& course) {
    int pages = 0, words = 0, minutes = 0, steps = 0, checks = 0, questions = 0, glossary = 0;
    QJsonObject byModule;
    for (const auto& module : course.modules) {
        pages += static_cast<int>(module.pages.size());
        glossary += static_cast<int>(module.glossary.size());
        const int own = module.quiz ? static_cast<int>(module.quiz->questions.size()) : 0;
        questions += own;
        byModule.insert(module.id, own);
        for (const auto& page : module.pages) {
            words += outlineOf(page.markdown).words;
            minutes += page.minutes;
        }
    }
    for (const auto& lab : course.labs) {
        steps += static_cast<int>(lab.steps.size());
        for (const auto& step : lab.steps)
            checks += static_cast<int>(step.checks.size());
    }
    QSet<QString> diagrams;
    for (const QString& name : files.names()) {
        if (name.contains(QLatin1String("/diagrams/")))
            diagrams.insert(name.section(u'.', 0, 0)); // a .dot and its .svg are one
    }
    return {{QStringLiteral("modules"), static_cast<int>(course.modules.size())},
            {QStringLiteral("pages"), pages},
            {QStringLiteral("words"), words},
            {QStringLiteral("minutes"), minutes},
            {QStringLiteral("diagrams"), diagrams.size()},
            {QStringLiteral("labs"), static_cast<int>(course.labs.size())},
            {QStringLiteral("steps"), steps},
            {QStringLiteral("checks"), checks},
            {QStringLiteral("questions"), questions},
            {QStringLiteral("questionsByModule"), byModule},
            {QStringLiteral("glossary"), glossary},
            {QStringLiteral("facts"), static_cast<int>(course.facts.size())},
            {QStringLiteral("tracks"), static_cast<int>(course.tracks.size())}};
}

} // namespace understudy::course
