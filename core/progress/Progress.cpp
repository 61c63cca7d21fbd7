#include "core/progress/Progress.h"

#include <algorithm>

namespace understudy::progress {

using course::TrackItem;
using journal::Entry;
using journal::Fact;

namespace {

QString text(const Fact& fact, const char* name) { return fact.body.value(QLatin1String(name)).toString(); }
int number(const Fact& fact, const char* name) { return fact.body.value(QLatin1String(name)).toInt(); }
bool truth(const Fact& fact, const char* name) { return fact.body.value(QLatin1String(name)).toBool(); }

bool isOneOf(const Fact& fact, std::initializer_list<const char*> kinds) {
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](const char* kind) { return fact.kind == QLatin1String(kind); });
}

void keepLatest(std::optional<Progress::Moment>& kept, const Progress::Moment& moment) {
    if (!kept || *kept < moment)
        kept = moment;
}

void keepEarliest(std::optional<Progress::Moment>& kept, const Progress::Moment& moment) {
    if (!kept || moment < *kept)
        kept = moment;
}

/// The attempt touched last that is not finished.
template <typename Attempts>
auto unfinished(const Attempts& attempts) -> const typename Attempts::value_type* {
    const typename Attempts::value_type* latest = nullptr;
    for (const auto& attempt : attempts)
        if (!attempt.second.finished && (!latest || *latest->second.touched < *attempt.second.touched))
            latest = &attempt;
    return latest;
}

template <typename Map>
const typename Map::mapped_type& known(const Map& map, const QString& id) {
    static const typename Map::mapped_type nothing;
    const auto found = map.find(id);
    return found == map.end() ? nothing : found->second;
}

} // namespace

int Progress::QuizAttempt::right() const {
    return static_cast<int>(std::count_if(answers.begin(), answers.end(),
                                          [](const auto& answer) { return answer.second.right; }));
}

bool Progress::QuizState::passed() const {
    return std::any_of(attempts.begin(), attempts.end(),
                       [](const auto& attempt) { return attempt.second.passed; });
}

int Progress::QuizState::best() const {
    int best = 0;
    for (const auto& [id, attempt] : attempts)
        best = std::max(best, attempt.raw);
    return best;
}

const std::pair<const Id, Progress::QuizAttempt>* Progress::QuizState::inProgress() const {
    return unfinished(attempts);
}

bool Progress::LabState::finished() const {
    return std::any_of(attempts.begin(), attempts.end(),
                       [](const auto& attempt) { return attempt.second.passed; });
}

const std::pair<const Id, Progress::LabAttempt>* Progress::LabState::inProgress() const {
    return unfinished(attempts);
}

std::size_t Progress::LabState::bestChecks() const {
    std::size_t best = 0;
    for (const auto& [id, attempt] : attempts)
        best = std::max(best, attempt.checks.size());
    return best;
}

void Progress::apply(const std::vector<Entry>& entries) {
    for (const Entry& entry : entries)
        apply(entry);
}

void Progress::apply(const Entry& entry) {
    const Fact& fact = entry.fact;
    const Moment moment{fact.at, fact.id, fact.offsetMinutes};
    m_lastSeq = std::max(m_lastSeq, entry.seq);
    if (fact.kind.startsWith(QLatin1String("page-"))) {
        applyPage(fact, moment);
    } else if (fact.kind.startsWith(QLatin1String("qu"))) {
        applyQuiz(fact, moment);
    } else if (fact.kind.startsWith(QLatin1String("lab-"))) {
        applyLab(fact, moment);
    } else if (fact.kind == QLatin1String(journal::kind::PracticalDone)) {
        m_practicals.emplace(text(fact, "track"), text(fact, "title"));
    } else {
        m_agenda.apply(fact, moment);
    }
}

void Progress::touch(TrackItem::Kind kind, const QString& ref, const Moment& moment) {
    const auto [place, isNew] = m_touched.try_emplace({kind, ref}, moment);
    if (!isNew && place->second < moment)
        place->second = moment;
}

void Progress::applyPage(const Fact& fact, const Moment& moment) {
    const QString id = text(fact, "page");
    if (id.isEmpty() || !isOneOf(fact, {journal::kind::PageRead, journal::kind::PagePosition}))
        return;
    PageState& page = m_pages[id];
    if (fact.kind == QLatin1String(journal::kind::PageRead)) {
        page.read = true;
        keepEarliest(page.firstRead, moment);
    } else {
        // What was read stays read: a short look on another laptop, or another reading of a page, begins at
        // nothing.
        page.fraction = std::max(
            page.fraction, std::clamp(fact.body.value(QStringLiteral("fraction")).toDouble(), 0.0, 1.0));
        if (!page.stopped || *page.stopped < moment) {
            page.stopped = moment;
            page.heading = text(fact, "heading");
        }
    }
    touch(TrackItem::Kind::Page, id, moment);
}

void Progress::applyQuiz(const Fact& fact, const Moment& moment) {
    const QString id = text(fact, "quiz");
    const Id attemptId = text(fact, "attempt");
    using namespace journal;
    if (id.isEmpty() || attemptId.isEmpty() ||
        !isOneOf(fact, {kind::QuizStarted, kind::Answered, kind::QuizFinished}))
        return;
    QuizAttempt& attempt = m_quizzes[id].attempts[attemptId];
    keepLatest(attempt.touched, moment);
    if (fact.kind == QLatin1String(journal::kind::QuizStarted)) {
        keepEarliest(attempt.started, moment);
    } else if (fact.kind == QLatin1String(journal::kind::QuizFinished)) {
        keepLatest(attempt.finished, moment);
        attempt.raw = std::max(attempt.raw, number(fact, "raw"));
        attempt.max = std::max(attempt.max, number(fact, "max"));
        attempt.passed = attempt.passed || truth(fact, "passed");
    } else if (fact.kind == QLatin1String(journal::kind::Answered)) {
        Answer answer{truth(fact, "right"), text(fact, "response"), fact.device, fact.deviceSeq};
        const auto [place, isNew] = attempt.answers.try_emplace(text(fact, "question"), answer);
        const auto order = [](const Answer& a) {
            return std::tie(a.device, a.deviceSeq, a.response, a.right);
        };
        if (!isNew && order(place->second) < order(answer))
            place->second = std::move(answer);
    }
    touch(TrackItem::Kind::Quiz, id, moment);
}

void Progress::applyLab(const Fact& fact, const Moment& moment) {
    const QString id = text(fact, "lab");
    const Id attemptId = text(fact, "attempt");
    using namespace journal;
    if (id.isEmpty() || attemptId.isEmpty() ||
        !isOneOf(fact,
                 {kind::LabStarted, kind::LabCheck, kind::LabHint, kind::LabAnswered, kind::LabFinished}))
        return;
    LabAttempt& attempt = m_labs[id].attempts[attemptId];
    keepLatest(attempt.touched, moment);
    if (fact.kind == QLatin1String(journal::kind::LabStarted)) {
        keepEarliest(attempt.started, moment);
    } else if (fact.kind == QLatin1String(journal::kind::LabCheck)) {
        attempt.checks.insert(text(fact, "check"));
    } else if (fact.kind == QLatin1String(journal::kind::LabHint)) {
        attempt.hints.emplace(text(fact, "step"), number(fact, "hint"));
    } else if (fact.kind == QLatin1String(journal::kind::LabFinished)) {
        keepLatest(attempt.finished, moment);
        attempt.passed = attempt.passed || truth(fact, "passed");
    }
    touch(TrackItem::Kind::Lab, id, moment);
}

const Progress::PageState& Progress::page(const QString& id) const { return known(m_pages, id); }
const Progress::QuizState& Progress::quiz(const QString& id) const { return known(m_quizzes, id); }
const Progress::LabState& Progress::lab(const QString& id) const { return known(m_labs, id); }

bool Progress::practicalDone(const QString& track, const QString& title) const {
    return m_practicals.count({track, title}) > 0;
}

std::vector<Progress::Touch> Progress::touched() const {
    std::vector<Touch> all;
    for (const auto& [thing, moment] : m_touched)
        all.push_back({thing.first, thing.second, moment});
    std::sort(all.begin(), all.end(), [](const Touch& a, const Touch& b) { return b.moment < a.moment; });
    return all;
}

int Progress::pagesRead(const course::Module& module) const {
    return static_cast<int>(std::count_if(module.pages.begin(), module.pages.end(),
                                          [this](const course::Page& one) { return page(one.id).read; }));
}

double Progress::share(const course::Module& module) const {
    const std::size_t total = module.pages.size() + module.labs.size() + (module.quiz ? 1 : 0);
    auto done = static_cast<std::size_t>(pagesRead(module));
    for (const QString& id : module.labs)
        done += lab(id).finished();
    if (module.quiz)
        done += quiz(module.quiz->id).passed();
    return total == 0 ? 0 : static_cast<double>(done) / static_cast<double>(total);
}

bool Progress::operator==(const Progress& other) const {
    return m_pages == other.m_pages && m_quizzes == other.m_quizzes && m_labs == other.m_labs &&
           m_practicals == other.m_practicals && m_touched == other.m_touched && m_agenda == other.m_agenda;
}

} // namespace understudy::progress
