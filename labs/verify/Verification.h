#pragma once

#include "core/base/Id.h"
#include "core/course/Loader.h"
#include "labs/scenario/Scenario.h"
#include "labs/session/LabLink.h"
#include "labs/session/LabRun.h"

#include <QJsonObject>
#include <QTemporaryDir>

namespace understudy::verify {

/// One run of a lab by a script: what was expected of it, and whether it came so.
struct VerifiedRun {
    QString lab, what; ///< what: nothing, solution, or the name of a wrong fix
    quint64 seed = 0;
    bool asExpected = false;
    int green = 0, checks = 0;
    QString reason; ///< why not, for the one who writes the lab
    qint64 milliseconds = 0;
};

/// Works labs through as a trainee would, in the lab host's shell with the real tools: doing nothing must not
/// pass, the solution must, and each wrong fix must fail where its scenario says. Blocks its caller, whose
/// event loop runs meanwhile.
class Verification final : public QObject {
    Q_OBJECT
public:
    /// @p link: a lab that is connected. It is given one world after the other.
    Verification(session::LabLink& link, const Clock& clock, IdMaker& ids)
        : m_link(link)
        , m_clock(clock)
        , m_ids(ids) {}
    /// All runs of one lab with one seed. @p scenario is the text of its file.
    /// The hash of the lab's journal performed again up to that moment, in microseconds since the start; when
    /// it is set, it must be the hash of the world that the solution led to.
    std::function<QString(qint64 until)> performedAgain;
    std::vector<VerifiedRun> verify(const course::Lab& lab, const QString& scenario, quint64 seed);

private:
    struct Script {
        QString what, text, fails;
    };
    VerifiedRun work(const course::Lab& lab, const QString& scenario, quint64 seed, const Script& script);
    Result<void> prepare(session::LabRun& run, const QString& scenario);
    Result<session::ExecResult> run(const QString& command);
    QStringList answerTo(const course::Check& check);
    void answerAll(session::LabRun& run);
    bool look(session::LabRun& run, bool untilGreen);
    Result<QStringList> brokenGuards();
    Result<QJsonObject> control(const char* call);
    /// "" or how the journal and the world differ.
    QString differs();
    bool waitFor(const std::function<bool()>& done, int milliseconds);

    session::LabLink& m_link;
    const Clock& m_clock;
    IdMaker& m_ids;
    QTemporaryDir m_folder;
    int m_runs = 0;
};

/// The scenario's text with that seed instead of its own.
QString withSeed(const QString& scenario, quint64 seed);

} // namespace understudy::verify
