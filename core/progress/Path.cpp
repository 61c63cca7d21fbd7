#include "core/progress/Path.h"

#include "core/progress/Plan.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::progress {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Progress)
};

Standing ofModule(const course::Module& module, const Progress& progress) {
    Standing result;
    result.share = progress.share(module);
    result.done = result.share >= 1;
    result.says =
        Words::tr("%1 of %2 parts read").arg(progress.pagesRead(module)).arg(int(module.pages.size()));
    return result;
}

Standing ofTrack(const course::Course& course, const course::Track& track, const Progress& progress) {
    Standing result;
    int done = 0, all = 0;
    for (const course::TrackBlock& block : track.blocks)
        for (const course::TrackItem& one : block.items) {
            const Item item(course, track, progress, one);
            all += item.counts();
            done += item.counts() && item.done();
        }
    result.share = all > 0 ? double(done) / all : 0;
    result.done = all > 0 && done == all;
    result.says = Words::tr("%1 of %2 items done").arg(done).arg(all);
    return result;
}

Standing ofQuiz(const course::Quiz& quiz, int score, const Progress& progress) {
    const Progress::QuizState& state = progress.quiz(quiz.id);
    Standing result;
    result.done = score == 0
                      ? state.passed()
                      : std::any_of(state.attempts.begin(), state.attempts.end(), [&](const auto& one) {
                            return one.second.finished && one.second.max > 0 &&
                                   one.second.raw * 100 >= score * one.second.max;
                        });
    result.share = result.done ? 1 : 0;
    result.says = score == 0 ? Words::tr("Pass mark %1 of %2.").arg(quiz.pass).arg(quiz.asked())
                             : Words::tr("At least %1%.").arg(score);
    return result;
}

} // namespace

Standing standing(const course::Course& course, const course::Track& path, const course::Condition& condition,
                  const Progress& progress) {
    using Kind = course::Condition::Kind;
    Standing result;
    switch (condition.kind) {
    case Kind::Page:
        result.done = progress.page(condition.ref).read;
        break;
    case Kind::Lab:
        result.done = progress.lab(condition.ref).finished();
        break;
    case Kind::Quiz:
        if (const course::Quiz* quiz = course.quiz(condition.ref))
            return ofQuiz(*quiz, condition.score, progress);
        break;
    case Kind::Module:
        if (const course::Module* module = course.module(condition.ref))
            return ofModule(*module, progress);
        break;
    case Kind::Track:
        if (const course::Track* track = course.track(condition.ref))
            return ofTrack(course, *track, progress);
        break;
    case Kind::Months:
    case Kind::SignOff:
    case Kind::Practical:
        result.done = progress.practicalDone(path.id, condition.title);
        result.says = condition.kind == Kind::Months
                          ? Words::tr("At least %1 months. Nothing here can check it: your word counts.")
                                .arg(condition.months)
                          : Words::tr("Nothing here can check it: your word counts.");
        break;
    case Kind::Later:
        result.known = false;
        result.says = Words::tr("Not in this content yet.");
        break;
    }
    result.share = result.done ? 1 : 0;
    return result;
}

} // namespace understudy::progress
