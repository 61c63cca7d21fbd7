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

const course::Question* questionOf(const course::Course& course, const QString& id) {
    const course::Quiz* bank = course.quiz(id.section(u'#', 0, 0));
    if (!bank)
        return nullptr;
    const auto& all = bank->questions;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const course::Question& one) { return one.id == id; });
    return found == all.end() ? nullptr : &*found;
}

course::Quiz sheetOf(const Schedule& schedule, const course::Course& course) {
    course::Quiz sheet;
    sheet.id = QString::fromLatin1(ReviewQuiz);
    sheet.title = QCoreApplication::translate("Review", "Review");
    sheet.minutes = (schedule.seconds + 59) / 60;
    for (const QString& id : schedule.today)
        if (const course::Question* question = questionOf(course, id))
            sheet.questions.push_back(*question);
    return sheet;
}

} // namespace understudy::review
