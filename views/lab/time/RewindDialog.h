#pragma once

#include "labs/session/Moments.h"
#include "views/theme/StateDialog.h"

class QLineEdit;
class QTreeWidget;

namespace understudy::lab {

/// Asks for a moment to go back to: one of those at which something happened, or a time that is typed. Says
/// what would be laid aside before it is accepted.
class RewindDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    /// The lab began at @p started and it is @p now there.
    RewindDialog(const theme::Theme& theme, std::vector<session::Moment> moments, Instant started,
                 Instant now, QWidget* parent = nullptr);

    /// The moment that is chosen; nothing while the field holds no time of this lab.
    std::optional<Instant> chosen() const;

public Q_SLOTS:
    void done(int answer) override; ///< stays open while no moment is chosen

private:
    void addMoments();
    void showLoss();
    QString lossWords(Instant to) const;

    std::vector<session::Moment> m_moments;
    const Instant m_started, m_now;
    QTreeWidget* m_list;
    QLineEdit* m_time;
    theme::Text* m_loss;
};

/// A time as it is typed: 14:05, 14:05:12 (the last one not after @p now), 2026-01-31 14:05:12.
std::optional<Instant> typedTime(const QString& text, Instant now);

} // namespace understudy::lab
