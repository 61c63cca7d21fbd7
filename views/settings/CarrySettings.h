#pragma once

#include "views/settings/SettingsPart.h"
#include "views/settings/SyncWords.h"

namespace understudy::settings {

/// What waits, carried to the server by hand in a file, and the server's receipt back.
class CarrySettings final : public SettingsPart {
    Q_OBJECT
public:
    explicit CarrySettings(const theme::Theme& theme, QWidget* parent = nullptr);

    void tell(const SyncWords& words);

Q_SIGNALS:
    void saveRequested(const QString& file);
    void receiptChosen(const QString& file);

private:
    void chooseFile();
    void chooseReceipt();

    QString m_account;
    theme::Text* m_words;
    theme::Button *m_save, *m_open;
};

} // namespace understudy::settings
