#include "views/transfer/OfferDialog.h"

#include "core/sftp/SizeWords.h"

#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

namespace understudy::transfer {

using theme::ButtonKind;
using theme::Color;

/// Counted at once it says what is copied; else a line below does.
QString OfferDialog::title(const sftp::Survey& survey, const QString& host) {
    if (!survey.isDone())
        return tr("Copy these files to %1?").arg(host);
    const QString size = sftp::sizeWords(survey.load().bytes);
    const auto& found = survey.found();
    return found.size() == 1 && !found.front().folder
               ? tr("Copy %1 (%2) to %3?").arg(found.front().name, size, host)
               : tr("Copy %n files (%1) to %2?", nullptr, survey.load().files).arg(size, host);
}

OfferDialog::OfferDialog(const theme::Theme& theme, const FarHost& host, std::unique_ptr<sftp::Survey> survey,
                         const QString& folder, QWidget* parent)
    : StateDialog(theme, QStringLiteral("upload"), Color::Text2, title(*survey, host.name),
                  tr("Into this folder of the host, over the same login:"), parent)
    , m_survey(std::move(survey))
    , m_folder(new QLineEdit(folder.isEmpty() ? QStringLiteral("~") : folder, this))
    , m_count(new theme::Text(theme, theme::Type::Small, Color::Text2, {}, this)) {
    m_folder->setFont(m_theme.font(theme::Type::Mono));
    m_folder->setAccessibleName(tr("Folder on %1").arg(host.name));
    body()->addWidget(m_folder);
    body()->addWidget(m_count);
    addChoice(tr("Don’t copy"), ButtonKind::Quiet, QDialog::Rejected);
    m_copy = addChoice(tr("Copy"), ButtonKind::Primary, QDialog::Accepted);
    m_count->setVisible(!m_survey->isDone());
    m_copy->setEnabled(m_survey->isDone());
    connect(m_survey.get(), &sftp::Survey::counted, this, &OfferDialog::showCount);
    showCount();
}

void OfferDialog::showCount() {
    const sftp::Load& load = m_survey->load();
    const QString files = QLocale().toString(load.files);
    m_count->setText(m_survey->isDone() ? tr("%1 files, %2").arg(files, sftp::sizeWords(load.bytes))
                                        : tr("Counting files… %1").arg(files));
    if (m_survey->isDone() && !m_copy->isEnabled()) {
        m_copy->setEnabled(true);
        m_copy->setFocus();
    }
}

QString OfferDialog::folder() const {
    const QString into = m_folder->text().trimmed();
    const bool home = into == QLatin1String("~") || into.startsWith(QLatin1String("~/"));
    return home ? into.mid(2) : into; // a login begins at home, and so do names without a slash
}

} // namespace understudy::transfer
