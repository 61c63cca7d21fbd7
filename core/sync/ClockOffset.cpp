#include "core/sync/ClockOffset.h"

#include "core/base/Log.h"

namespace understudy::sync {

namespace {

const auto keptName = QStringLiteral("sync.clock-offset");
constexpr std::chrono::seconds worthAFact{60};

} // namespace

ClockOffset::ClockOffset(journal::Journal& journal, const Clock& clock)
    : m_journal(journal)
    , m_clock(clock) {
    if (const auto kept = journal.value(keptName))
        m_kept = m_current = std::chrono::seconds(kept->toLongLong());
}

void ClockOffset::measure(const Answer& answer) {
    // A login page of a hotel has a Date too, and often a wrong one.
    if (answer.header("X-Experience-API-Version").isEmpty())
        return;
    if (const auto date = momentOf(answer.header("Date")))
        m_current = std::chrono::round<std::chrono::seconds>(*date - m_clock.now());
}

bool ClockOffset::keep() {
    if (std::chrono::abs(m_current - m_kept) < worthAFact)
        return false;
    const auto written = m_journal.append(journal::kind::ClockMeasured,
                                          {{QStringLiteral("seconds"), qint64(m_current.count())}});
    const auto kept = written ? m_journal.setValue(keptName, QString::number(m_current.count()))
                              : Result<void>(written.error());
    if (!kept) {
        qCWarning(logSync, "the clock's difference was not kept: %s", qPrintable(kept.error().detail));
        return false;
    }
    m_kept = m_current;
    return true;
}

} // namespace understudy::sync
