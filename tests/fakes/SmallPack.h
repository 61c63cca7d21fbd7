#pragma once

#include "core/base/Minisign.h"
#include "core/course/Files.h"
#include "core/course/Manifest.h"
#include "tests/fakes/SmallPackLab.h"
#include "tests/fakes/SmallPackModules.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <map>

namespace understudy::fakes {

/// The texts of a small whole course pack: two modules, three pages, a picture, a quiz of all seven kinds, a
/// lab with all kinds of checks, a track. Tests change one of them and see what is said.
inline std::map<QString, QByteArray> smallPack() {
    std::map<QString, QByteArray> f;
    f[QStringLiteral("pack.yaml")] = R"(id: small
title: Small
version: 1.0.0
serial: 3
publisher: The Testers
minimum-app: 0.1.0
modules: [01-one, 02-two]
tracks: [week, hours, later]
labs: [lab-1-1]
)";
    f[QStringLiteral("tracks/week.yaml")] = R"(title: One week
blocks:
  - week: 1
    days: [1, 2]
    title: Start
    items:
      - {page: 01-one/redis}
      - {lab: lab-1-1}
      - {quiz: 01-one, due: "17:00"}
      - {later: The rest, minutes: 60}
)";
    f[QStringLiteral("tracks/hours.yaml")] = R"(title: By the hour
blocks:
  - week: 1
    days: [1, 2]
    title: Two days
    parts:
      - day: 1
        session: First
        at: "09:00"
        until: "11:00"
        items: [{page: 01-one/redis}]
      - day: 1
        session: Second
        at: "11:00"
        until: "13:00"
        items:
          - {page: 01-one/gateway}
      - day: 2
        half: morning
        items:
          - {lab: lab-1-1}
      - day: 2
        half: afternoon
        items: [{practical: A drawing, minutes: 30}]
)";
    f[QStringLiteral("tracks/later.yaml")] = R"(title: Afterwards
ongoing:
  - {every: month, practical: Post-mortems, minutes: 60}
  - {every: quarter, later: Deep dive, minutes: 60}
path:
  - {track: hours}
  - {module: 01-one}
  - {quiz: 01-one, score: 80}
  - {months: 3, says: In the role}
  - {sign-off: Your manager agrees}
  - {lab: lab-1-1}
)";
    addModules(f);
    addLab(f);
    return f;
}

/// A pack in memory, for the loader.
class MemoryFiles final : public course::Files {
public:
    explicit MemoryFiles(std::map<QString, QByteArray> texts)
        : m_texts(std::move(texts)) {}
    QStringList names() const override {
        QStringList out;
        for (const auto& [name, text] : m_texts)
            out << name;
        return out;
    }
    bool has(const QString& name) const override { return m_texts.contains(name); }
    Result<QByteArray> read(const QString& name) const override {
        const auto it = m_texts.find(name);
        if (it == m_texts.end())
            return Error{Errc::NotFound, QStringLiteral("not there"), {}};
        return it->second;
    }

private:
    std::map<QString, QByteArray> m_texts;
};

inline bool writePack(const QString& folder, const std::map<QString, QByteArray>& texts) {
    for (const auto& [name, text] : texts) {
        QFile file(QDir(folder).filePath(name));
        if (!QDir().mkpath(QFileInfo(file).path()) || !file.open(QIODevice::WriteOnly) ||
            file.write(text) != text.size())
            return false;
    }
    return true;
}

inline constexpr auto smallSvg =
    R"(<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="40pt" viewBox="0 0 90 40"><g class="node"><path fill="none" stroke="#fe01a6" d="M0,0L90,40"/><text x="5" y="20" font-size="12">Redis</text></g></svg>)";

/// The texts with their picture drawn, as a built pack has them.
inline std::map<QString, QByteArray> builtPack() {
    auto texts = smallPack();
    texts.erase(QStringLiteral("modules/01-one/diagrams/path.dot"));
    texts[QStringLiteral("modules/01-one/diagrams/path.svg")] = smallSvg;
    return texts;
}

/// Writes and signs the texts; false when they do not load.
inline bool writeSigned(const QString& folder, const std::map<QString, QByteArray>& texts,
                        const minisign::SecretKey& key) {
    if (!writePack(folder, texts))
        return false;
    const auto files = course::SourceFolder::open(folder);
    const auto manifest = files.ok() ? course::makeManifest(*files) : Result<course::Manifest>(files.error());
    return manifest.ok() && course::seal(folder, *manifest, key).ok();
}

} // namespace understudy::fakes
