// What a person does with a page that is open: reading on, going back and forth, running, zooming, printing.
#include "views/reader/ContentsList.h"
#include "views/reader/ReaderHeader.h"
#include "views/reader/ReaderView.h"
#include "views/reader/paper/Paper.h"
#include "views/reader/paper/PaperMenu.h"
#include "views/reader/reading/LookPanel.h"
#include "views/reader/reading/ReadingWatch.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace understudy::reader {
namespace {

QString inJson(const QJsonObject& object) {
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

void ReaderView::dress() {
    const QString pageId = m_pageId;
    script(QStringLiteral("understudy.dress(%1)")
               .arg(inJson({{QStringLiteral("enlarge"), tr("Enlarge: %1")},
                            {QStringLiteral("larger"), tr("Enlarge")},
                            {QStringLiteral("code"), tr("Code, scrolls sideways")},
                            {QStringLiteral("table"), tr("Table, scrolls sideways")}})));
    script(QStringLiteral("understudy.blocks()"), [this, pageId](const QVariant& blocks) {
        if (pageId == m_pageId)
            m_watch->takeBlocks(blocks.toMap());
    });
    m_runs.show(pageId);
}

void ReaderView::readPosition() {
    const QString pageId = m_pageId;
    script(QStringLiteral("understudy.position()"), [this, pageId](const QVariant& value) {
        const auto map = value.toMap();
        if (map.isEmpty() || pageId != m_pageId)
            return;
        m_fonts = map.value(QStringLiteral("fonts")).toBool();
        m_fraction = map.value(QStringLiteral("place")).toDouble();
        const QString heading = map.value(QStringLiteral("heading")).toString();
        m_watch->look(map.value(QStringLiteral("inSight")).toList());
        const double share = m_watch->share();
        const QString place = QStringLiteral("%1 %2 %3").arg(pageId, heading).arg(share, 0, 'f', 3);
        if (place == m_lastPosition)
            return;
        m_lastPosition = place;
        showShare();
        m_contents->contents().showPosition(share, heading);
        Q_EMIT positionChanged(pageId, share, heading, map.value(QStringLiteral("text")).toString());
    });
}

void ReaderView::showShare() {
    m_footer->setFraction(m_watch->share());
    m_footer->setMinutesLeft(m_watch->minutesLeft());
}

void ReaderView::back() { step(m_history.back({m_pageId, m_fraction})); }

void ReaderView::forward() { step(m_history.forward({m_pageId, m_fraction})); }

void ReaderView::step(const std::optional<History::Place>& place) {
    if (place)
        go(place->page, {}, place->fraction);
}

void ReaderView::setLook(const ReaderLook& look) {
    if (look == m_look)
        return;
    m_look = look;
    applyTheme();
    Q_EMIT lookChanged(m_look);
}

void ReaderView::setTextPercent(int percent) {
    ReaderLook look = m_look;
    look.textPercent = qBound(90, percent, 200);
    setLook(look);
}

void ReaderView::openLook() {
    auto* panel = new LookPanel(m_theme, m_look, this);
    connect(panel, &LookPanel::lookChosen, this, &ReaderView::setLook);
    panel->openBelow(m_header->lookButton());
}

void ReaderView::openPaper() {
    const QWidget& button = m_header->moreButton();
    if (m_page)
        m_paperMenu->open(button.mapToGlobal(QPoint(0, button.height() + 4)), m_pageId, *m_paper);
}

void ReaderView::savePdf(const QString& file, bool wholeModule) {
    const auto* page = m_library.course().page(m_pageId);
    if (page && m_paper && !m_paper->busy())
        m_paperMenu->saveTo(file, {wholeModule ? QString() : page->id, page->module}, *m_paper);
}

} // namespace understudy::reader
