#include "core/review/Sheet.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::review {

std::set<QString> questionsOf(const course::Course& course) {
    std::set<QString> ids;
    for (const course::Module& module : course.modules)
        if (module.quiz)
            for (const course::Question& question : module.quiz->questions)
                ids.insert(question.id);
    return ids;
}

course::Quiz sheetOf(const Schedule& schedule, const course::Course& course) {
    course::Quiz sheet;
    sheet.id = QString::fromLatin1(ReviewQuiz);
    sheet.title = QCoreApplication::translate("Review", "Review");
    sheet.minutes = (schedule.seconds + 59) / 60;
    for (const QString& id : schedule.today) {
        const course::Quiz* bank = course.quiz(id.section(u'#', 0, 0));
        if (!bank)
            continue;
        const auto& all = bank->questions;
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const course::Question& one) { return one.id == id; });
        if (found != all.end())
            sheet.questions.push_back(*found);
    }
    return sheet;
}

} // namespace understudy::review
