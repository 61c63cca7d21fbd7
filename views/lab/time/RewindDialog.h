#pragma once

#include "labs/session/ControlClient.h"
#include "labs/session/Moments.h"
#include "views/theme/StateDialog.h"

class QLineEdit;
class QTreeWidget;

namespace understudy::lab {

/// Asks for a moment to go back to, one of those at which something happened or a time that is typed, or for
/// a future that was kept. What has been is kept either way, by a name one may give it.
class RewindDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    static constexpr int GoThere = 2; ///< how it ends when a future was chosen

    /// The lab began at @p started and it is @p now there.
    RewindDialog(const theme::Theme& theme, std::vector<session::Moment> moments,
                 std::vector<session::Fork> futures, Instant started, Instant now, QWidget* parent = nullptr);

    /// The moment that is chosen; nothing while the field holds no time of this lab.
    std::optional<Instant> chosen() const;
    /// The future that is chosen; empty when none is, or one that cannot be opened.
    QString future() const;
    /// The name for what has been; empty when the lab is to give one, nothing when it cannot be a name.
    std::optional<QString> keepAs() const;

public Q_SLOTS:
    void done(int answer) override; ///< stays open while nothing fitting is chosen

private:
    void addMoments();
    void addTime();
    void addName();
    void addFutures();
    void showLoss();
    void showName();
    void showFuture();
    QString lossWords(Instant to) const;

    std::vector<session::Moment> m_moments;
    std::vector<session::Fork> m_futures;
    const Instant m_started, m_now;
    QTreeWidget* m_list;
    QLineEdit* m_time;
    theme::Text* m_loss;
    QLineEdit* m_name;
    theme::Text* m_nameWords;
    QTreeWidget* m_kept = nullptr; ///< nullptr when no future is kept
    theme::Text* m_futureWords = nullptr;
    theme::Button* m_go = nullptr;
};

/// A time as it is typed: 14:05, 14:05:12 (the last one not after @p now), 2026-01-31 14:05:12.
std::optional<Instant> typedTime(const QString& text, Instant now);

} // namespace understudy::lab
