#include "views/reader/reading/Zoom.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QShortcut>
#include <QWidget>

namespace understudy::reader {

Zoom::Zoom(QWidget* owner, Script script)
    : QObject(owner)
    , m_script(std::move(script)) {
    bind(owner);
    setOpen(false);
}

void Zoom::bind(QWidget* owner) {
    const auto key = [&](const QKeySequence& keys, const QString& call) {
        auto* shortcut = new QShortcut(keys, owner);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, call] { m_script(call); });
        m_keys.push_back(shortcut);
    };
    for (const auto plus : {Qt::Key_Plus, Qt::Key_Equal})
        key(QKeySequence(plus), QStringLiteral("understudy.zoomBy(1)"));
    key(QKeySequence(Qt::Key_Minus), QStringLiteral("understudy.zoomBy(-1)"));
    key(QKeySequence(Qt::Key_0), QStringLiteral("understudy.zoomTo(0)"));
    key(QKeySequence(Qt::Key_1), QStringLiteral("understudy.zoomTo(1)"));
    key(QKeySequence(Qt::Key_2), QStringLiteral("understudy.zoomTo(2)"));
    key(QKeySequence(Qt::Key_Left), QStringLiteral("understudy.pan(-1, 0)"));
    key(QKeySequence(Qt::Key_Right), QStringLiteral("understudy.pan(1, 0)"));
    key(QKeySequence(Qt::Key_Up), QStringLiteral("understudy.pan(0, -1)"));
    key(QKeySequence(Qt::Key_Down), QStringLiteral("understudy.pan(0, 1)"));
    auto* escape = new QShortcut(QKeySequence(Qt::Key_Escape), owner);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &Zoom::close);
    m_keys.push_back(escape);
}

bool Zoom::act(const QString& action, int picture) {
    if (action == QLatin1String("zoom")) {
        const QJsonObject words{{QStringLiteral("smaller"), tr("Smaller")},
                                {QStringLiteral("larger"), tr("Larger")},
                                {QStringLiteral("fit"), tr("Fit")},
                                {QStringLiteral("close"), tr("Close")}};
        m_script(QStringLiteral("understudy.zoom(%1, %2)")
                     .arg(picture)
                     .arg(QString::fromUtf8(QJsonDocument(words).toJson(QJsonDocument::Compact))));
        setOpen(true);
    } else if (action == QLatin1String("zoom-by")) {
        m_script(QStringLiteral("understudy.zoomBy(%1)").arg(picture == 0 ? -1 : 1));
    } else if (action == QLatin1String("zoom-to")) {
        m_script(QStringLiteral("understudy.zoomTo(%1)").arg(picture));
    } else if (action == QLatin1String("zoom-close")) {
        close();
    } else {
        return false;
    }
    return true;
}

void Zoom::close() {
    if (m_open)
        m_script(QStringLiteral("understudy.unzoom()"));
    setOpen(false);
}

void Zoom::setOpen(bool open) {
    m_open = open;
    for (QShortcut* key : m_keys)
        key->setEnabled(open);
}

} // namespace understudy::reader
