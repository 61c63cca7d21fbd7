#pragma once

#include "views/settings/SettingsPart.h"
#include "views/settings/SyncWords.h"

class QLineEdit;

namespace understudy::settings {

/// Which training server the trainee's work goes to, how that stands, and the ways in and out.
class AccountSettings final : public SettingsPart {
    Q_OBJECT
public:
    explicit AccountSettings(const theme::Theme& theme, QWidget* parent = nullptr);

    void tell(const SyncWords& words);
    /// The server is asked.
    void beginEnrolling();
    enum class Outcome { Enrolled, CodeRefused, NotReached };
    /// What was typed stays unless it was taken.
    void endEnrolling(Outcome outcome);

Q_SIGNALS:
    void enrollRequested(const QString& address, const QString& code);
    void leaveRequested();
    void syncRequested();
    void otherStoreRequested();

private:
    theme::Text* addFact(const QString& label);
    void ask();
    void askLeave();
    void showEnrolling(bool busy);

    QString m_server;
    bool m_byKey = false; ///< a record store, that knows no codes
    theme::Text *m_words, *m_account, *m_last, *m_waiting, *m_clock;
    QLineEdit *m_address, *m_code;
    theme::Button *m_enroll, *m_leave, *m_now, *m_other;
};

/// Asks before the work goes to another server than before; @p then runs when it shall.
void askBeforeChange(const theme::Theme& theme, QWidget& above, const QString& from, const QString& to,
                     std::function<void()> then);

} // namespace understudy::settings
