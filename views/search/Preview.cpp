#include "views/search/Preview.h"

#include <QVBoxLayout>

namespace understudy::search {

using theme::Color;
using theme::Text;
using theme::Type;

namespace {

QString marked(const QString& text, const std::vector<Mark>& marks, const theme::Theme& theme) {
    QString html;
    int from = 0;
    for (const Mark& mark : marks) {
        html += text.mid(from, mark.from - from).toHtmlEscaped();
        html +=
            QStringLiteral("<b style='color:%1'>%2</b>")
                .arg(theme.color(Color::AccentText).name(), text.mid(mark.from, mark.length).toHtmlEscaped());
        from = mark.from + mark.length;
    }
    return html + text.mid(from).toHtmlEscaped();
}

QString openWords(Kind kind) {
    switch (kind) {
    case Kind::Action:
        return Preview::tr("Do it");
    case Kind::Page:
        return Preview::tr("Open the page");
    case Kind::Lab:
        return Preview::tr("Open the lab");
    case Kind::Command:
        return Preview::tr("Open where it is used");
    case Kind::Question:
        return Preview::tr("Open the page it comes from");
    case Kind::Term:
        return Preview::tr("Open where it is used first");
    case Kind::Note:
        return Preview::tr("Open the page at it");
    case Kind::Typed:
        return Preview::tr("Put it at the lab's prompt");
    }
    return {};
}

} // namespace

Preview::Preview(const theme::Theme& theme, QWidget* parent)
    : Ground(theme, Color::BgPanel, parent)
    , m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(20, 18, 20, 18);
}

void Preview::show(const Hit* hit) {
    delete m_inside;
    m_inside = nullptr;
    if (!hit)
        return;
    m_inside = new QWidget(this);
    auto* column = new QVBoxLayout(m_inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m_theme.px(8));
    const auto add = [&](Type type, Color role, const QString& words) {
        auto* text = new Text(m_theme, type, role, {}, m_inside);
        text->setTextFormat(Qt::RichText);
        text->setText(words);
        text->setWordWrap(true);
        column->addWidget(text);
    };
    if (!hit->item.where.isEmpty())
        add(Type::Small, Color::Text2, hit->item.where.toHtmlEscaped());
    if (isCommandLine(hit->item.kind))
        column->addWidget(new theme::CommandText(m_theme, hit->item.title, m_inside));
    else
        add(Type::Heading, Color::Text, hit->item.title.toHtmlEscaped());
    constexpr int most = 320;
    if (!hit->excerpt.isEmpty())
        add(Type::Body, Color::Text, marked(hit->excerpt, hit->excerptMarks, m_theme));
    else if (!hit->item.text.isEmpty())
        add(Type::Body, Color::Text, hit->item.text.left(most).simplified().toHtmlEscaped());
    auto* open = new theme::Button(m_theme, openWords(hit->item.kind), theme::ButtonKind::Primary, {},
                                   theme::ButtonSize::Normal, m_inside);
    open->setFocusPolicy(Qt::NoFocus); // Enter does it from where one types
    connect(open, &QPushButton::clicked, this, &Preview::openRequested);
    column->addSpacing(m_theme.px(4));
    column->addWidget(open, 0, Qt::AlignLeft);
    column->addStretch(1);
    m_column->addWidget(m_inside);
}

} // namespace understudy::search
