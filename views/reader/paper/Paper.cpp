#include "views/reader/paper/Paper.h"

#include "core/base/Log.h"
#include "views/reader/LockedPage.h"
#include "views/reader/paper/WholeFile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QPageLayout>
#include <QPrinter>
#include <QTimer>
#include <QWebEngineScript>
#include <QWebEngineView>

namespace understudy::reader {
namespace {

constexpr int lookEveryMs = 50, mostLooks = 100; // fonts are files of ours: they are there or never come

QPageLayout a4() {
    return {QPageSize(QPageSize::A4), QPageLayout::Portrait, QMarginsF(18, 18, 18, 18),
            QPageLayout::Millimeter};
}

} // namespace

Paper::Paper(QWebEngineProfile* profile, const QString& script, QObject* parent)
    : QObject(parent)
    , m_profile(profile)
    , m_script(script)
    , m_fonts(new QTimer(this)) {
    m_fonts->setInterval(lookEveryMs);
    connect(m_fonts, &QTimer::timeout, this, &Paper::waitForFonts);
}

Paper::~Paper() = default;

void Paper::savePdf(const QByteArray& document, const QString& file, Done done) {
    m_file = file;
    start(document, std::move(done));
}

void Paper::print(const QByteArray& document, std::unique_ptr<QPrinter> printer, Done done) {
    m_printer = std::move(printer);
    start(document, std::move(done));
}

void Paper::start(const QByteArray& document, Done done) {
    Q_ASSERT(!m_done);
    m_document = document;
    m_done = std::move(done);
    m_looks = 0;
    m_view = std::make_unique<QWebEngineView>();
    m_page = new LockedPage(m_profile, m_view.get());
    m_view->setPage(m_page);
    connect(m_page, &QWebEnginePage::loadFinished, this, &Paper::loaded);
    connect(m_page, &QWebEnginePage::renderProcessTerminated, this, [this] {
        finish(Error{Errc::Io, tr("The pages could not be drawn for paper. Try again."), {}});
    });
    m_page->show(QUrl(QStringLiteral("course://dwcp/paper/open")));
}

void Paper::loaded(bool ok) {
    if (!ok)
        return finish(Error{Errc::Io, tr("The pages could not be drawn for paper. Try again."), {}});
    const QByteArray words =
        QJsonDocument(QJsonArray{tr("Terms on this page")}).toJson(QJsonDocument::Compact);
    m_page->runJavaScript(m_script, QWebEngineScript::ApplicationWorld);
    m_page->runJavaScript(QStringLiteral("understudy.paper(%1[0])").arg(QString::fromUtf8(words)),
                          QWebEngineScript::ApplicationWorld, [this](const QVariant&) { m_fonts->start(); });
}

void Paper::waitForFonts() {
    if (++m_looks > mostLooks) {
        qCWarning(logReader) << "paper: fonts are missing";
        m_fonts->stop();
        return draw();
    }
    m_page->runJavaScript(QStringLiteral("understudy.fontsCame()"), QWebEngineScript::ApplicationWorld,
                          [this](const QVariant& all) {
                              if (!m_fonts->isActive() || !all.toBool())
                                  return;
                              m_fonts->stop();
                              draw();
                          });
}

void Paper::draw() {
    if (!m_printer)
        return m_page->printToPdf([this](const QByteArray& pdf) { write(pdf); }, a4());
    connect(m_view.get(), &QWebEngineView::printFinished, this, [this](bool printed) {
        finish(printed
                   ? Result<void>()
                   : Result<void>(Error{Errc::Io,
                                        tr("The printer did not take the pages. Look whether it is on, or "
                                           "save them as PDF."),
                                        {}}));
    });
    m_view->print(m_printer.get());
}

void Paper::write(const QByteArray& pdf) {
    if (pdf.isEmpty())
        return finish(Error{Errc::Io, tr("The pages could not be drawn for paper. Try again."), {}});
    finish(writeWhole(pdf, m_file));
}

void Paper::finish(const Result<void>& result) {
    if (!m_done)
        return;
    m_fonts->stop();
    const Done done = std::move(m_done);
    m_done = nullptr;
    m_printer.reset();
    // Not now: this is called from inside the page.
    m_view.release()->deleteLater();
    m_page = nullptr;
    done(result);
}

} // namespace understudy::reader
