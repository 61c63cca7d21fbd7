#include "app/course/CourseParts.h"
#include "core/prose/Proof.h"

namespace understudy::app {

Result<std::vector<course::Problem>> proofOf(const course::Files& files, const course::Course& course) {
    const auto words = QStringLiteral("words.txt");
    if (!files.has(words))
        return std::vector<course::Problem>();
    const auto list = files.read(words);
    if (!list.ok())
        return list.error();
    const auto spelling =
        prose::Spelling::open(QStringLiteral("/usr/share/hunspell"), QString::fromUtf8(*list));
    if (!spelling.ok())
        return spelling.error();
    return prose::proof(files, course, **spelling);
}

Result<course::Loaded> readWhole(const course::Files& files) {
    auto loaded = course::load(files);
    auto found = proofOf(files, loaded.course);
    if (!found.ok())
        return found.error();
    for (auto& problem : *found)
        loaded.problems.push_back(std::move(problem));
    return loaded;
}

} // namespace understudy::app
