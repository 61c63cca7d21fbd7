#include "views/reader/reading/Zoom.h"

#include "views/theme/Keys.h"

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
    const auto keys = [&](theme::Do act, std::initializer_list<const char*> calls) {
        auto call = calls.begin();
        for (const QKeySequence& key : theme::entryOf(act).sequences()) {
            auto* shortcut = new QShortcut(key, owner);
            shortcut->setContext(Qt::WidgetWithChildrenShortcut);
            connect(shortcut, &QShortcut::activated, this, [this, todo = QLatin1String(*call++)] {
                m_script(QStringLiteral("understudy.") + todo);
            });
            m_keys.push_back(shortcut);
        }
    };
    keys(theme::Do::ZoomPicture, {"zoomBy(1)", "zoomBy(1)", "zoomBy(-1)"});
    keys(theme::Do::SizePicture, {"zoomTo(0)", "zoomTo(1)", "zoomTo(2)"});
    keys(theme::Do::MovePicture, {"pan(-1, 0)", "pan(1, 0)", "pan(0, -1)", "pan(0, 1)"});
    keys(theme::Do::ClosePicture, {"unzoom()"});
    connect(m_keys.back(), &QShortcut::activated, this, &Zoom::close);
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
