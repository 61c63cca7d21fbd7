#pragma once

#include "core/base/Result.h"
#include "core/course/Model.h"
#include "core/metrics/Answer.h"
#include "labs/session/ControlClient.h"

#include <QByteArray>
#include <QJsonObject>

namespace understudy::session {

/// What a check found. Only NotYet says something about the trainee's work, and never that it is over.
struct Verdict {
    enum class Word {
        Open,              ///< not looked at yet
        Passed,            ///< the statement is true
        NotYet,            ///< looked, and it is not true yet
        CouldNotCheck,     ///< nobody answered in time; does not count
        EnvironmentBroken, ///< the lab itself is not as it should be; does not count
        NotHere ///< cannot be decided on this cluster, ever; left out of what is needed, and said so
    };
    Word word = Word::Open;
    QString reason;
    QByteArray evidence; ///< what was seen, for Passed

    bool operator==(const Verdict&) const = default;
    static Verdict notYet(const QString& reason) { return {Word::NotYet, reason, {}}; }
    static Verdict couldNot(const QString& reason) { return {Word::CouldNotCheck, reason, {}}; }
    static Verdict broken(const QString& reason) { return {Word::EnvironmentBroken, reason, {}}; }
    static Verdict notHere(const QString& reason) { return {Word::NotHere, reason, {}}; }
};

/// What a command on the lab host came to.
struct ExecResult {
    int status = 0;
    QByteArray output;
    QByteArray errors;
};

/// Pure judgements: what was seen, against what the check says. No network, no time.
Verdict judgeShell(const course::Check& check, const Result<ExecResult>& seen);
Verdict judgePromql(const course::Check& check, const Result<metrics::Answer>& seen);
/// @p seen is that of `kubectl get --raw PATH`.
Verdict judgeKube(const course::Check& check, const Result<ExecResult>& seen);
Verdict judgeAsked(const course::Check& check, const std::vector<JournalEntry>& seen);
/// @p seen is the lab's status.
Verdict judgeCondition(const course::Check& check, const Result<QJsonObject>& seen);
/// @p measured answers the check's numberQuery when it has one.
Verdict judgeAnswer(const course::Check& check, const QStringList& response,
                    const std::optional<Result<metrics::Answer>>& measured = {});

/// The number a trainee wrote: "412", "412 ms", "4.8 %", "1,234".
std::optional<double> numberIn(const QString& text);

} // namespace understudy::session
