#pragma once

#include "core/sftp/Survey.h"
#include "views/theme/StateDialog.h"
#include "views/transfer/FarHost.h"

#include <memory>

class QLineEdit;

namespace understudy::transfer {

/// Asks whether files go to a host, and into which folder. While folders are still counted it says how far
/// that is, and waits with the copy.
class OfferDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    /// @p survey has been started.
    OfferDialog(const theme::Theme& theme, const FarHost& host, std::unique_ptr<sftp::Survey> survey,
                const QString& folder, QWidget* parent = nullptr);

    const std::vector<sftp::LocalFile>& files() const { return m_survey->found(); }
    QString folder() const; ///< as Batch::put() takes it

private:
    void showCount();
    static QString title(const sftp::Survey& survey, const QString& host);

    std::unique_ptr<sftp::Survey> m_survey;
    QLineEdit* m_folder;
    theme::Text* m_count;
    theme::Button* m_copy;
};

} // namespace understudy::transfer
