#include "app/lab/Hash.h"

#include "app/lab/FaceSet.h"
#include "app/lab/Scenery.h"
#include "app/lab/Serve.h"
#include "labs/replay/JournalFile.h"

#include <QCoreApplication>

#include <cstdio>

namespace understudy::lab {

namespace {

// A run without a journal has no moment of its own: any will do, as long as it is the same.
constexpr std::int64_t epochOfHashes = 1'763'370'000'000'000;

QString tr(const char* text) { return QCoreApplication::translate("lab", text); }

std::optional<cluster::Micros> moment(const QString& text) {
    if (text.endsWith(QLatin1String("us"))) {
        bool read = false;
        const cluster::Micros number = text.chopped(2).toLongLong(&read);
        return read && number >= 0 ? std::optional(number) : std::nullopt;
    }
    const auto span = cluster::parseDuration(text.toStdString());
    return span && *span >= 0 ? span : std::nullopt;
}

/// The scenery and the journal that were asked for.
Result<Scenery> takeUp(const Options& options, replay::KeptJournal& kept) {
    kept.beginning.epoch = epochOfHashes;
    if (!options.journal.isEmpty()) {
        auto read = replay::JournalFile::load(options.journal);
        if (!read)
            return read.error();
        kept = std::move(read.value());
    }
    if (options.arguments.isEmpty())
        return sceneryOf(kept.beginning);
    Options named = options;
    named.scenario = options.arguments.first();
    auto scenery = loadScenery(named);
    if (scenery && !options.journal.isEmpty() && !options.seed)
        scenery->scenario.seed = kept.beginning.seed;
    return scenery;
}

} // namespace

int hash(const Options& options) {
    replay::KeptJournal kept;
    auto scenery = takeUp(options, kept);
    if (!scenery) {
        complain(scenery.error());
        return WrongUse;
    }
    cluster::Micros until = kept.entries.empty() ? cluster::day : kept.entries.back().at;
    if (!options.until.isEmpty()) {
        const auto wanted = moment(options.until);
        if (!wanted) {
            complain({Errc::BadInput, tr("--until must be a time such as 24h, 90s or 90000000us."), {}});
            return WrongUse;
        }
        until = *wanted;
    }
    cluster::Stage stage(std::move(scenery->topology), std::move(scenery->scenario), 0, kept.beginning.epoch,
                         1);
    FaceSet faces(
        stage, {"kubernetes", "control", "dwcp"}, [] { return 0; }, [&kept] { return kept.beginning.epoch; });
    stage.play(kept.entries, until, options.speed > 0 ? cluster::Micros(options.speed * 100'000) : until);
    const auto hashes = faces.hash().now();
    if (options.parts)
        for (std::size_t i = 0; i + 1 < hashes.size(); ++i)
            std::printf("%s  %s\n", hashes[i].second.c_str(), hashes[i].first.c_str());
    std::printf("%s  %s %s %llu\n", hashes.back().second.c_str(), stage.world().scenario().lab.c_str(),
                stage.world().stamp(until).c_str(),
                static_cast<unsigned long long>(stage.world().scenario().seed));
    return Done;
}

} // namespace understudy::lab
