#include "labs/session/CheckRunner.h"

#include <QRegularExpression>
#include <QTimer>

#include <memory>

namespace understudy::session {

namespace {

QString quoted(QString text) {
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

/// "statefulsets production redis" of /apis/apps/v1/namespaces/production/statefulsets/redis.
QString askedFor(const QString& path) {
    static const QRegularExpression form(
        QStringLiteral("^/(?:api|apis/[^/]+)/[^/]+(?:/namespaces/([^/]+))?/([^/?]+)(?:/([^/?]+))?"));
    const auto match = form.match(path);
    return QStringLiteral("%1 %2 %3").arg(match.captured(2), match.captured(1), match.captured(3));
}

} // namespace

CheckRunner::CheckRunner(QObject* parent)
    : QObject(parent) {}

void CheckRunner::setReach(Reach reach) {
    // Another lab process, another journal.
    if (reach.control != m_reach.control)
        forget();
    m_reach = std::move(reach);
}

void CheckRunner::forget() {
    m_asked.clear();
    m_lastEntry = 0;
    m_ours.clear();
}

void CheckRunner::run(const course::Check& check, const QStringList& response, Done done) {
    switch (check.kind) {
    case course::Check::Kind::Shell:
        return exec(check.command,
                    [check, done](const Result<ExecResult>& seen) { done(judgeShell(check, seen)); });
    case course::Check::Kind::Promql:
        if (!m_reach.prometheus)
            return done(Verdict::couldNot(tr("The lab's metrics are not there yet.")));
        m_reach.prometheus->query(check.query, this, [check, done](const Result<metrics::Answer>& seen) {
            done(judgePromql(check, seen));
        });
        return;
    case course::Check::Kind::Kube:
        return runKube(check, std::move(done));
    case course::Check::Kind::Asked:
        return runAsked(check, std::move(done));
    case course::Check::Kind::Condition:
        return runCondition(check, std::move(done));
    case course::Check::Kind::Answer:
        return runAnswer(check, response, std::move(done));
    }
}

void CheckRunner::exec(const QString& command, std::function<void(const Result<ExecResult>&)> done) {
    using Seen = Result<ExecResult>;
    if (!m_reach.exec)
        return done(Seen(Error{Errc::Unreachable, tr("The lab host is not connected."), {}}));
    // Whichever comes first, the answer or the end of patience; the other is not heard.
    auto once = std::make_shared<std::function<void(const Seen&)>>(std::move(done));
    const auto finish = [once](const Seen& seen) {
        if (const auto said = std::exchange(*once, nullptr))
            said(seen);
    };
    QTimer::singleShot(m_patience, this, [finish] {
        finish(Seen(
            Error{Errc::TimedOut, tr("The lab host did not answer in time. Check again in a moment."), {}}));
    });
    QPointer<CheckRunner> self(this);
    m_reach.exec(command, [self, finish](const Seen& seen) {
        if (self)
            finish(seen);
    });
}

void CheckRunner::runKube(const course::Check& check, Done done) {
    // What the trainee asked up to here is theirs; our own request is taken out of what comes after.
    const QString request = askedFor(check.path);
    ++m_ours[request];
    exec(QStringLiteral("kubectl get --raw ") + quoted(check.path),
         [this, request, check, done](const Result<ExecResult>& seen) {
             if (!seen.ok() || (seen->status != 0 && !seen->errors.contains("(NotFound)")))
                 --m_ours[request]; // it did not get there
             done(judgeKube(check, seen));
         });
}

void CheckRunner::runAsked(const course::Check& check, Done done) {
    if (!m_reach.control)
        return done(Verdict::couldNot(tr("The lab is not connected.")));
    m_reach.control->journal(
        m_lastEntry, this, [this, check, done](const Result<std::vector<JournalEntry>>& seen) {
            if (!seen.ok())
                return done(seen.error().code == Errc::BadInput ? Verdict::broken(seen.error().sentence)
                                                                : Verdict::couldNot(seen.error().sentence));
            takeEntries(*seen);
            done(judgeAsked(check, m_asked));
        });
}

void CheckRunner::runCondition(const course::Check& check, Done done) {
    if (!m_reach.control)
        return done(Verdict::couldNot(tr("The lab is not connected.")));
    m_reach.control->status(
        this, [check, done](const Result<QJsonObject>& seen) { done(judgeCondition(check, seen)); });
}

void CheckRunner::takeEntries(std::vector<JournalEntry> entries) {
    for (JournalEntry& entry : entries) {
        if (entry.n <= m_lastEntry)
            continue; // two questions crossed
        m_lastEntry = entry.n;
        const auto ours = m_ours.find(QStringLiteral("%1 %2 %3").arg(entry.resource, entry.ns, entry.name));
        const bool isOurs = ours != m_ours.end() && ours->second > 0 &&
                            entry.via == QLatin1String("kubernetes") &&
                            (entry.verb == QLatin1String("get") || entry.verb == QLatin1String("list"));
        if (isOurs)
            --ours->second;
        else
            m_asked.push_back(std::move(entry));
    }
}

void CheckRunner::runAnswer(const course::Check& check, const QStringList& response, Done done) {
    if (check.numberQuery.isEmpty())
        return done(judgeAnswer(check, response));
    if (!m_reach.prometheus)
        return done(Verdict::couldNot(tr("The lab's metrics are not there yet.")));
    m_reach.prometheus->query(check.numberQuery, this,
                              [check, response, done](const Result<metrics::Answer>& seen) {
                                  done(judgeAnswer(check, response, seen));
                              });
}

} // namespace understudy::session
