#include "core/course/Loader.h"
#include "tests/fakes/SmallPack.h"

#include <cstdint>

using namespace understudy;

// The other files of a pack, chosen by the first byte; pages and quizzes have targets of their own. The
// loader ends with a course and a list of problems, each of which says where it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    static const auto pack = fakes::smallPack();
    static const QStringList names = {QStringLiteral("labs/lab-1-1/lab.yaml"),
                                      QStringLiteral("labs/lab-1-1/guide.md"),
                                      QStringLiteral("modules/01-one/module.yaml"),
                                      QStringLiteral("tracks/week.yaml"), QStringLiteral("pack.yaml")};
    const QString& name = names[data[0] % names.size()];
    if (pack.find(name) == pack.end())
        std::abort(); // the pack has changed its names: mend this list
    auto texts = pack;
    texts[name] = QByteArray(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size - 1));
    const auto loaded = course::load(fakes::MemoryFiles(texts));
    for (const auto& problem : loaded.problems)
        if (problem.text().isEmpty())
            std::abort();
    return 0;
}
