#include "views/reader/paper/PaperDocument.h"

#include "views/reader/PageDocument.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace understudy::reader {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::reader)
};

/// One page with a line above that says where it is from.
QString sheet(const course::Library& library, const QString& pageId, bool chapter) {
    const course::Course& course = library.course();
    const auto* page = course.page(pageId);
    const auto* module = page ? course.module(page->module) : nullptr;
    const QString place = module ? Words::tr("%1, version %2. Module %3: %4")
                                       .arg(course.title, course.version)
                                       .arg(module->number)
                                       .arg(module->title)
                                 : course.title;
    return QStringLiteral("<section class=\"sheet%1\"><p class=\"sheet-of\">%2</p>%3</section>\n")
        .arg(chapter ? QStringLiteral(" chapter") : QString(), place.toHtmlEscaped(),
             pageBody(library, pageId));
}

QString cover(const course::Course& course, const course::Module& module) {
    QString parts;
    for (const auto& page : module.pages)
        parts += QStringLiteral("<li>%1</li>").arg(page.title.toHtmlEscaped());
    return QStringLiteral("<section class=\"sheet\"><p class=\"sheet-of\">%1</p><h1>%2</h1><p>%3</p>"
                          "<ol>%4</ol></section>\n")
        .arg(Words::tr("%1, version %2").arg(course.title, course.version).toHtmlEscaped(),
             Words::tr("Module %1: %2").arg(module.number).arg(module.title).toHtmlEscaped(),
             course::toInlineHtml(module.summary), parts);
}

} // namespace

QString PaperOrder::title(const course::Course& course) const {
    const auto* part = course.page(page);
    const auto* whole = course.module(module);
    if (!whole)
        return part ? part->title : course.title;
    return part ? Words::tr("Module %1, %2").arg(whole->number).arg(part->title)
                : Words::tr("Module %1, %2").arg(whole->number).arg(whole->title);
}

QString PaperOrder::fileName(const course::Course& course) const {
    static const QRegularExpression awkward(QStringLiteral("[/\\\\:*?\"<>|\\x00-\\x1f]+"));
    QString name = title(course).replace(awkward, QStringLiteral("-")).left(120).trimmed();
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    return (name.isEmpty() ? QStringLiteral("page") : name) + QStringLiteral(".pdf");
}

QByteArray paperDocument(const course::Library& library, const PaperOrder& order) {
    const course::Course& course = library.course();
    QString body;
    if (!order.page.isEmpty()) {
        body = sheet(library, order.page, false);
    } else if (const auto* module = course.module(order.module)) {
        body = cover(course, *module);
        for (const auto& page : module->pages)
            body += sheet(library, page.id, true);
    }
    return document(order.title(course), body, false);
}

} // namespace understudy::reader
