#include "core/authoring/Killercoda.h"
#include "core/authoring/MkDocs.h"
#include "core/course/Loader.h"
#include "tests/fakes/SmallPack.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>

using namespace understudy;

namespace {

void demandSafe(const Result<authoring::Draft>& draft) {
    if (!draft.ok())
        return fuzz::demand(!draft.error().sentence.isEmpty());
    for (const auto& [name, bytes] : draft->files)
        fuzz::demand(course::isSafeName(name));
    (void)course::load(fakes::MemoryFiles(draft->files));
}

} // namespace

// A foreign folder: the first line is its settings, the rest a page; as a site and as a scenario.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype cut = bytes.indexOf("\n====\n");
    const QByteArray settings = bytes.left(cut < 0 ? 0 : cut), page = bytes.mid(cut < 0 ? 0 : cut + 6);
    std::map<QString, QByteArray> site{{QStringLiteral("docs/index.md"), page},
                                       {QStringLiteral("docs/other.md"), "# Other\n\nWords.\n"}};
    if (!settings.isEmpty())
        site[QStringLiteral("mkdocs.yml")] = settings;
    demandSafe(authoring::draftOfMkDocs(fakes::MemoryFiles(site), QStringLiteral("site"), {}, {}));
    const QByteArray index =
        settings.isEmpty()
            ? R"({"title":"t","details":{"steps":[{"text":"s.md","verify":"s.md"}],"intro":{"text":"s.md"}}})"
            : settings;
    demandSafe(authoring::draftOfKillercoda(
        fakes::MemoryFiles({{QStringLiteral("index.json"), index}, {QStringLiteral("s.md"), page}}),
        QStringLiteral("labs"), {}, {}));
    return 0;
}
