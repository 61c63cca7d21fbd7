// What an attempt comes to: counts of what LabRun knows, none of which changes anything.
#include "labs/session/LabRun.h"

#include <algorithm>

namespace understudy::session {

int LabRun::greenChecks(int step) const {
    const auto& checks = m_lab.steps[std::size_t(step)].checks;
    return int(std::count_if(checks.begin(), checks.end(),
                             [this](const course::Check& c) { return m_record.greenChecks.contains(c.id); }));
}

bool LabRun::stepDone(int step) const {
    const int all = int(m_lab.steps[std::size_t(step)].checks.size()), left = uncheckedIn(step);
    // A step in which nothing can be checked is read all the same.
    return greenChecks(step) == all - left && (left == 0 || left < all);
}

int LabRun::checkCount() const { return int(m_checks.size()); }

int LabRun::uncheckedIn(int step) const {
    const auto& checks = m_lab.steps[std::size_t(step)].checks;
    return int(std::count_if(checks.begin(), checks.end(), [this](const course::Check& each) {
        return check(each.id).verdict.word == Verdict::Word::NotHere;
    }));
}

int LabRun::uncheckedCount() const {
    return int(std::count_if(m_checks.begin(), m_checks.end(), [](const auto& each) {
        return each.second.verdict.word == Verdict::Word::NotHere;
    }));
}

bool LabRun::complete() const {
    return greenCount() == checkCount() - uncheckedCount() && (greenCount() > 0 || checkCount() == 0);
}

int LabRun::looksUnderway() const {
    return int(std::count_if(m_checks.begin(), m_checks.end(),
                             [](const auto& each) { return each.second.looking && each.second.asked; }));
}

const LabRun::CheckState& LabRun::check(const QString& id) const {
    static const CheckState unknown;
    const auto found = m_checks.find(id);
    return found == m_checks.end() ? unknown : found->second;
}

int LabRun::hintsShown(int step) const {
    const auto found = m_record.hints.find(m_lab.steps[std::size_t(step)].id);
    return found == m_record.hints.end() ? 0 : found->second;
}

int LabRun::hintsUsed() const {
    int used = 0;
    for (const auto& [step, shown] : m_record.hints)
        used += shown;
    return used;
}

std::optional<int> LabRun::secondsLeft() const {
    if (m_lab.limitMinutes <= 0)
        return {};
    return m_lab.limitMinutes * 60 - secondsWorked();
}

const course::LabStep* LabRun::stepOf(const QString& checkId) const {
    for (const course::LabStep& step : m_lab.steps) {
        for (const course::Check& check : step.checks) {
            if (check.id == checkId)
                return &step;
        }
    }
    return nullptr;
}

const course::Check* LabRun::find(const QString& checkId) const {
    const course::LabStep* step = stepOf(checkId);
    if (!step)
        return nullptr;
    return &*std::find_if(step->checks.begin(), step->checks.end(),
                          [&checkId](const course::Check& check) { return check.id == checkId; });
}

} // namespace understudy::session
