#include "core/course/Cmark.h"

#include <QByteArray>

#include <cmark-gfm-core-extensions.h>

#include <mutex>

namespace understudy::course {
namespace {

struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

} // namespace

Document::Document(const QString& markdown) {
    static std::once_flag once;
    std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
    cmark_parser* parser =
        cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES);
    for (const char* name : {"table", "strikethrough", "autolink", "tasklist"})
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name));
    const QByteArray bytes = markdown.toUtf8();
    cmark_parser_feed(parser, bytes.constData(), static_cast<std::size_t>(bytes.size()));
    m_root.reset(cmark_parser_finish(parser));
    cmark_parser_free(parser);
}

void Document::walk(const std::function<void(cmark_node*, bool)>& visit) const {
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(m_root.get()));
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get())) {
        cmark_node* node = cmark_iter_get_node(iterator.get());
        visit(node, event == CMARK_EVENT_ENTER);
    }
}

QString kindOf(cmark_node* node) { return QString::fromLatin1(cmark_node_get_type_string(node)); }

QString literalOf(cmark_node* node) { return QString::fromUtf8(cmark_node_get_literal(node)); }

QString wordsOf(cmark_node* node) {
    QString out;
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(node));
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get())) {
        if (event != CMARK_EVENT_ENTER)
            continue;
        cmark_node* inner = cmark_iter_get_node(iterator.get());
        const auto type = cmark_node_get_type(inner);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
            out += literalOf(inner);
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            out += u' ';
        else if (type == CMARK_NODE_PARAGRAPH && !out.isEmpty())
            out += u' ';
    }
    return out;
}

} // namespace understudy::course
