#pragma once

#include "tests/journeys/Posting.h"

#include <QHash>
#include <QSet>
#include <QStringList>
#include <QTest>

#include <optional>

namespace understudy {

/// How often a fault is tried: UNDERSTUDY_RUNS where that is set, by tests/bench/lrs-faults for one.
inline int runs(int few) {
    bool given = false;
    const int wanted = qEnvironmentVariable("UNDERSTUDY_RUNS").toInt(&given);
    return given ? wanted : few;
}

/// Devices that post at the same time, and what they were told altogether.
class Devices final {
public:
    /// @p pair: user:password.
    void add(std::uint16_t port, const QByteArray& pair, quint32 seed) {
        const auto number = static_cast<int>(m_all.size()) + 1;
        m_all.push_back(std::make_unique<Posting>(port, pair.toBase64().toStdString(), number, seed));
    }
    Posting& operator[](std::size_t index) { return *m_all[index]; }

    /// Each of them has @p count statements more acknowledged; false when that takes a minute.
    bool more(int count = 1) const {
        return std::all_of(m_all.begin(), m_all.end(), [&](auto& one) {
            const int until = one->count() + count;
            return QTest::qWaitFor([&] { return one->count() >= until || !one->trouble().empty(); }, 60'000);
        });
    }
    void stop() {
        int unanswered = 0, putOff = 0;
        for (auto& one : m_all) {
            one->stop();
            for (const auto& id : one->acknowledged())
                m_told.insert(QString::fromStdString(id));
            if (!one->trouble().empty())
                m_trouble = QString::fromStdString(one->trouble());
            unanswered += one->unanswered();
            putOff += one->putOff();
        }
        qInfo("%d statements were acknowledged; %d POSTs without an answer, %d put off", int(m_told.size()),
              unanswered, putOff);
    }
    /// After stop(): what speaks against @p ids being all that was acknowledged, and @p others of somebody
    /// else, each once; "" when nothing does.
    QString wrongWith(const std::optional<QStringList>& ids, qsizetype others = 0) const {
        if (!m_trouble.isEmpty() || !ids)
            return QStringLiteral("refused: ") + m_trouble;
        const QSet<QString> once(ids->begin(), ids->end());
        const auto lost = m_told - once;
        if (!lost.isEmpty())
            return QStringLiteral("%1 lost, such as %2").arg(lost.size()).arg(*lost.begin());
        if (once.size() != ids->size())
            return QStringLiteral("%1 are there twice").arg(ids->size() - once.size());
        if (once.size() != m_told.size() + others) // each batch was repeated until it was acknowledged
            return QStringLiteral("%1 are there, not %2").arg(once.size()).arg(m_told.size() + others);
        return {};
    }
    /// After stop(): one that stands in @p ids before what its device had sent earlier, or "".
    QString outOfOrder(const QStringList& ids) const {
        QHash<QString, qsizetype> place;
        for (const auto& id : ids)
            place.insert(id, place.size());
        for (const auto& one : m_all) {
            qsizetype before = -1;
            for (const auto& id : one->acknowledged()) {
                const auto at = place.value(QString::fromStdString(id));
                if (at <= before)
                    return QString::fromStdString(id);
                before = at;
            }
        }
        return {};
    }

private:
    std::vector<std::unique_ptr<Posting>> m_all;
    QSet<QString> m_told;
    QString m_trouble;
};

} // namespace understudy
