#include "core/authoring/Gift.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>

using namespace understudy;

// A file of GIFT: whatever was understood is the same after a way out and in again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto read = authoring::readGift(bytes, QStringLiteral("f"));
    fuzz::demand(read.found >= static_cast<int>(read.questions.size()));
    course::Quiz quiz{
        QStringLiteral("m/quiz"), QStringLiteral("m"), QStringLiteral("Quiz"), 1, 1, read.questions, 0};
    QStringList lost;
    const auto again = authoring::readGift(authoring::giftOf(quiz, lost).toUtf8(), QStringLiteral("g"));
    fuzz::demand(again.questions.size() + static_cast<std::size_t>(lost.size()) == read.questions.size());
    if (lost.isEmpty())
        fuzz::demand(again.questions == read.questions);
    (void)authoring::draftOfGift(bytes, QStringLiteral("f"), {}, QStringLiteral("/nowhere"));
    return 0;
}
