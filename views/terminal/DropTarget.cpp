#include "views/terminal/DropTarget.h"

#include "views/terminal/TerminalView.h"

#include <QDropEvent>
#include <QMimeData>

namespace understudy::terminal {
namespace {

QStringList filesOf(const QMimeData& data) {
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) {
            files << url.toLocalFile();
        }
    }
    return files;
}

QString quotedName(const QString& name) {
    static const QString plain = QStringLiteral("/._-+:@%=,");
    const bool bare = std::all_of(name.begin(), name.end(), [](QChar c) {
        return (c.unicode() < 0x80 && c.isLetterOrNumber()) || plain.contains(c);
    });
    return bare && !name.isEmpty()
               ? name
               : QLatin1Char('\'') + QString(name).replace(QLatin1Char('\''), QStringLiteral("'\\''")) +
                     QLatin1Char('\'');
}

} // namespace

DropTarget::DropTarget(TerminalView& view)
    : QObject(&view)
    , m_view(view) {
    view.viewport()->setAcceptDrops(true);
    view.viewport()->installEventFilter(this);
}

QString DropTarget::quoted(const QStringList& files) {
    QString text;
    for (const QString& file : files) {
        text += quotedName(file) + QLatin1Char(' ');
    }
    return text;
}

bool DropTarget::takes(const QMimeData& data) const {
    if (!m_view.can(Act::Record) || !m_view.isConnected()) { // a recording, or nobody there
        return false;
    }
    const bool files = !filesOf(data).isEmpty();
    return files && m_view.takeFiles ? true : !m_view.isInputLocked() && (files || data.hasText());
}

void DropTarget::take(const QMimeData& data) {
    const QStringList files = filesOf(data);
    if (!files.isEmpty() && m_view.takeFiles) {
        m_view.takeFiles(files);
    } else {
        m_view.paste(files.isEmpty() ? data.text() : quoted(files));
    }
}

bool DropTarget::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove &&
        event->type() != QEvent::Drop) {
        return QObject::eventFilter(watched, event);
    }
    auto* drop = static_cast<QDropEvent*>(event); // the others are kinds of it
    if (!takes(*drop->mimeData())) {
        drop->ignore();
        return true;
    }
    drop->setDropAction(Qt::CopyAction); // nothing is ever moved away from where it was
    drop->accept();
    if (event->type() == QEvent::Drop) {
        m_view.setFocus(Qt::OtherFocusReason);
        take(*drop->mimeData());
    }
    return true;
}

} // namespace understudy::terminal
