#include "views/reader/paper/PaperMenu.h"

#include "views/reader/paper/Paper.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPrintDialog>
#include <QPrinter>
#include <QPrinterInfo>
#include <QStandardPaths>

namespace understudy::reader {

PaperMenu::PaperMenu(const course::Library& library, QWidget* window)
    : QObject(window)
    , m_library(library)
    , m_window(window)
    , m_folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)) {}

void PaperMenu::open(const QPoint& where, const QString& pageId, Paper& paper) {
    const auto* page = m_library.course().page(pageId);
    if (!page)
        return;
    const PaperOrder one{page->id, page->module}, whole{{}, page->module};
    auto* menu = new QMenu(m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (!QPrinterInfo::availablePrinterNames().isEmpty()) {
        menu->addAction(tr("Print this page…"), this, [this, one, &paper] { print(one, paper); });
        menu->addAction(tr("Print the module…"), this, [this, whole, &paper] { print(whole, paper); });
        menu->addSeparator();
    }
    menu->addAction(tr("Save this page as PDF…"), this, [this, one, &paper] { save(one, paper); });
    menu->addAction(tr("Save the module as PDF…"), this, [this, whole, &paper] { save(whole, paper); });
    menu->setActiveAction(menu->actions().front());
    menu->popup(where);
}

bool PaperMenu::mayStart(const Paper& paper) {
    if (paper.busy())
        Q_EMIT said(tr("Pages are on their way to paper. Wait until they are done."));
    return !paper.busy();
}

void PaperMenu::save(const PaperOrder& order, Paper& paper) {
    if (!mayStart(paper))
        return;
    auto* dialog = new QFileDialog(m_window, tr("Save as PDF"), m_folder, tr("PDF (*.pdf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // asks before it takes a file that is there
    dialog->setDefaultSuffix(QStringLiteral("pdf"));
    dialog->selectFile(order.fileName(m_library.course()));
    connect(dialog, &QFileDialog::fileSelected, this, [this, order, &paper](const QString& file) {
        if (mayStart(paper))
            saveTo(file, order, paper);
    });
    dialog->open();
}

void PaperMenu::saveTo(const QString& file, const PaperOrder& order, Paper& paper) {
    m_folder = QFileInfo(file).absolutePath();
    Q_EMIT said(tr("Saving %1").arg(QFileInfo(file).fileName()));
    paper.savePdf(paperDocument(m_library, order), file, [this, file](const Result<void>& result) {
        Q_EMIT said(result ? tr("Saved %1").arg(QDir::toNativeSeparators(file)) : QString());
        if (!result)
            Q_EMIT trouble(result.error());
    });
}

void PaperMenu::print(const PaperOrder& order, Paper& paper) {
    if (!mayStart(paper))
        return;
    auto printer = std::make_unique<QPrinter>(QPrinter::HighResolution);
    printer->setDocName(order.title(m_library.course()));
    QPrintDialog dialog(printer.get(), m_window);
    dialog.setOptions(QAbstractPrintDialog::PrintToFile | QAbstractPrintDialog::PrintCollateCopies);
    if (dialog.exec() != QDialog::Accepted)
        return;
    Q_EMIT said(tr("Printing"));
    paper.print(paperDocument(m_library, order), std::move(printer), [this](const Result<void>& result) {
        Q_EMIT said(result ? tr("Sent to the printer") : QString());
        if (!result)
            Q_EMIT trouble(result.error());
    });
}

} // namespace understudy::reader
