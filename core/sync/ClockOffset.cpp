#include "core/sync/ClockOffset.h"

#include "core/base/Log.h"

namespace understudy::sync {

namespace {

const auto keptName = QStringLiteral("sync.clock-offset");
const auto keptAtName = QStringLiteral("sync.clock-offset-at");
constexpr std::chrono::seconds worthAFact{60};
constexpr std::chrono::hours betweenFacts{1};

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

/// By the device's own clock; when that was set back, the difference is another one for certain.
bool ClockOffset::isTooSoon() const {
    const auto kept = m_journal.value(keptAtName);
    const auto last = kept ? fromIso(*kept) : std::nullopt;
    return last && m_clock.now() >= *last && m_clock.now() - *last < betweenFacts;
}

void ClockOffset::keep() {
    if (std::chrono::abs(m_current - m_kept) < worthAFact || isTooSoon())
        return;
    // First when, then what: a journal that stops in between is not filled either.
    auto kept = m_journal.setValue(keptAtName, toIso(m_clock.now()));
    if (kept)
        if (const auto written = m_journal.append(journal::kind::ClockMeasured,
                                                  {{QStringLiteral("seconds"), qint64(m_current.count())}});
            !written)
            kept = written.error();
    if (kept)
        kept = m_journal.setValue(keptName, QString::number(m_current.count()));
    if (!kept)
        qCWarning(logSync, "the clock's difference was not kept: %s", qPrintable(kept.error().detail));
    else
        m_kept = m_current;
}

} // namespace understudy::sync
