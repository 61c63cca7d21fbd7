#pragma once

#include "tests/fakes/PushedClock.h"
#include "tests/fakes/RealThreads.h"
#include "views/window/Desk.h"
#include "views/window/LabRoom.h"
#include "views/window/QuizRoom.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

namespace understudy::fakes {

/// The real window over the real course pack and a new profile, as the desktop program makes it. Its lab does
/// not start unless @p labProgram is one.
struct DeskStage {
    explicit DeskStage(const Clock& now, const QString& labProgram = QStringLiteral("/nonexistent"))
        : clock(now)
        , share(qEnvironmentVariable("UNDERSTUDY_SHARE"))
        , ids(clock, systemRandomness())
        , journal(openJournal())
        , feed(*journal)
        , process(labProgram, profile.filePath(QStringLiteral("lab")))
        , link(process, threads, post)
        , library(openCourse())
        , tools{theme, clock,         ids,   *journal,       feed,
                link,  library.get(), share, profile.path(), {threads, post, clock, nullptr, {}, {}, {}}}
        , desk(std::make_unique<window::Desk>(tools)) {
        theme.setMode(theme::Mode::Light);
        (void)journal->append(journal::kind::Enrolled,
                              {{QStringLiteral("track"), QStringLiteral("new-hire")},
                               {QStringLiteral("start"), QStringLiteral("2025-11-17")},
                               {QStringLiteral("person"), QStringLiteral("Mara Lind")}});
        feed.refresh();
        desk->takeCourse({});
    }
    ~DeskStage() { journal->changed = nullptr; }

    /// The window at a size, shown and laid out.
    window::Window& at(QSize size) {
        desk->window().resize(size);
        desk->window().QWidget::show();
        settle();
        return desk->window();
    }
    /// Lets what was asked for by events come to rest.
    static void settle() {
        for (int turn = 0; turn < 8; ++turn)
            QCoreApplication::processEvents();
    }

    const Clock& clock;
    QTemporaryDir profile;
    QString share;
    Post post = [](std::function<void()> work) {
        QMetaObject::invokeMethod(qApp, std::move(work), Qt::QueuedConnection);
    };
    IdMaker ids;
    RealThreads threads;
    theme::Theme theme;
    std::unique_ptr<journal::Journal> journal;
    window::ProgressFeed feed;
    session::LabProcess process;
    session::LabLink link;
    std::unique_ptr<course::Library> library;
    window::Tools tools;
    std::unique_ptr<window::Desk> desk;

private:
    std::unique_ptr<journal::Journal> openJournal() {
        auto opened = journal::Journal::open(profile.filePath(QStringLiteral("journal.sqlite")), clock, ids);
        return opened ? std::move(*opened) : nullptr;
    }
    std::unique_ptr<course::Library> openCourse() const {
        QFile keys(share + QStringLiteral("/course/keys.pub"));
        const bool there = keys.open(QIODevice::ReadOnly);
        auto opened = course::Library::open(
            share + QStringLiteral("/course/dwcp-v3"),
            there ? QString::fromUtf8(keys.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
                  : QStringList(),
            0);
        return opened ? std::move(*opened) : nullptr;
    }
};

} // namespace understudy::fakes
