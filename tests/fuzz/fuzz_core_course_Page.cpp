#include "core/course/Loader.h"
#include "core/course/Markdown.h"
#include "tests/fakes/SmallPack.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy;

// A page as its author wrote it, front matter and all. Whatever the bytes, what comes out holds no element
// that is not ours, and the loader ends with a course and a list of problems.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    auto texts = fakes::smallPack();
    texts[QStringLiteral("modules/01-one/pages/redis.md")] = bytes;
    const auto loaded = course::load(fakes::MemoryFiles(texts));
    course::MarkdownRules rules;
    rules.commands = true;
    rules.glossary = {{QStringLiteral("Redis"), QStringLiteral("A *cache*.")}};
    rules.link = [](const QString& target) {
        return target.startsWith(QLatin1String("http")) ? target : QString();
    };
    const QString html = course::toHtml(QString::fromUtf8(bytes), rules).toLower();
    for (const char* bad :
         {"<script", "<iframe", "<img", "<style", "<form", "href=\"javascript", " onerror=\""}) {
        if (html.contains(QLatin1String(bad)))
            std::abort();
    }
    return 0;
}
