#include "views/transfer/Transfers.h"

#include "core/sftp/Batch.h"
#include "views/transfer/OfferDialog.h"
#include "views/transfer/TransferRow.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace understudy::transfer {

using theme::ButtonKind;
using theme::Color;
using theme::StateDialog;

Transfers::Transfers(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    setAccessibleName(tr("Files under way"));
    hide();
}

QList<TransferRow*> Transfers::rows() const {
    return findChildren<TransferRow*>(QString(), Qt::FindDirectChildrenOnly);
}

void Transfers::offer(const FarHost& host, const QStringList& files, const QString& folder) {
    if (files.isEmpty())
        return;
    if (host.watchOnly) {
        auto* refusal = new StateDialog(
            m_theme, QStringLiteral("eye"), Color::WarnText, tr("%1 is watched only").arg(host.name),
            tr("Nothing is copied to a host that you watch. You can get files from it."), window());
        refusal->setAttribute(Qt::WA_DeleteOnClose);
        refusal->addChoice(tr("Close"), ButtonKind::Primary, QDialog::Rejected);
        refusal->open();
        Q_EMIT asked(refusal);
        return;
    }
    auto survey = std::make_unique<sftp::Survey>(files);
    survey->start();
    auto* dialog = new OfferDialog(m_theme, host, std::move(survey), folder, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, host, dialog] { add(host, sftp::Batch::put(dialog->files(), dialog->folder())); });
    dialog->open();
    Q_EMIT asked(dialog);
}

void Transfers::fetch(const FarHost& host, const QString& far, bool folder) {
    auto* dialog =
        new QFileDialog(this, folder ? tr("Save the folder %1 in").arg(far) : tr("Save %1 as").arg(far));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (folder)
        dialog->setFileMode(QFileDialog::Directory);
    else
        dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    const QString name = QFileInfo(far).fileName();
    if (!folder)
        dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, [this, host, far, folder, name](const QString& local) {
        add(host, sftp::Batch::get(far, folder ? local + QLatin1Char('/') + name : local));
    });
    dialog->open();
    Q_EMIT asked(dialog);
}

void Transfers::add(const FarHost& host, std::unique_ptr<sftp::Batch> batch) {
    auto* row = new TransferRow(m_theme, host, std::move(batch), this);
    m_column->addWidget(row);
    connect(row, &TransferRow::over, this, [this, row] { Q_EMIT changed(row->host().id); });
    connect(row, &TransferRow::closeRequested, this, [this, row] {
        row->setParent(nullptr);
        row->deleteLater();
        setVisible(!rows().isEmpty());
    });
    row->show();
    show();
    row->startIfWaiting();
}

void Transfers::hostsChanged() {
    for (TransferRow* row : rows())
        row->startIfWaiting();
}

int Transfers::underWay() const {
    const auto all = rows();
    return static_cast<int>(
        std::count_if(all.begin(), all.end(), [](const TransferRow* row) { return !row->isOver(); }));
}

} // namespace understudy::transfer
