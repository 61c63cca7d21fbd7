#include "views/window/CourseSettings.h"

#include <QFileDialog>
#include <QStandardPaths>

namespace understudy::window {

using namespace understudy::theme;

CourseSettings::CourseSettings(const Theme& theme, QWidget* parent)
    : settings::SettingsPart(theme, tr("Course"), parent)
    , m_words(new Text(theme, Type::Body, Color::Text2))
    , m_update(new Button(theme, tr("Update from a file…"), ButtonKind::Normal))
    , m_back(new Button(theme, {}, ButtonKind::Quiet)) {
    addWords(m_words);
    addButtons({m_update, m_back});
    connect(m_update, &QPushButton::clicked, this, &CourseSettings::chooseFile);
    connect(m_back, &QPushButton::clicked, this, &CourseSettings::backRequested);
    setVersions({}, {}, {});
}

void CourseSettings::setVersions(const QString& title, const QString& version, const QString& before) {
    m_words->setText(
        (version.isEmpty() ? tr("No course could be opened.")
                           : tr("%1, version %2, verified.").arg(title, version)) +
        QLatin1Char(' ') +
        tr("Your training team gives out updates as one file. It is checked before anything changes, the "
           "version you have is kept, and your work stays as it is. You can also drop the file on this "
           "window."));
    m_back->setText(tr("Change to version %1").arg(before));
    m_back->setVisible(!before.isEmpty());
    fit();
}

void CourseSettings::setBusy(bool busy) {
    m_update->setEnabled(!busy);
    m_back->setEnabled(!busy);
    m_update->setText(busy ? tr("Checking the file") : tr("Update from a file…"));
}

void CourseSettings::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Update the course from a file"),
                                   QStandardPaths::writableLocation(QStandardPaths::DownloadLocation),
                                   tr("Course packs (*.understudy-pack);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &CourseSettings::updateRequested);
    dialog->open();
}

} // namespace understudy::window
