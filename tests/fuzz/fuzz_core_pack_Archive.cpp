#include "core/pack/Archive.h"
#include "tests/fakes/PackMaker.h"
#include "tests/fuzz/MemoryFile.h"

using namespace understudy;

namespace {

/// A right archive up to its signature: what follows is read only because that much fits.
struct Beginning {
    fakes::PackMaker maker;
    fakes::PackMaker::Entries entries = fakes::PackMaker::entriesOf(maker.folder(QStringLiteral("1.0.0"), 3));
    QByteArray whole = fakes::PackMaker::zipped(entries);
    qsizetype end = 0;

    Beginning() {
        for (int i = 0; i < 2; ++i)
            end = whole.indexOf(QByteArrayLiteral("PK\x03\x04"), end + 4);
    }
};

} // namespace

// A pack file, as it is or behind a list and a signature that fit. Nothing is taken whose bytes were not
// signed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    static const Beginning beginning;
    const QByteArray input(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size - 1));
    const QByteArray bytes =
        fakes::PackMaker::withDigest(data[0] % 2 == 0 ? input : beginning.whole.left(beginning.end) + input);
    course::PackRefusal why;
    auto archive = pack::Archive::open(fuzz::fileOf(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                                                    static_cast<std::size_t>(bytes.size())),
                                       beginning.maker.keys(), 0, why);
    if (!archive.ok()) {
        fuzz::demand(!archive.error().sentence.isEmpty());
        return 0;
    }
    std::size_t taken = 0;
    const auto unpacked = archive->unpack([&](const QString& name, const QByteArray& content) {
        fuzz::demand(taken < beginning.entries.size());
        fuzz::demand(beginning.entries[taken].first == name.toUtf8());
        fuzz::demand(beginning.entries[taken].second == content);
        ++taken;
        return Result<void>();
    });
    fuzz::demand(unpacked.ok() ? taken == beginning.entries.size() : !unpacked.error().sentence.isEmpty());
    return 0;
}
