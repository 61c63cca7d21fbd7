#include "views/reader/notes/NoteList.h"

#include "core/notes/Export.h"
#include "views/theme/Button.h"
#include "views/theme/Text.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QSaveFile>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::reader {

using theme::ButtonKind;

namespace {

constexpr int wide = 640, high = 520, rowHeight = 30;
constexpr int indexRole = Qt::UserRole; // of the note in the list

QString lineOf(const notes::Note& note) {
    const QString quote = note.quote.text.simplified();
    return note.text.isEmpty() ? quote : NoteList::tr("%1 — “%2”").arg(note.text.simplified(), quote);
}

} // namespace

NoteList::NoteList(const theme::Theme& theme, const course::Course& course, std::vector<notes::Note> notes,
                   std::set<Id> orphans, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_course(course)
    , m_notes(std::move(notes))
    , m_orphans(std::move(orphans))
    , m_filter(new QLineEdit(this))
    , m_tree(new QTreeWidget(this))
    , m_empty(new theme::Text(theme, theme::Type::Body, theme::Color::Text2, {}, this)) {
    setWindowTitle(tr("My notes"));
    build();
    fill();
    connect(m_filter, &QLineEdit::textChanged, this, &NoteList::fill);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) { choose(item); });
    connect(m_tree, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) { choose(item); });
}

void NoteList::build() {
    resize(m_theme.px(wide), m_theme.px(high));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter the notes"));
    m_filter->setClearButtonEnabled(true);
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setAccessibleName(tr("Notes by page"));
    m_tree->setUniformRowHeights(true);
    m_empty->setWordWrap(true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 20, 20, 16);
    all->setSpacing(12);
    all->addWidget(new theme::Text(m_theme, theme::Type::Title, theme::Color::Text, tr("My notes"), this));
    all->addWidget(m_filter);
    all->addWidget(m_tree, 1);
    all->addWidget(m_empty, 1);
    auto* foot = new QHBoxLayout;
    auto* save = new theme::Button(m_theme, tr("Export to Markdown…"), ButtonKind::Normal,
                                   QStringLiteral("download"), theme::ButtonSize::Normal, this);
    auto* close =
        new theme::Button(m_theme, tr("Close"), ButtonKind::Normal, {}, theme::ButtonSize::Normal, this);
    save->setEnabled(!m_notes.empty());
    save->setAutoDefault(false);
    close->setAutoDefault(false);
    foot->addWidget(save);
    foot->addStretch(1);
    foot->addWidget(close);
    all->addLayout(foot);
    connect(save, &QPushButton::clicked, this, &NoteList::exportNotes);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
}

QTreeWidgetItem* NoteList::pageItem(const QString& pageId) {
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i)
        if (m_tree->topLevelItem(i)->data(0, indexRole).toString() == pageId)
            return m_tree->topLevelItem(i);
    const auto* page = m_course.page(pageId);
    const auto* module = page ? m_course.module(page->module) : nullptr;
    auto* item =
        new QTreeWidgetItem(m_tree, {page ? page->title : pageId, module ? tr("Module %1").arg(module->number)
                                                                         : tr("No longer in the course")});
    item->setData(0, indexRole, pageId);
    item->setSizeHint(0, QSize(0, m_theme.px(rowHeight)));
    QFont font = m_theme.font(theme::Type::UiStrong);
    item->setFont(0, font);
    return item;
}

void NoteList::fill() {
    m_tree->clear();
    const QStringList words = m_filter->text().simplified().split(u' ', Qt::SkipEmptyParts);
    std::vector<int> order;
    for (const course::Module& module : m_course.modules)
        for (const course::Page& page : module.pages)
            for (std::size_t i = 0; i < m_notes.size(); ++i)
                if (m_notes[i].page == page.id)
                    order.push_back(static_cast<int>(i));
    for (std::size_t i = 0; i < m_notes.size(); ++i)
        if (!m_course.page(m_notes[i].page))
            order.push_back(static_cast<int>(i));
    for (const int index : order) {
        const notes::Note& note = m_notes[static_cast<std::size_t>(index)];
        QString kind = notes::kindWords(note);
        if (m_orphans.count(note.id) > 0)
            kind = tr("%1, no longer on the page").arg(kind);
        const QString line = lineOf(note);
        const bool fits = std::all_of(words.begin(), words.end(), [&](const QString& word) {
            return line.contains(word, Qt::CaseInsensitive) || kind.contains(word, Qt::CaseInsensitive);
        });
        if (!fits)
            continue;
        auto* item = new QTreeWidgetItem(pageItem(note.page), {line, kind});
        item->setData(0, indexRole, index);
        item->setSizeHint(0, QSize(0, m_theme.px(rowHeight)));
        item->setToolTip(0, note.text.isEmpty() ? note.quote.text : note.text);
    }
    m_tree->expandAll();
    const bool none = m_tree->topLevelItemCount() == 0;
    m_tree->setVisible(!none);
    m_empty->setVisible(none);
    m_empty->setText(m_notes.empty() ? tr("No notes yet. Select text in a page and choose Add note.")
                                     : tr("No note has these words."));
}

void NoteList::choose(const QTreeWidgetItem* item) {
    if (!item || !item->parent())
        return;
    const notes::Note note = m_notes[static_cast<std::size_t>(item->data(0, indexRole).toInt())];
    close();
    Q_EMIT chosen(note);
}

Result<void> NoteList::writeTo(const QString& file) const {
    QSaveFile out(file);
    const QByteArray text = notes::toMarkdown(m_notes, m_course, m_orphans).toUtf8();
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit())
        return Error{Errc::Io, tr("The notes could not be written there. Choose another folder."),
                     out.errorString()};
    return {};
}

void NoteList::exportNotes() {
    // The dialog asks before it takes a file that is there.
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Export notes"), tr("My notes.md"), tr("Markdown (*.md)"));
    if (file.isEmpty())
        return;
    if (const auto written = writeTo(file); !written)
        Q_EMIT trouble(written.error());
}

} // namespace understudy::reader
