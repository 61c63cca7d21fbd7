#include "views/settings/CarrySettings.h"

#include <QFileDialog>
#include <QStandardPaths>

namespace understudy::settings {

using namespace understudy::theme;

namespace {

QString documents() { return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation); }

} // namespace

CarrySettings::CarrySettings(const Theme& theme, QWidget* parent)
    : SettingsPart(theme, tr("Without a network"), parent)
    , m_words(new Text(theme, Type::Body, Color::Text2))
    , m_save(new Button(theme, tr("Save for the server…"), ButtonKind::Normal, QStringLiteral("download")))
    , m_open(new Button(theme, tr("Open the server's receipt…"), ButtonKind::Quiet)) {
    addWords(m_words);
    addButtons({m_save, m_open});
    connect(m_save, &QPushButton::clicked, this, &CarrySettings::chooseFile);
    connect(m_open, &QPushButton::clicked, this, &CarrySettings::chooseReceipt);
    tell({});
}

void CarrySettings::tell(const SyncWords& words) {
    const bool can = !words.server.isEmpty() && !words.byKey;
    m_account = words.account;
    m_words->setText(
        words.byKey
            ? tr("Files to carry by hand are for a training server; your company's record store cannot read "
                 "them.")
        : can ? tr("Save what waits to a file, give it to your coordinator, and open the receipt that comes "
                   "back. %1.")
                    .arg(waitingWords(words))
              : tr("Once this laptop is enrolled, what waits can be carried to the server in a file."));
    m_save->setEnabled(can && words.waiting > 0);
    m_open->setEnabled(can);
    fit();
}

void CarrySettings::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Save for the server"), documents(),
                                   tr("Files for the server (*.understudy-carry)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("understudy-carry"));
    QString name = m_account;
    for (QChar& c : name)
        if (!c.isLetterOrNumber())
            c = QLatin1Char('-');
    dialog->selectFile(name.left(60) + QStringLiteral(".understudy-carry"));
    connect(dialog, &QFileDialog::fileSelected, this, &CarrySettings::saveRequested);
    dialog->open();
}

void CarrySettings::chooseReceipt() {
    auto* dialog = new QFileDialog(this, tr("Open the server's receipt"), documents(),
                                   tr("Receipts (*.understudy-receipt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &CarrySettings::receiptChosen);
    dialog->open();
}

} // namespace understudy::settings
