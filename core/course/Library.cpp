#include "core/course/Library.h"

#include "core/base/Log.h"
#include "core/course/Diagram.h"
#include "core/course/Loader.h"
#include "core/course/Readers.h"
#include "core/course/SealedFolder.h"

#include <QCoreApplication>

namespace understudy::course {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::course)
};

QByteArray typeOf(const QString& name) {
    if (name.endsWith(QLatin1String(".svg")))
        return "image/svg+xml";
    if (name.endsWith(QLatin1String(".png")))
        return "image/png";
    if (name.endsWith(QLatin1String(".jpg")))
        return "image/jpeg";
    return {};
}

/// Where a link of the file @p from leads inside the reader.
QString addressOf(const Course& course, const QString& from, const QString& target) {
    if (target.startsWith(QLatin1String("https://")) || target.startsWith(QLatin1String("http://")) ||
        target.startsWith(u'#'))
        return target;
    const QString name = resolved(from, target);
    const QString folder = name.section(u'/', 1, 1);
    const QString anchor = target.contains(u'#') ? u'#' + target.section(u'#', 1) : QString();
    if (name.startsWith(QLatin1String("labs/")) && course.lab(folder))
        return QStringLiteral("course://dwcp/lab/") + folder;
    if (name == QStringLiteral("modules/%1/quiz.yaml").arg(folder))
        return QStringLiteral("course://dwcp/quiz/") + folder;
    const QString page =
        folder + u'/' + name.section(u'/', -1).chopped(name.endsWith(QLatin1String(".md")) ? 3 : 0);
    return course.page(page) ? QStringLiteral("course://dwcp/page/") + page + anchor : QString();
}

} // namespace

struct Library::Parts {
    std::unique_ptr<const Files> owned;
    Course course;
    const Files& files = *owned;

    QString picture(const QString& from, const QString& target, const QString& alternative,
                    const QString& caption) const {
        const QString name = resolved(from, target);
        QString inside = QStringLiteral("<img src=\"course://dwcp/file/%1\" alt=\"%2\">")
                             .arg(name.toHtmlEscaped(), alternative.toHtmlEscaped());
        if (name.endsWith(QLatin1String(".svg"))) {
            // Drawn as part of the page, so that it takes the page's colors and fonts and can be searched.
            // What cleanSvg() lets through can neither load nor run anything.
            const auto bytes = files.read(name);
            const auto clean = bytes.ok() ? cleanSvg(*bytes) : Result<QByteArray>(bytes.error());
            inside = clean.ok() ? QStringLiteral("<div role=\"img\" aria-label=\"%1\">%2</div>")
                                      .arg(alternative.toHtmlEscaped(), QString::fromUtf8(*clean))
                                : QStringLiteral("<p class=\"missing\">%1</p>")
                                      .arg(clean.error().sentence.toHtmlEscaped());
        }
        const QString below =
            caption.isEmpty() ? QString()
                              : QStringLiteral("<figcaption>%1</figcaption>").arg(caption.toHtmlEscaped());
        return QStringLiteral("<figure class=\"picture\">%1%2</figure>\n").arg(inside, below);
    }

    std::vector<GlossaryEntry> glossaryFor(const QString& module) const {
        std::vector<GlossaryEntry> all;
        for (const bool own : {true, false}) {
            for (const auto& one : course.modules) {
                if ((one.id == module) == own)
                    all.insert(all.end(), one.glossary.begin(), one.glossary.end());
            }
        }
        return all;
    }
};

Library::Library(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}

Library::~Library() = default;

Result<std::unique_ptr<Library>> Library::open(const QString& folder, const QStringList& publicKeys,
                                               int lowestSerial, PackRefusal* refusal) {
    PackRefusal why;
    auto opened = open(folder, publicKeys, lowestSerial, false, why);
    if (refusal && !opened.ok())
        *refusal = std::move(why);
    return opened;
}

Result<std::unique_ptr<Library>> Library::prove(const QString& folder, const QStringList& publicKeys,
                                                int lowestSerial, PackRefusal* refusal) {
    PackRefusal why;
    auto opened = open(folder, publicKeys, lowestSerial, true, why);
    if (refusal && !opened.ok())
        *refusal = std::move(why);
    return opened;
}

Result<std::unique_ptr<Library>> Library::open(const QString& folder, const QStringList& publicKeys,
                                               int lowestSerial, bool whole, PackRefusal& why) {
    const auto refuse = [&why](const Error& error) {
        why.error = error;
        qCWarning(logCourse) << "pack refused:" << error.sentence << error.detail;
        return error;
    };
    auto files = SealedFolder::open(folder, publicKeys, lowestSerial, why);
    if (!files.ok())
        return refuse(files.error());
    const Manifest& manifest = files->manifest();
    whole = whole || manifest.contents.empty();
    if (whole)
        if (const auto proved = files->proveFiles(why); !proved.ok())
            return refuse(proved.error());
    Loaded loaded = whole ? load(*files) : loadListed(*files, manifest.contents);
    if (!loaded.problems.empty())
        return refuse({Errc::BadInput,
                       Words::tr("The pack is signed, but has a mistake in it. Tell its publisher."),
                       loaded.problems.front().text()});
    const bool listed = !whole || manifest.contents.empty() || contentsOf(loaded.course) == manifest.contents;
    if (loaded.course.id != manifest.id || loaded.course.serial != manifest.serial || !listed)
        return refuse(
            {Errc::BadInput,
             Words::tr("The pack's list and its pack.yaml name different versions. Tell its publisher."),
             {}});
    for (auto& module : loaded.course.modules)
        for (auto& page : module.pages)
            page.markdown.clear(); // read again, and proved again, when it is wanted
    return std::unique_ptr<Library>(new Library(std::make_unique<Parts>(
        Parts{std::make_unique<SealedFolder>(std::move(*files)), std::move(loaded.course)})));
}

std::unique_ptr<Library> Library::ofSource(std::unique_ptr<const Files> files, Course course) {
    return std::unique_ptr<Library>(
        new Library(std::make_unique<Parts>(Parts{std::move(files), std::move(course)})));
}

const Course& Library::course() const { return m_parts->course; }

Result<Library::Resource> Library::resource(const QString& name) const {
    const QByteArray type = typeOf(name);
    if (type.isEmpty())
        return Error{Errc::NotFound, Words::tr("%1 is not a picture of the pack.").arg(name.left(200)), {}};
    auto bytes = m_parts->files.read(name);
    if (bytes.ok() && type == "image/svg+xml")
        bytes = cleanSvg(*bytes);
    if (!bytes.ok())
        return bytes.error();
    return Resource{*bytes, type};
}

QByteArray Library::scenario(const QString& labId) const {
    const Lab* lab = m_parts->course.lab(labId);
    if (!lab)
        return {};
    const auto bytes = m_parts->files.read(lab->folder + QStringLiteral("/scenario.yaml"));
    return bytes.ok() ? *bytes : QByteArray();
}

Result<QString> Library::markdown(const QString& pageId) const {
    const Page* page = m_parts->course.page(pageId);
    if (!page)
        return Error{Errc::NotFound, Words::tr("This page is not in the course pack."), pageId.left(200)};
    if (!page->markdown.isEmpty())
        return page->markdown;
    const auto bytes = m_parts->files.read(page->file);
    if (!bytes.ok())
        return bytes.error();
    auto text = markdownIn(*bytes);
    if (!text)
        return Error{Errc::BadInput,
                     Words::tr("The text of this page cannot be read. Tell the pack's publisher."),
                     page->file};
    return *text;
}

Result<QString> Library::pageHtml(const QString& pageId) const {
    const auto text = markdown(pageId);
    if (!text.ok())
        return text.error();
    const Page* page = m_parts->course.page(pageId);
    MarkdownRules rules;
    rules.link = [&](const QString& target) { return addressOf(m_parts->course, page->file, target); };
    rules.picture = [&](const QString& target, const QString& alternative, const QString& caption) {
        return m_parts->picture(page->file, target, alternative, caption);
    };
    rules.fact = [&](const QString& id) {
        const Fact* fact = m_parts->course.fact(id);
        return fact ? fact->says : QString();
    };
    rules.glossary = m_parts->glossaryFor(page->module);
    rules.commands = true;
    return toHtml(*text, rules);
}

QString Library::inlineHtml(const QString& markdown) const {
    MarkdownRules rules;
    // Texts of labs stand in labs/ID/guide.md, those of questions in modules/ID/quiz.yaml; both are two
    // folders deep.
    rules.link = [&](const QString& target) {
        return addressOf(m_parts->course, QStringLiteral("labs/x/guide.md"), target);
    };
    return toInlineHtml(markdown, rules);
}

std::vector<Library::Heading> Library::headings(const QString& pageId) const {
    const auto text = markdown(pageId);
    return text.ok() ? outlineOf(*text).headings : std::vector<Heading>{};
}

std::vector<CodeBlock> Library::blocks(const QString& pageId) const {
    const auto text = markdown(pageId);
    return text.ok() ? outlineOf(*text).blocks : std::vector<CodeBlock>{};
}

} // namespace understudy::course
