#include "views/reader/PageDocument.h"

#include "core/base/Log.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace understudy::reader {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::reader)
};

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        return file.readAll();
    qCWarning(logReader) << "missing:" << path;
    return {};
}

QString objectives(const course::Page& page) {
    QString items;
    for (const QString& one : page.objectives)
        items += QStringLiteral("<li>%1</li>").arg(course::toInlineHtml(one));
    return QStringLiteral("<section class=\"objectives\"><b>%1</b><ul>%2</ul></section>")
        .arg(Words::tr("After this part you can").toHtmlEscaped(), items);
}

QString part(const course::Course& course, const course::Page& page) {
    const auto* module = course.module(page.module);
    const auto number = module ? &page - module->pages.data() + 1 : 1;
    const auto count = module ? module->pages.size() : 1;
    return Words::tr("Part %1 of %2, about %n minutes", nullptr, page.minutes).arg(number).arg(count);
}

} // namespace

QByteArray document(const QString& title, const QString& body, bool dark, const ReaderLook& look) {
    return QStringLiteral(
               "<!doctype html>\n<html lang=\"en\" data-theme=\"%1\" data-measure=\"%4\" "
               "data-face=\"%5\"><head><meta charset=\"utf-8\">"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src course:; "
               "style-src course:; font-src course:; base-uri 'none'; form-action 'none'\">"
               "<meta name=\"referrer\" content=\"no-referrer\"><title>%2</title>"
               "<link rel=\"stylesheet\" href=\"course://dwcp/reader/tokens.css\">"
               "<link rel=\"stylesheet\" href=\"course://dwcp/reader/page.css\">"
               "<link rel=\"stylesheet\" "
               "href=\"course://dwcp/reader/notes.css\"></head><body><article>%3</article></body></html>\n")
        .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"), title.toHtmlEscaped(), body,
             look.measureName(), look.faceName())
        .toUtf8();
}

QString pageBody(const course::Library& library, const QString& pageId) {
    const auto html = library.pageHtml(pageId);
    if (!html.ok())
        return QStringLiteral("<h1>%1</h1><p>%2</p><p class=\"detail\">%3</p>")
            .arg(Words::tr("This page cannot be shown").toHtmlEscaped(),
                 html.error().sentence.toHtmlEscaped(), html.error().detail.toHtmlEscaped());
    const auto* page = library.course().page(pageId);
    return QStringLiteral("<h1>%1</h1><p class=\"meta\">%2</p>%3\n")
               .arg(page->title.toHtmlEscaped(), part(library.course(), *page).toHtmlEscaped(),
                    objectives(*page)) +
           *html;
}

ReaderFiles::ReaderFiles(const QString& share)
    : m_share(share) {
    const QDir dir(share);
    for (const char* name : {"tokens.css", "page.css", "notes.css"})
        add(QString::fromLatin1(name), dir.filePath(QStringLiteral("reader/") + QLatin1String(name)),
            "text/css");
    for (const char* name : {"source-serif-4-latin-400-normal.woff2", "source-serif-4-latin-400-italic.woff2",
                             "source-serif-4-latin-600-normal.woff2"})
        add(QStringLiteral("fonts/") + QLatin1String(name),
            dir.filePath(QStringLiteral("fonts/") + QLatin1String(name)), "font/woff2");
    for (const char* name : {"Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf",
                             "Inter-Italic.otf", "InterDisplay-SemiBold.otf"})
        add(QStringLiteral("fonts/") + QLatin1String(name),
            dir.filePath(QStringLiteral("fonts/") + QLatin1String(name)), "font/otf");
    for (const char* name :
         {"JetBrainsMono-Regular.ttf", "JetBrainsMono-Bold.ttf", "JetBrainsMono-Italic.ttf"})
        add(QStringLiteral("fonts/") + QLatin1String(name),
            dir.filePath(QStringLiteral("fonts/") + QLatin1String(name)), "font/ttf");
    for (const char* name : {"copy", "terminal", "external", "alert", "hint", "chevron-right", "full-view",
                             "minus", "note", "plus", "x"})
        add(QStringLiteral("icons/%1.svg").arg(QLatin1String(name)),
            QStringLiteral(":/icons/ui/%1.svg").arg(QLatin1String(name)), "image/svg+xml");
}

void ReaderFiles::add(const QString& name, const QString& path, const QByteArray& type) {
    m_files.insert(name, {bytesOf(path), type});
}

std::pair<QByteArray, QByteArray> ReaderFiles::file(const QString& name) const { return m_files.value(name); }

QString ReaderFiles::script() const {
    return QString::fromUtf8(bytesOf(QDir(m_share).filePath(QStringLiteral("reader/reader.js"))));
}

QString ReaderFiles::highlighter() const {
    return QString::fromUtf8(bytesOf(QDir(m_share).filePath(QStringLiteral("reader/highlight.min.js"))));
}

} // namespace understudy::reader
