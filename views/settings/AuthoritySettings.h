#pragma once

#include "core/sync/Authority.h"
#include "views/settings/SettingsPart.h"

namespace understudy::settings {

/// The company's own authority, whose certificates the training server may show: part of the network's
/// settings.
class AuthoritySettings final : public SettingsPart {
    Q_OBJECT
public:
    explicit AuthoritySettings(const theme::Theme& theme, QWidget* parent = nullptr);

    /// The one that is trusted; an empty one for none. What was wrong with a file is no longer said.
    void setAuthority(const sync::Authority& authority, Instant now);
    /// Why a file was not taken.
    void refuse(const QString& sentence);

Q_SIGNALS:
    void chosen(const QString& file);
    void removed();

private:
    void chooseFile();

    theme::Text *m_authority, *m_wrong;
    theme::Button *m_choose, *m_remove;
};

} // namespace understudy::settings
