#include "views/reader/ReaderView.h"

#include "core/base/Log.h"
#include "views/reader/ContentsList.h"
#include "views/reader/Enclosure.h"
#include "views/reader/LockedPage.h"
#include "views/reader/OutsideLink.h"
#include "views/reader/ReaderHeader.h"
#include "views/reader/paper/Paper.h"
#include "views/reader/paper/PaperMenu.h"
#include "views/reader/reading/ReadingWatch.h"
#include "views/reader/reading/Zoom.h"
#include "views/theme/Ground.h"
#include "views/theme/StatePanel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QVBoxLayout>
#include <QWebEngineScript>
#include <QWebEngineView>

namespace understudy::reader {
namespace {

constexpr int positionDelayMs = 120, lookEveryMs = 500;

QString quoted(const QString& text) {
    const QByteArray json = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

} // namespace

ReaderView::ReaderView(const theme::Theme& theme, const course::Library& library, const QString& share,
                       QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_library(library)
    , m_files(share)
    , m_header(new ReaderHeader(theme, this))
    , m_contents(new ContentsList(theme, library, this))
    , m_footer(new ReaderFooter(theme, this))
    , m_paperMenu(new PaperMenu(library, this))
    , m_watch(new ReadingWatch(*this, this))
    , m_zoom(new Zoom(this, [this](const QString& call) { script(call); }))
    , m_runs(library, [this](const QString& call) { script(call); })
    , m_script(m_files.script()) {
    build();
    connectFind();
    keys();
    m_positionTimer.setSingleShot(true);
    m_positionTimer.setInterval(positionDelayMs);
    connect(&m_positionTimer, &QTimer::timeout, this, &ReaderView::readPosition);
    m_lookTimer.setInterval(lookEveryMs);
    connect(&m_lookTimer, &QTimer::timeout, this, [this] {
        if (m_ready)
            readPosition();
    });
    connect(m_watch, &ReadingWatch::pageRead, this,
            [this](int seconds) { Q_EMIT pageRead(m_pageId, seconds); });
    connect(m_paperMenu, &PaperMenu::trouble, this, &ReaderView::trouble);
    connect(m_paperMenu, &PaperMenu::said, m_footer, &ReaderFooter::say);
    connect(&theme, &theme::Theme::changed, this, &ReaderView::applyTheme);
    connect(m_contents, &ContentsList::pageChosen, this,
            [this](const QString& pageId, const QString& anchor) {
                open(pageId.isEmpty() ? m_pageId : pageId, anchor);
            });
    connect(m_contents, &ContentsList::labChosen, this, &ReaderView::openLab);
    connect(m_contents, &ContentsList::quizChosen, this, &ReaderView::openQuiz);
    connect(m_footer, &ReaderFooter::beforeChosen, this, [this] {
        if (const auto* page = m_library.course().before(m_pageId))
            open(page->id);
    });
    connect(m_footer, &ReaderFooter::followingChosen, this, [this] {
        if (const auto* page = m_library.course().following(m_pageId))
            open(page->id);
    });
    connect(m_footer, &ReaderFooter::stoppedChosen, this, [this] {
        const auto& known = m_progress.page(m_pageId);
        script(QStringLiteral("understudy.goTo(%1, %2)").arg(quoted(known.heading)).arg(known.fraction));
        m_footer->setStopped({});
    });
}

ReaderView::~ReaderView() {
    // The page must go before the profile it belongs to, and both before what they are served from: a
    // request may still be on its way.
    delete m_paper;
    delete m_web;
    delete m_page;
    delete m_enclosure;
}

void ReaderView::connectFind() {
    auto& find = m_header->findBox();
    auto found = [this](const QVariant& value) {
        const auto map = value.toMap();
        m_header->findBox().setFound(map.value(QStringLiteral("current")).toInt(),
                                     map.value(QStringLiteral("count")).toInt());
    };
    connect(&find, &FindBox::wordsChanged, this, [this, found](const QString& words) {
        script(QStringLiteral("understudy.find(%1)").arg(quoted(words)), found);
    });
    connect(&find, &FindBox::stepped, this,
            [this, found](int by) { script(QStringLiteral("understudy.step(%1)").arg(by), found); });
    connect(&find, &FindBox::closed, this, [this] {
        if (m_web)
            m_web->setFocus();
    });
}

void ReaderView::createEngine() {
    auto shelf = [this](const QString& kind, const QString& name) -> Result<Served> {
        if (kind == QLatin1String("page"))
            return Served{document(m_header->place(), pageBody(m_library, m_pageId), m_theme.dark(), m_look),
                          "text/html"};
        if (kind == QLatin1String("paper"))
            return Served{m_paper->document(), "text/html"};
        if (kind == QLatin1String("file")) {
            auto resource = m_library.resource(name);
            return resource.ok() ? Result<Served>(Served{resource->bytes, resource->type})
                                 : Result<Served>(resource.error());
        }
        auto [bytes, type] =
            kind == QLatin1String("reader") ? m_files.file(name) : std::pair<QByteArray, QByteArray>();
        if (type.isEmpty())
            return Error{Errc::NotFound, tr("There is nothing of this name."), {}};
        return Served{bytes, type};
    };
    m_enclosure = new Enclosure(shelf, this);
    m_paper = new Paper(m_enclosure->profile(), m_script, this);
    m_page = new LockedPage(m_enclosure->profile(), this);
    m_page->setBackgroundColor(m_theme.color(theme::Color::BgPanel));
    m_web = new QWebEngineView(this);
    m_web->setPage(m_page);
    m_web->setContextMenuPolicy(Qt::NoContextMenu);
    m_web->setAcceptDrops(false);
    m_web->setAccessibleName(tr("Page"));
    delete m_column->takeAt(0);
    m_column->insertWidget(0, m_web, 1);
    connectPage();
}

void ReaderView::connectPage() {
    connect(m_page, &QWebEnginePage::loadFinished, this, &ReaderView::loaded);
    connect(m_page, &QWebEnginePage::scrollPositionChanged, this, [this] {
        if (!m_positionTimer.isActive())
            m_positionTimer.start();
    });
    connect(m_page, &QWebEnginePage::renderProcessTerminated, this, &ReaderView::crashed);
    connect(m_page, &LockedPage::actionChosen, this, &ReaderView::act);
    connect(m_page, &LockedPage::pageChosen, this, [this](const QString& pageId, const QString& anchor) {
        open(pageId.isEmpty() ? m_pageId : pageId, anchor);
    });
    connect(m_page, &LockedPage::labChosen, this, &ReaderView::openLab);
    connect(m_page, &LockedPage::quizChosen, this, &ReaderView::openQuiz);
    connect(m_page, &LockedPage::outsideChosen, this, &ReaderView::askOutside);
}

void ReaderView::open(const QString& pageId, const QString& anchor) {
    if (pageId != m_pageId || !anchor.isEmpty())
        m_history.leave({m_pageId, m_fraction});
    go(pageId, anchor, {});
}

void ReaderView::go(const QString& pageId, const QString& anchor, std::optional<double> fraction) {
    m_header->setSteps(m_history.canGoBack(), m_history.canGoForward());
    m_zoom->close();
    if (!m_page)
        createEngine();
    if (pageId == m_pageId && m_ready) {
        if (!anchor.isEmpty() || fraction)
            script(QStringLiteral("understudy.goTo(%1, %2)").arg(quoted(anchor)).arg(fraction.value_or(0)));
        return;
    }
    m_pageId = pageId;
    m_anchor = anchor;
    m_placeOnIt = fraction;
    m_fraction = 0;
    const auto& course = m_library.course();
    const auto* page = course.page(pageId);
    const auto* module = page ? course.module(page->module) : nullptr;
    m_header->setPlace(module ? tr("Module %1").arg(module->number) : QString(),
                       page ? page->title : tr("Not in this course"));
    const auto *before = course.before(pageId), *following = course.following(pageId);
    m_footer->setNeighbors(before ? before->title : QString(), following ? following->title : QString());
    const auto& known = m_progress.page(pageId);
    QString stoppedAt;
    if (anchor.isEmpty() && !fraction && !known.read && !known.heading.isEmpty()) {
        for (const auto& heading : m_library.headings(pageId))
            if (heading.id == known.heading)
                stoppedAt = heading.text;
    }
    m_footer->setStopped(known.fraction > 0.03 ? stoppedAt : QString());
    // A page that was read is read anew; of others what was read before counts.
    m_watch->open(page ? page->minutes : 0, known.read ? 0 : qMin(known.fraction, 0.89));
    m_contents->contents().showPage(pageId);
    m_contents->reveal(pageId);
    m_header->findBox().stop();
    showShare();
    load();
}

// The first page comes as a document by the scheme. Those after it take its place in the same document, by
// our script in its own world: a page is there in a few milliseconds instead of the time of a navigation, and
// what it may do is held by the same policy.
void ReaderView::load() {
    if (!m_ready) {
        m_page->show(QUrl(QStringLiteral("course://dwcp/page/open")));
        return;
    }
    const QString pageId = m_pageId;
    script(QStringLiteral("understudy.replace(%1, %2, %3)")
               .arg(quoted(m_header->place()), quoted(pageBody(m_library, pageId)), quoted(m_anchor)),
           [this, pageId](const QVariant&) {
               if (pageId == m_pageId)
                   settled();
           });
}

void ReaderView::loaded(bool ok) {
    if (!ok)
        return;
    m_ready = true;
    m_highlighter = false;
    m_page->runJavaScript(m_script, QWebEngineScript::ApplicationWorld);
    applyTheme(); // it may have changed while the page was on its way
    if (!m_anchor.isEmpty())
        script(QStringLiteral("understudy.goTo(%1, 0)").arg(quoted(m_anchor)));
    settled();
}

void ReaderView::settled() {
    Q_EMIT pageShown(m_pageId);
    m_lastPosition.clear();
    if (isVisible())
        m_lookTimer.start();
    if (m_placeOnIt)
        scrollTo(*m_placeOnIt);
    m_placeOnIt.reset();
    dress();
    readPosition();
    script(QStringLiteral("understudy.needsColor()"), [this](const QVariant& needed) {
        if (!needed.toBool())
            return;
        if (!m_highlighter)
            m_page->runJavaScript(m_files.highlighter(), QWebEngineScript::ApplicationWorld);
        m_highlighter = true;
        script(QStringLiteral("understudy.color()"));
    });
}

void ReaderView::script(const QString& call, std::function<void(const QVariant&)> then) const {
    if (!m_page || !m_ready)
        return;
    auto ignore = [](const QVariant&) {};
    m_page->runJavaScript(call, QWebEngineScript::ApplicationWorld, then ? std::move(then) : ignore);
}

void ReaderView::act(const QString& action, int block) {
    if (m_zoom->act(action, block))
        return;
    const auto blocks = m_library.blocks(m_pageId);
    if (block < 0 || block >= static_cast<int>(blocks.size()))
        return;
    const auto& chosen = blocks[static_cast<std::size_t>(block)];
    const QString text = chosen.text.trimmed();
    if (action == QLatin1String("run") && chosen.language == QLatin1String("shell")) {
        Q_EMIT runCommand(text);
    } else if (action == QLatin1String("copy")) {
        QGuiApplication::clipboard()->setText(text);
        script(QStringLiteral("understudy.said('copy', %1, %2)").arg(block).arg(quoted(tr("Copied"))));
        Q_EMIT copyText(text);
    }
}

void ReaderView::askOutside(const QUrl& url) {
    auto* dialog = new OutsideLink(m_theme, url, this);
    connect(dialog, &OutsideLink::agreed, this, &ReaderView::externalLink);
    dialog->open();
}

void ReaderView::crashed() {
    if (m_crash)
        return;
    qCWarning(logReader) << "the page's process ended";
    m_ready = false;
    auto* panel = new theme::StatePanel(m_theme, QStringLiteral("alert"), theme::Color::Danger,
                                        tr("The page stopped working"),
                                        tr("Your progress is kept. Load the page again to read on."), this);
    connect(
        panel->addAction(tr("Load the page again"), theme::ButtonKind::Primary, QStringLiteral("refresh")),
        &QPushButton::clicked, this, [this] {
            m_crash->deleteLater();
            m_crash = nullptr;
            m_web->show();
            load();
        });
    m_crash = panel;
    m_web->hide();
    m_column->insertWidget(0, panel, 1);
}

void ReaderView::setProgress(const progress::Progress& progress) {
    m_progress = progress;
    m_contents->contents().setProgress(progress);
}

void ReaderView::setDue(const std::map<QString, QString>& dueByQuizId) {
    m_contents->contents().setDue(dueByQuizId);
}

void ReaderView::applyZoom() {
    if (m_page)
        m_page->setZoomFactor(m_look.textPercent / 100.0 * m_theme.textPercent() / 100.0);
}

void ReaderView::applyTheme() {
    fitContents();
    applyZoom();
    if (m_page)
        m_page->setBackgroundColor(m_theme.color(theme::Color::BgPanel));
    script(QStringLiteral("understudy.theme(%1)")
               .arg(m_theme.dark() ? QStringLiteral("'dark'") : QStringLiteral("'light'")));
    script(QStringLiteral("understudy.look('%1', '%2')").arg(m_look.measureName(), m_look.faceName()));
}

void ReaderView::currentText(std::function<void(QString)> take) const {
    m_page ? m_page->toPlainText(std::move(take)) : take({});
}

void ReaderView::pressRun(int index, std::function<void(bool)> pressed) {
    script(QStringLiteral("understudy.press('run', %1)").arg(index),
           [pressed = std::move(pressed)](const QVariant& done) {
               if (pressed)
                   pressed(done.toBool());
           });
}

void ReaderView::scrollTo(double fraction) {
    script(QStringLiteral("understudy.goTo('', %1)").arg(fraction));
}

} // namespace understudy::reader
