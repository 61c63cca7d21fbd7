#include "views/reader/notes/NoteEditor.h"

#include "core/notes/Export.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::reader {

using theme::ButtonKind;
using theme::ButtonSize;
using theme::Color;
using theme::Type;

namespace {

constexpr int wide = 340, fieldHeight = 110, gap = 12;
constexpr int quoteShown = 140; // characters; the whole stands on the page

} // namespace

NoteEditor::NoteEditor(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new theme::Text(theme, Type::UiStrong, Color::Text, tr("Note"), this))
    , m_quote(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_field(new QPlainTextEdit(this))
    , m_earlier(
          new theme::Button(theme, tr("Earlier versions"), ButtonKind::Quiet, {}, ButtonSize::Compact, this))
    , m_versions(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_remove(new theme::Button(theme, tr("Remove"), ButtonKind::Quiet, {}, ButtonSize::Compact, this))
    , m_cancel(new theme::Button(theme, tr("Cancel"), ButtonKind::Normal, {}, ButtonSize::Compact, this))
    , m_save(new theme::Button(theme, tr("Save"), ButtonKind::Primary, {}, ButtonSize::Compact, this)) {
    build();
    connect(m_save, &QPushButton::clicked, this, &NoteEditor::save);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT left();
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT removeChosen(m_note.id);
    });
    connect(m_earlier, &QPushButton::clicked, this, [this] {
        m_versions->setVisible(!m_versions->isVisible());
        place(m_words);
    });
    connect(m_field, &QPlainTextEdit::textChanged, this,
            [this] { m_save->setEnabled(!m_field->toPlainText().trimmed().isEmpty()); });
    hide();
}

void NoteEditor::build() {
    m_field->setPlaceholderText(tr("What do you want to remember?"));
    m_field->setAccessibleName(tr("Note"));
    m_field->setTabChangesFocus(true);
    m_save->setToolTip(tr("Save (Ctrl+Enter)"));
    for (theme::Text* text : {m_quote, m_versions}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
    }
    m_versions->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(14, 12, 14, 12);
    all->setSpacing(8);
    for (QWidget* each : std::initializer_list<QWidget*>{m_title, m_quote, m_field})
        all->addWidget(each);
    all->addWidget(m_earlier, 0, Qt::AlignLeft);
    all->addWidget(m_versions);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_remove);
    foot->addStretch(1);
    foot->addWidget(m_cancel);
    foot->addWidget(m_save);
    all->addLayout(foot);
    for (QWidget* each :
         std::initializer_list<QWidget*>{m_field, m_earlier, m_versions, m_remove, m_cancel, m_save})
        each->installEventFilter(this);
}

void NoteEditor::edit(const notes::Note& note, const std::vector<notes::Note>& versions, QRect words) {
    m_note = note;
    QString quote = note.quote.text.simplified();
    if (quote.size() > quoteShown)
        quote = quote.left(quoteShown) + QStringLiteral("…");
    m_quote->setText(tr("“%1”").arg(quote));
    m_field->setPlainText(note.text);
    m_field->moveCursor(QTextCursor::End);
    m_save->setEnabled(!note.text.trimmed().isEmpty());
    m_remove->setVisible(!versions.empty());
    showVersions(versions);
    m_words = words;
    show();
    raise();
    place(words);
    m_field->setFocus(Qt::OtherFocusReason);
}

void NoteEditor::showVersions(const std::vector<notes::Note>& versions) {
    QStringList lines;
    for (auto each = versions.rbegin(); each != versions.rend(); ++each)
        if (each->text != m_note.text && !each->text.isEmpty())
            lines << tr("%1: %2").arg(QLocale().toString(notes::dayOf(*each), QLocale::ShortFormat),
                                      each->text.trimmed());
    lines.removeDuplicates();
    m_versions->setText(lines.join(QStringLiteral("\n")));
    m_versions->hide();
    m_earlier->setVisible(!lines.empty());
}

void NoteEditor::place(QRect words) {
    const QRect room = parentWidget()->rect().adjusted(gap, gap, -gap, -gap);
    m_field->setFixedHeight(m_theme.px(fieldHeight));
    setFixedWidth(std::min(m_theme.px(wide), room.width()));
    layout()->activate();
    resize(width(), std::min(layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                           : layout()->totalSizeHint().height(),
                             room.height()));
    const int below = words.bottom() + gap;
    const int y = below + height() <= room.bottom()            ? below
                  : words.top() - gap - height() >= room.top() ? words.top() - gap - height()
                                                               : room.bottom() - height();
    move(std::clamp(words.right(), room.left(), std::max(room.left(), room.right() - width())),
         std::max(room.top(), y));
}

void NoteEditor::save() {
    if (!m_save->isEnabled())
        return;
    m_note.text = m_field->toPlainText().trimmed();
    m_note.mark = notes::Mark::Note;
    hide();
    Q_EMIT saved(m_note);
}

bool NoteEditor::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        const bool enter = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
        if (enter && key.modifiers().testFlag(Qt::ControlModifier)) {
            save();
            return true;
        }
        if (key.key() == Qt::Key_Escape) {
            m_cancel->click();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void NoteEditor::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Color::LineStrong));
    painter.setBrush(m_theme.color(Color::BgRaised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

} // namespace understudy::reader
