#include "views/reader/OutsideLink.h"

#include <QDesktopServices>
#include <QVBoxLayout>

namespace understudy::reader {

OutsideLink::OutsideLink(const theme::Theme& theme, const QUrl& url, QWidget* parent)
    : StateDialog(theme, QStringLiteral("external"), theme::Color::Text2,
                  tr("This link leads out of the course"),
                  tr("It opens in your browser and needs a network. You stay on this page."), parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    // Encoded, so that no look-alike letter or direction mark can hide where it goes.
    auto* address = new theme::Text(theme, theme::Type::Mono, theme::Color::Text,
                                    QString::fromLatin1(url.toEncoded()), this);
    address->setWordWrap(true);
    address->setTextFormat(Qt::PlainText);
    address->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    body()->addWidget(address);
    addChoice(tr("Open in browser"), theme::ButtonKind::Normal, QDialog::Accepted);
    addChoice(tr("Stay here"), theme::ButtonKind::Primary, QDialog::Rejected);
    connect(this, &QDialog::accepted, this, [this, url] {
        if (url.scheme() != QLatin1String("https") && url.scheme() != QLatin1String("http"))
            return;
        Q_EMIT agreed(url);
        QDesktopServices::openUrl(url);
    });
}

} // namespace understudy::reader
