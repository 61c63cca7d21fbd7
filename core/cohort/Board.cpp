#include "core/cohort/Board.h"

#include "core/base/Log.h"
#include "core/cohort/Words.h"
#include "core/store/PostgresSql.h"
#include "core/sync/Statement.h"

#include <algorithm>

namespace understudy::cohort {

namespace {

constexpr auto pause = std::chrono::seconds(5);
constexpr auto longestAnswer = std::chrono::seconds(8); // of PostgreSQL
constexpr int publishedAfter = 200; ///< folded trainees: the page fills while a first round goes on

QString earnedName(const QJsonObject& statement) {
    if (statement[QStringLiteral("verb")][QStringLiteral("id")].toString() !=
        QLatin1String("http://id.tincanapi.com/verb/earned"))
        return {};
    const auto names =
        statement[QStringLiteral("object")][QStringLiteral("definition")][QStringLiteral("name")].toObject();
    return names.isEmpty() ? QString() : shortened(names.begin()->toString());
}

} // namespace

std::shared_ptr<const Trainee> Standings::find(std::int64_t person) const {
    const auto found = std::find_if(trainees.begin(), trainees.end(),
                                    [&](const auto& one) { return one->member.person == person; });
    return found == trainees.end() ? nullptr : *found;
}

Board::Board(std::unique_ptr<store::Sql> sql, const course::Course& course, const Clock& clock,
             std::string homePage, Save save)
    : m_sql(std::move(sql))
    , m_course(course)
    , m_clock(clock)
    , m_homePage(std::move(homePage))
    , m_save(std::move(save)) {
    for (const auto& track : course.tracks)
        m_plans.emplace(track.id, planMark(course, track));
}

void Board::run() {
    std::unique_lock lock(m_mutex);
    m_running = true;
    while (!m_stop) {
        m_wake = false;
        lock.unlock();
        if (const auto done = refresh(); !done)
            qCWarning(logServer).noquote() << done.error().sentence << done.error().detail;
        lock.lock();
        m_wakened.wait_for(lock, pause, [&] { return m_wake || m_stop; });
    }
    m_running = false;
    m_wakened.notify_all();
}

void Board::stop() {
    std::unique_lock lock(m_mutex);
    m_stop = true;
    m_wakened.notify_all();
    while (!m_wakened.wait_for(lock, std::chrono::milliseconds(500), [&] { return !m_running; }))
        watch(); // nobody else does any more
}

void Board::watch() {
    if (auto* postgres = dynamic_cast<store::PostgresSql*>(m_sql.get()))
        postgres->cutAfter(longestAnswer);
}

void Board::wake() {
    const std::lock_guard lock(m_mutex);
    m_wake = true;
    m_wakened.notify_all();
}

std::shared_ptr<const Standings> Board::standings() const {
    const std::lock_guard lock(m_mutex);
    return m_standings;
}

Result<void> Board::load() {
    const auto rows = m_sql->run("SELECT person, summary FROM cohort_summary");
    if (!rows)
        return rows.error();
    for (const auto& row : *rows)
        if (auto summary = summaryFromJson(QByteArray::fromStdString(row.text(1))))
            m_kept.emplace(row.integer(0), std::move(*summary));
    m_loaded = true;
    return {};
}

Result<Summary> Board::fold(const Member& member, std::int64_t newest) {
    progress::Progress progress;
    Instant heard{};
    QString certificate;
    const Account account{m_homePage, member.account.toStdString()};
    const auto read = Records(*m_sql).each(account, newest, [&](const Record& record) {
        if (isStopping())
            return false;
        heard = std::max(heard, record.stored);
        if (const auto earned = earnedName(record.statement); !earned.isEmpty())
            certificate = earned;
        if (auto fact = sync::toFact(record.statement))
            progress.apply(journal::Entry{progress.lastSeq() + 1, std::move(*fact), false});
        return true;
    });
    if (!read)
        return read.error();
    Summary summary;
    if (const auto* chosen = m_course.track(member.track))
        summary = summarize(m_course, *chosen, progress, member.start);
    summary.track = member.track; // also where the course has none such: there is nothing to be done then
    summary.rosterStart = member.start;
    summary.seq = newest;
    summary.heard = heard.time_since_epoch().count();
    summary.certificate = certificate;
    return summary;
}

Result<void> Board::refresh() {
    if (!m_loaded)
        if (auto loaded = load(); !loaded)
            return loaded;
    const auto members = Roster(*m_sql).members();
    if (!members)
        return members.error();
    const auto newest = Records(*m_sql).newest();
    if (!newest)
        return newest.error();
    std::map<std::int64_t, std::int64_t> seqs;
    for (const auto& one : *newest)
        seqs.emplace(one.person, one.seq);
    remember(*members);
    int folded = 0;
    for (const auto& member : *members) {
        if (isStopping())
            return {};
        const auto changed = follow(member, seqs[member.person]);
        if (!changed)
            return changed.error();
        if (*changed && ++folded % publishedAfter == 0)
            publish(*members);
    }
    m_kept.clear();
    publish(*members);
    return {};
}

/// Lets go of those who have left, and takes what the last run of the program has left.
void Board::remember(const std::vector<Member>& members) {
    std::map<std::int64_t, std::shared_ptr<const Trainee>> known;
    for (const auto& member : members)
        if (const auto old = m_known.find(member.person); old != m_known.end())
            known.insert(*old);
        else if (const auto kept = m_kept.find(member.person); kept != m_kept.end())
            known.emplace(member.person, std::make_shared<Trainee>(Trainee{member, kept->second}));
    m_known = std::move(known);
}

Result<bool> Board::follow(const Member& member, std::int64_t newest) {
    auto& trainee = m_known[member.person];
    const auto plan = m_plans.find(member.track);
    if (trainee && trainee->summary.seq == newest && trainee->summary.track == member.track &&
        trainee->summary.rosterStart == member.start &&
        trainee->summary.plan == (plan == m_plans.end() ? QByteArray() : plan->second)) {
        if (trainee->member != member)
            trainee = std::make_shared<Trainee>(Trainee{member, trainee->summary});
        return false;
    }
    auto summary = fold(member, newest);
    if (!summary)
        return summary.error();
    if (isStopping())
        return false;
    m_save(member.person, toJson(*summary));
    trainee = std::make_shared<Trainee>(Trainee{member, std::move(*summary)});
    return true;
}

bool Board::isStopping() const {
    const std::lock_guard lock(m_mutex);
    return m_stop;
}

void Board::publish(const std::vector<Member>& members) {
    auto standings = std::make_shared<Standings>();
    standings->asOf = m_clock.now();
    standings->trainees.reserve(members.size());
    for (const auto& member : members) {
        const auto found = m_known.find(member.person);
        standings->trainees.push_back(found != m_known.end() && found->second
                                          ? found->second
                                          : std::make_shared<Trainee>(Trainee{member, {}}));
    }
    const std::lock_guard lock(m_mutex);
    m_standings = std::move(standings);
}

} // namespace understudy::cohort
