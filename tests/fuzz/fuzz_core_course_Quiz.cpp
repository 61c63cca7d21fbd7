#include "core/course/Loader.h"
#include "tests/fakes/SmallPack.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// quiz.yaml: a quiz that loads without problems has a right answer to every question.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto texts = fakes::smallPack();
    texts[QStringLiteral("modules/01-one/quiz.yaml")] =
        QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto loaded = course::load(fakes::MemoryFiles(texts));
    if (!loaded.problems.empty())
        return 0;
    for (const auto& question : loaded.course.quiz(QStringLiteral("01-one/quiz"))->questions) {
        if (question.kind != course::QuestionKind::Single && question.kind != course::QuestionKind::Multiple)
            continue;
        if (std::none_of(question.options.begin(), question.options.end(),
                         [](const auto& option) { return option.right; }))
            std::abort();
    }
    return 0;
}
