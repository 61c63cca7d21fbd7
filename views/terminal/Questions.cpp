#include "views/terminal/Questions.h"

#include "views/terminal/text/Links.h"

#include <QCheckBox>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QVBoxLayout>

namespace understudy::terminal {
namespace {

using theme::ButtonKind;
using theme::StateDialog;

constexpr int MostShown = 600;

QString tr(const char* text) { return QCoreApplication::translate("TerminalQuestions", text); }

StateDialog* dialogOf(const Questions& of, const QString& icon, const QString& title, const QString& text) {
    auto* dialog = new StateDialog(of.theme, icon, theme::Color::Text2, title, text, of.over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

/// Text of a host or the clipboard, as it is: never as markup, never too long.
void addSample(const Questions& of, StateDialog* dialog, const QString& text) {
    QString shown = text.left(MostShown);
    shown += text.size() > MostShown ? QStringLiteral("…") : QString();
    auto* sample = new theme::Text(of.theme, theme::Type::MonoSmall, theme::Color::Text, {}, dialog);
    sample->setTextFormat(Qt::PlainText);
    sample->setText(shown);
    sample->setWordWrap(true);
    sample->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    dialog->body()->addWidget(sample);
}

} // namespace

void Questions::plain(const QString& title, const QString& text, const QString& action,
                      const std::function<void()>& then) const {
    auto* dialog = dialogOf(*this, QStringLiteral("terminal"), title, {});
    addSample(*this, dialog, text);
    dialog->addChoice(action, ButtonKind::Normal, QDialog::Accepted);
    dialog->addChoice(tr("Don’t do it"), ButtonKind::Primary, QDialog::Rejected);
    QObject::connect(dialog, &QDialog::accepted, over, then);
    dialog->open();
}

void Questions::link(const QString& address, const std::function<void(const QUrl& url)>& then) const {
    const auto url = openableUrl(address);
    auto* dialog = dialogOf(
        *this, QStringLiteral("link"), url ? tr("Open this address?") : tr("This address is not opened"),
        url ? tr("It was written by a program in the terminal. Your browser opens it.")
            : tr("Only web and mail addresses are opened from the terminal. You can copy it."));
    addSample(*this, dialog, shownAddress(address));
    auto* copy = dialog->addAside(tr("Copy the address"), QStringLiteral("copy"));
    QObject::connect(copy, &QPushButton::clicked, dialog,
                     [address] { QGuiApplication::clipboard()->setText(address); });
    if (url) {
        dialog->addChoice(tr("Open it"), ButtonKind::Normal, QDialog::Accepted);
        QObject::connect(dialog, &QDialog::accepted, over, [then, url] { then(*url); });
    }
    dialog->addChoice(url ? tr("Don’t open it") : tr("Close"), ButtonKind::Primary, QDialog::Rejected);
    dialog->open();
}

QDialog* Questions::clipboard(const QString& host, const QString& text,
                              const std::function<void(bool always)>& then) const {
    auto* dialog = dialogOf(*this, QStringLiteral("copy"), tr("Put this on the clipboard?"),
                            host.isEmpty() ? tr("The program in the terminal wants to copy:")
                                           : tr("A program on %1 wants to copy:").arg(host));
    addSample(*this, dialog, text);
    auto* always = new QCheckBox(tr("Don’t ask again for this host until Understudy is closed"), dialog);
    dialog->body()->addWidget(always);
    dialog->addChoice(tr("Copy it"), ButtonKind::Normal, QDialog::Accepted);
    dialog->addChoice(tr("Don’t copy it"), ButtonKind::Primary, QDialog::Rejected);
    QObject::connect(dialog, &QDialog::accepted, over, [then, always] { then(always->isChecked()); });
    dialog->open();
    return dialog;
}

void Questions::trouble(const QString& sentence, const QString& detail) const {
    auto* dialog = dialogOf(*this, QStringLiteral("alert"), sentence, detail);
    dialog->addChoice(tr("Close"), ButtonKind::Primary, QDialog::Rejected);
    dialog->open();
}

} // namespace understudy::terminal
