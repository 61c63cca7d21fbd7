#pragma once

#include "views/settings/SettingsPart.h"
#include "views/settings/SyncWords.h"

namespace understudy::settings {

/// What the server refused for good, each with its words: to be sent again, or saved for somebody who can
/// help. Not there while nothing is refused.
class RefusedSettings final : public SettingsPart {
    Q_OBJECT
public:
    explicit RefusedSettings(const theme::Theme& theme, QWidget* parent = nullptr);

    void tell(const std::vector<RefusedWords>& refused);

Q_SIGNALS:
    void sendAgainRequested(const QString& id); ///< all of them when empty
    void saveRequested(const QString& file);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitTexts();
    void addRefused(const RefusedWords& words);
    void chooseFile();

    std::vector<RefusedWords> m_shown;
    std::vector<theme::Text*> m_texts; ///< of the list
    theme::Text* m_words;
    QWidget* m_list;
};

} // namespace understudy::settings
