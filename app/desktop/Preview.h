#pragma once

#include "core/authoring/PreviewFiles.h"
#include "core/base/Threads.h"
#include "core/course/Library.h"
#include "core/course/Problem.h"

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace understudy::desktop {

/// An author's folder in the window: read again after every save. What is shown is the last state without
/// mistakes; before there was one, as much as can be read. Nothing of it is signed or kept.
class Preview final : public QObject {
    Q_OBJECT
public:
    Preview(QString folder, QString labs, Threads& threads, Post post, QObject* parent = nullptr);
    ~Preview() override;

    /// Reads the folder for the first time, and watches it from then on.
    void start();
    /// nullptr until there is a page to show.
    const course::Library* library() const;
    /// By file and line: of the files as they are now. Those of the language come a moment later.
    const std::vector<course::Problem>& problems() const { return m_problems; }
    const QString& folder() const { return m_folder; }
    /// What is shown is an earlier state: the one now has mistakes.
    bool isShownOld() const { return m_old; }
    /// Libraries that were replaced are given up after a minute, unless a lab that is open still needs one.
    void keepOldOnes(bool keep) { m_keepOld = keep; }

Q_SIGNALS:
    void changed(); ///< library() is another one
    void problemsChanged();

private:
    void read();
    void watch();
    void proofread();
    void forgetOldOnes();

    struct Kept {
        std::unique_ptr<course::Library> library;
        QElapsedTimer since; ///< it was replaced
    };
    QString m_folder, m_labs;
    Threads& m_threads;
    Post m_post;
    std::shared_ptr<authoring::Drawings> m_drawings;
    QFileSystemWatcher m_watcher;
    QTimer m_settled, m_quiet;
    std::vector<Kept> m_libraries;
    std::vector<course::Problem> m_problems;
    bool m_good = false; ///< some state had no mistakes
    bool m_old = false;
    bool m_keepOld = false;
    /// Which reading a proof on another thread belongs to; a newer one makes it void.
    std::shared_ptr<std::atomic<int>> m_reading = std::make_shared<std::atomic<int>>(0);
};

} // namespace understudy::desktop
