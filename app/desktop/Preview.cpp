#include "app/desktop/Preview.h"

#include "app/course/CourseParts.h"
#include "core/course/Loader.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QPointer>
#include <QSet>

#include <algorithm>

namespace understudy::desktop {

namespace {

// An editor writes a file in a few steps, and a checkout many files.
constexpr auto settling = std::chrono::milliseconds(80);
constexpr auto quietBeforeProof = std::chrono::milliseconds(1500);
constexpr qint64 keepMs = 60'000;
constexpr int mostWatched = 8000; // the system's own limit is above it

/// Labs of the same source tree, where the folder has none of its own.
QString labsBeside(const QString& folder) {
    const QDir catalog(QDir(folder).filePath(QStringLiteral("../../../labs/catalog")));
    const bool own = QFileInfo::exists(QDir(folder).filePath(QStringLiteral("labs")));
    return !own && catalog.exists() ? catalog.absolutePath() : QString();
}

bool hasPage(const course::Course& course) {
    return std::any_of(course.modules.begin(), course.modules.end(),
                       [](const course::Module& module) { return !module.pages.empty(); });
}

} // namespace

Preview::Preview(QString folder, QString labs, Threads& threads, Post post, QObject* parent)
    : QObject(parent)
    , m_folder(QDir(folder).absolutePath())
    , m_labs(labs.isEmpty() ? labsBeside(m_folder) : std::move(labs))
    , m_threads(threads)
    , m_post(std::move(post))
    , m_drawings(std::make_shared<authoring::Drawings>([](const QByteArray& source, const QString& name) {
        return app::drawDiagram(QStringLiteral("dot"), source, name);
    })) {
    m_settled.setSingleShot(true);
    m_settled.setInterval(settling);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quietBeforeProof);
    connect(&m_quiet, &QTimer::timeout, this, &Preview::proofread);
    connect(&m_settled, &QTimer::timeout, this, [this] {
        watch();
        read();
    });
    const auto wait = [this] { m_settled.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
}

Preview::~Preview() { ++*m_reading; }

void Preview::start() {
    watch();
    read();
}

const course::Library* Preview::library() const {
    return m_libraries.empty() ? nullptr : m_libraries.back().library.get();
}

/// A file that was replaced is a new one to the system, so all are named again.
void Preview::watch() {
    QStringList wanted{m_folder};
    for (const QString& root : {m_folder, m_labs}) {
        if (root.isEmpty())
            continue;
        wanted << root;
        QDirIterator walk(root, QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot,
                          QDirIterator::Subdirectories);
        while (walk.hasNext() && wanted.size() < mostWatched)
            wanted << walk.next();
    }
    const QStringList known = m_watcher.files() + m_watcher.directories();
    const QSet<QString> have(known.begin(), known.end());
    wanted.removeIf([&](const QString& path) { return have.contains(path); });
    if (!wanted.isEmpty())
        m_watcher.addPaths(wanted);
}

void Preview::read() {
    ++*m_reading;
    auto files = authoring::PreviewFiles::open(m_folder, m_labs, m_drawings);
    if (!files.ok()) {
        m_problems = {{m_folder, 0, 0, files.error().sentence}};
        m_old = m_good;
        Q_EMIT problemsChanged();
        return;
    }
    course::Loaded loaded = course::load(**files);
    for (const QString& name : (*files)->refused())
        loaded.problems.push_back(
            {name, 0, 0, tr("A pack holds no links and no hidden or oddly named files. Remove it.")});
    m_problems = std::move(loaded.problems);
    const bool good = m_problems.empty();
    const bool shown = good || (!m_good && hasPage(loaded.course));
    good ? m_quiet.start() : m_quiet.stop();
    m_old = m_good && !good;
    m_good = m_good || good;
    if (shown) {
        if (!m_libraries.empty())
            m_libraries.back().since.start();
        m_libraries.push_back({course::Library::ofSource(std::move(*files), std::move(loaded.course)), {}});
        Q_EMIT changed();
        forgetOldOnes();
    }
    Q_EMIT problemsChanged();
}

/// Spelling, reading ease and terms take longer than a person waits after a save.
void Preview::proofread() {
    const course::Course& course = library()->course();
    auto source = course::SourceFolder::open(m_folder, m_labs);
    if (!source.ok() || !source->has(QStringLiteral("words.txt")))
        return;
    auto work = [files = std::make_shared<course::SourceFolder>(std::move(*source)),
                 copy = std::make_shared<course::Course>(course), reading = m_reading,
                 number = m_reading->load(), post = m_post, receiver = QPointer<Preview>(this)] {
        if (reading->load() != number)
            return;
        auto proved = app::proofOf(*files, *copy);
        auto found = std::make_shared<std::vector<course::Problem>>();
        if (proved.ok())
            *found = std::move(*proved);
        else
            found->push_back({QStringLiteral("words.txt"), 0, 0, proved.error().sentence});
        if (found->empty() || reading->load() != number)
            return;
        post([found, reading, number, receiver] {
            if (!receiver || reading->load() != number)
                return;
            receiver->m_problems.insert(receiver->m_problems.end(), found->begin(), found->end());
            Q_EMIT receiver->problemsChanged();
        });
    };
    m_threads.start("proof", work);
}

void Preview::forgetOldOnes() {
    if (m_keepOld || m_libraries.size() < 3)
        return;
    const auto last = m_libraries.end() - 2;
    m_libraries.erase(std::remove_if(m_libraries.begin(), last,
                                     [](const Kept& one) { return one.since.hasExpired(keepMs); }),
                      last);
}

} // namespace understudy::desktop
