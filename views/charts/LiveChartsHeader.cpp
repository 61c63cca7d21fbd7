// The header of the charts and what its menu does.
#include "views/charts/ChartTable.h"
#include "views/charts/LiveCharts.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QMessageBox>
#include <QSaveFile>

namespace understudy::charts {

using theme::Color;
using theme::Type;

namespace {

QString minuteText(qint64 at) { return QDateTime::fromMSecsSinceEpoch(at).toString(QStringLiteral("HH:mm")); }

Error cannotWrite(const QString& path, const QString& why) {
    return {
        Errc::Io,
        LiveCharts::tr("The file could not be written. The charts are not changed. Choose another folder."),
        path + QStringLiteral(": ") + why};
}

} // namespace

void LiveCharts::makeHeader() {
    m_header->setFixedHeight(m_theme.px(36));
    connect(&m_theme, &theme::Theme::changed, this, [this] { m_header->setFixedHeight(m_theme.px(36)); });
    auto* more = new theme::IconButton(m_theme, QStringLiteral("more"), tr("More"), m_header, 16);
    auto* row = new QHBoxLayout(m_header);
    row->setContentsMargins(14, 0, 8, 1);
    row->setSpacing(6);
    row->addWidget(m_headline, 1);
    row->addWidget(m_pause);
    row->addWidget(more);
    connect(m_pause, &QToolButton::clicked, this, &LiveCharts::togglePause);
    connect(more, &QToolButton::clicked, this,
            [this, more] { showMenu(more->mapToGlobal(QPoint(0, more->height()))); });
}

void LiveCharts::showHeader() {
    const bool live = m_window.live();
    const int minutes = int(m_window.liveSpan() / 60000);
    QString text = live ? tr("Live, last %1 minutes").arg(minutes)
                        : tr("Paused, %1 to %2").arg(minuteText(m_window.from()), minuteText(m_window.to()));
    if (live && m_trouble)
        text = tr("No values at the moment");
    else if (m_cursor && m_shape == Shape::Side)
        text = QDateTime::fromMSecsSinceEpoch(*m_cursor).toString(QStringLiteral("HH:mm:ss"));
    m_headline->setText(text);
    m_headline->setRole(live && m_trouble ? Color::WarnText : Color::Text);
    m_headline->setToolTip(m_trouble ? m_trouble->sentence + QLatin1Char('\n') + m_trouble->detail
                                     : QString());
    m_pause->setIconName(live ? QStringLiteral("pause") : QStringLiteral("play"));
    m_pause->setToolTip(live ? tr("Pause (Space)") : tr("Back to live (Space)"));
    m_pause->setAccessibleName(live ? tr("Pause") : tr("Back to live"));
    m_header->setVisible(m_shape == Shape::Side || (m_shape == Shape::Strip && (!live || m_trouble)));
    update();
}

void LiveCharts::togglePause() {
    if (m_window.live())
        m_window.pause();
    else
        m_window.backToLive();
}

void LiveCharts::contextMenuEvent(QContextMenuEvent* event) { showMenu(event->globalPos()); }

void LiveCharts::showMenu(const QPoint& at) {
    QMenu menu(this);
    menu.addAction(m_window.live() ? tr("Pause") : tr("Back to live"), this, &LiveCharts::togglePause);
    menu.addSeparator();
    menu.addAction(tr("Show as table"), this,
                   [this] {
                       std::vector<ChartSpec> specs;
                       for (const ChartPane* pane : m_panes)
                           specs.push_back(pane->spec());
                       auto* table = new ChartTable(grid(), specs, this);
                       table->setAttribute(Qt::WA_DeleteOnClose);
                       table->show();
                   })
        ->setEnabled(!m_queries.empty());
    menu.addAction(tr("Save as picture…"), this, &LiveCharts::choosePng);
    menu.addAction(tr("Save as CSV…"), this, &LiveCharts::chooseCsv)->setEnabled(!m_queries.empty());
    menu.addAction(tr("Copy the queries"), this, [this] {
        QStringList queries;
        for (const ChartPane* pane : m_panes)
            queries << pane->spec().query;
        QGuiApplication::clipboard()->setText(queries.join(QLatin1Char('\n')));
    });
    menu.exec(at);
}

Result<void> LiveCharts::saveCsv(const QString& path) const {
    QSaveFile file(path);
    const QByteArray csv = csvOf(grid());
    if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size() || !file.commit())
        return cannotWrite(path, file.errorString());
    return {};
}

Result<void> LiveCharts::savePng(const QString& path) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !grab().save(&file, "PNG") || !file.commit())
        return cannotWrite(path, file.errorString());
    return {};
}

void LiveCharts::choosePng() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save as picture"),
                                                      QStringLiteral("charts.png"), tr("Pictures (*.png)"));
    if (path.isEmpty())
        return;
    if (const auto saved = savePng(path); !saved)
        QMessageBox::warning(this, tr("Save as picture"),
                             saved.error().sentence + QLatin1Char('\n') + saved.error().detail);
}

void LiveCharts::chooseCsv() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save as CSV"), QStringLiteral("charts.csv"),
                                                      tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto saved = saveCsv(path); !saved)
        QMessageBox::warning(this, tr("Save as CSV"),
                             saved.error().sentence + QLatin1Char('\n') + saved.error().detail);
}

} // namespace understudy::charts
