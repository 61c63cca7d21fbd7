#include "app/course/CourseParts.h"
#include "core/prose/Proof.h"

namespace understudy::app {

Result<course::Loaded> readWhole(const course::Files& files) {
    auto loaded = course::load(files);
    const auto words = QStringLiteral("words.txt");
    if (!files.has(words))
        return loaded;
    const auto list = files.read(words);
    if (!list.ok())
        return list.error();
    const auto spelling =
        prose::Spelling::open(QStringLiteral("/usr/share/hunspell"), QString::fromUtf8(*list));
    if (!spelling.ok())
        return spelling.error();
    for (auto& problem : prose::proof(files, loaded.course, **spelling))
        loaded.problems.push_back(std::move(problem));
    return loaded;
}

} // namespace understudy::app
