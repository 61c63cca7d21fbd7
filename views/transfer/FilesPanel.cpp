#include "views/transfer/FilesPanel.h"

#include "core/sftp/SizeWords.h"

#include <QDateTime>
#include <QDropEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QPointer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::transfer {

using theme::Color;

namespace {

constexpr int IsFolder = Qt::UserRole;
enum Column { Name, Size, Changed };

QStringList filesOf(const QMimeData& data) {
    QStringList files;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    return files;
}

QString parentOf(const QString& folder) {
    const QString up = folder.section(QLatin1Char('/'), 0, -2);
    return up.isEmpty() ? QStringLiteral("/") : up;
}

/// The time of day where it may matter, the year where it does not go without saying.
QString dateWords(const QDateTime& when) {
    const bool lately =
        when.daysTo(QDateTime::currentDateTime()) < 180 && when <= QDateTime::currentDateTime();
    return QLocale().toString(when, lately ? QStringLiteral("d MMM HH:mm") : QStringLiteral("d MMM yyyy"));
}

/// Names come from the host: nothing in them turns the line around or breaks it.
QString shown(QString name) {
    for (QChar& c : name)
        if (!c.isPrint() && !c.isSurrogate())
            c = QChar::ReplacementCharacter;
    return name;
}

} // namespace

FilesPanel::FilesPanel(const theme::Theme& theme, QWidget* parent)
    : Ground(theme, Color::BgPanel, parent)
    , m_title(new theme::Text(theme, theme::Type::Heading, Color::Text))
    , m_place(new QLineEdit)
    , m_list(new QTreeWidget)
    , m_words(new theme::Text(theme, theme::Type::Small, Color::Text2))
    , m_get(new theme::Button(theme, tr("Get the file…"), theme::ButtonKind::Normal,
                              QStringLiteral("download")))
    , m_put(new theme::Button(theme, tr("Put files here…"), theme::ButtonKind::Normal,
                              QStringLiteral("upload"))) {
    m_list->setColumnCount(3);
    m_list->setHeaderLabels({tr("Name"), tr("Size"), tr("Changed")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(Size, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(Changed, QHeaderView::ResizeToContents);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAcceptDrops(true);
    m_list->viewport()->installEventFilter(this);
    m_list->installEventFilter(this);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(12, 8, 12, 8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(makePlace());
    column->addWidget(m_words);
    column->addWidget(m_list, 1);
    column->addWidget(makeButtons());
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, [this](QTreeWidgetItem* item) { use(item); });
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, [this] {
        const auto chosen = m_list->selectedItems();
        const bool folder = !chosen.isEmpty() && chosen.first()->data(Name, IsFolder).toBool();
        m_get->setText(folder ? tr("Get the folder…") : tr("Get the file…"));
        m_get->setEnabled(!chosen.isEmpty());
    });
    connect(m_get, &QPushButton::clicked, this, [this] {
        if (const QTreeWidgetItem* item = m_list->currentItem())
            Q_EMIT getRequested(pathOf(*item), item->data(Name, IsFolder).toBool());
    });
    connect(m_put, &QPushButton::clicked, this, &FilesPanel::choosePut);
    connect(m_place, &QLineEdit::returnPressed, this, [this] { goTo(m_place->text().trimmed()); });
    connect(&theme, &theme::Theme::changed, this, &FilesPanel::restyle);
    m_get->setEnabled(false);
    setFocusProxy(m_list);
    restyle();
}

void FilesPanel::restyle() {
    m_list->setFont(m_theme.font(theme::Type::Ui));
    m_list->header()->setFont(m_theme.font(theme::Type::Small));
    m_list->setStyleSheet(m_theme.filled(QStringLiteral(
        "QTreeView { background: @bg-panel; color: @text; border: 0; outline: 0; }"
        "QTreeView::item { padding: 5px 8px; border: 0; }"
        "QTreeView::item:hover { background: @bg-hover; }"
        "QTreeView::item:selected { background: @bg-selected; color: @text; }"
        "QHeaderView { background: @bg-panel; border: 0; }"
        "QHeaderView::section { background: @bg-panel; color: @text-2; border: 0; padding: 4px 8px;"
        " border-bottom: 1px solid @line; text-align: left; }")));
}

QWidget* FilesPanel::makeHeader() {
    auto* part = new QWidget;
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(12, 8, 8, 4);
    auto* close = new theme::IconButton(m_theme, QStringLiteral("x"), tr("Close the files"), part, 16);
    row->addWidget(m_title, 1);
    row->addWidget(close);
    m_title->setElided(true);
    m_title->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(close, &QToolButton::clicked, this, &FilesPanel::closeRequested);
    return part;
}

QWidget* FilesPanel::makePlace() {
    auto* part = new QWidget;
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(8, 0, 8, 6);
    row->setSpacing(4);
    auto* up =
        new theme::IconButton(m_theme, QStringLiteral("chevron-up"), tr("Up one folder (Backspace)"), part);
    auto* again =
        new theme::IconButton(m_theme, QStringLiteral("refresh"), tr("Read the folder again"), part);
    m_place->setFont(m_theme.font(theme::Type::MonoSmall));
    m_place->setAccessibleName(tr("Folder"));
    row->addWidget(up);
    row->addWidget(m_place, 1);
    row->addWidget(again);
    connect(up, &QToolButton::clicked, this, [this] { goTo(parentOf(m_folder)); });
    connect(again, &QToolButton::clicked, this, &FilesPanel::refresh);
    return part;
}

QWidget* FilesPanel::makeButtons() {
    auto* part = new QWidget;
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(12, 8, 12, 10);
    row->setSpacing(8);
    row->addWidget(m_get);
    row->addWidget(m_put);
    row->addStretch(1);
    return part;
}

void FilesPanel::open(const FarHost& host, const QString& folder) {
    if (host.id != m_host.id)
        m_server.reset();
    m_host = host;
    m_title->setText(tr("Files on %1").arg(host.name));
    m_list->setAccessibleName(m_title->text());
    m_put->setVisible(!host.watchOnly);
    goTo(folder);
}

void FilesPanel::goTo(const QString& folder) {
    const QString wanted = folder.startsWith(QLatin1Char('/')) || folder.isEmpty() || m_folder.isEmpty()
                               ? folder
                               : m_folder + QLatin1Char('/') + folder;
    ssh::Session* session = m_host.session ? m_host.session() : nullptr;
    ++m_turn;
    if (!session)
        return say(tr("There is no connection to %1. The files are shown once there is.").arg(m_host.name),
                   Color::WarnText);
    m_server = sftp::Transfer::serverOf(*session);
    say(tr("Reading the folder"));
    const QString home = wanted == QLatin1String("~") ? QString() : wanted;
    m_server->realPath(home.isEmpty() ? QStringLiteral(".") : home,
                       [here = QPointer<FilesPanel>(this), turn = m_turn](const Result<QString>& path) {
                           if (!here || here->m_turn != turn)
                               return;
                           if (!path)
                               return here->say(path.error().sentence, Color::DangerText);
                           here->m_folder = *path;
                           here->m_place->setText(shown(*path));
                           here->list();
                       });
}

void FilesPanel::refresh() { goTo(m_folder); }

void FilesPanel::list() {
    m_server->list(m_folder, [here = QPointer<FilesPanel>(this),
                              turn = m_turn](const Result<std::vector<sftp::Entry>>& entries) {
        if (!here || here->m_turn != turn)
            return;
        if (!entries) {
            here->m_list->clear();
            return here->say(entries.error().sentence, Color::DangerText);
        }
        here->fill(*entries);
    });
}

/// Folders first, then by name.
void FilesPanel::fill(const std::vector<sftp::Entry>& entries) {
    std::vector<const sftp::Entry*> sorted;
    for (const sftp::Entry& entry : entries)
        sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(), [](const sftp::Entry* a, const sftp::Entry* b) {
        const bool first = a->attributes.folder();
        return first != b->attributes.folder() ? first : QString::localeAwareCompare(a->name, b->name) < 0;
    });
    m_list->clear();
    QList<QTreeWidgetItem*> items;
    for (const sftp::Entry* entry : sorted) {
        const sftp::Attributes& about = entry->attributes;
        auto* item = new QTreeWidgetItem;
        item->setText(Name, shown(entry->name) + (about.folder() ? QStringLiteral("/") : QString()));
        item->setData(Name, Qt::UserRole + 1, entry->name);
        item->setData(Name, IsFolder, about.folder());
        if (about.size && !about.folder())
            item->setText(Size, sftp::sizeWords(*about.size));
        if (about.modified)
            item->setText(Changed, dateWords(QDateTime::fromSecsSinceEpoch(*about.modified)));
        item->setTextAlignment(Size, Qt::AlignRight | Qt::AlignVCenter);
        items << item;
    }
    m_list->addTopLevelItems(items);
    if (!items.isEmpty())
        m_list->setCurrentItem(items.first());
    say(items.isEmpty() ? tr("This folder is empty.") : QString());
}

void FilesPanel::say(const QString& words, Color role) {
    m_words->setText(words);
    m_words->setRole(role);
    m_words->setVisible(!words.isEmpty());
}

void FilesPanel::use(const QTreeWidgetItem* item) {
    if (!item)
        return;
    if (item->data(Name, IsFolder).toBool())
        goTo(pathOf(*item));
    else
        Q_EMIT getRequested(pathOf(*item), false);
}

QString FilesPanel::pathOf(const QTreeWidgetItem& item) const {
    const QString name = item.data(Name, Qt::UserRole + 1).toString();
    return m_folder + (m_folder.endsWith(QLatin1Char('/')) ? QString() : QStringLiteral("/")) + name;
}

void FilesPanel::useChosen() { use(m_list->currentItem()); }

void FilesPanel::choosePut() {
    auto* dialog = new QFileDialog(this, tr("Put files on %1").arg(m_host.name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this,
            [this](const QStringList& files) { Q_EMIT putRequested(files, m_folder); });
    dialog->open();
}

bool FilesPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            useChosen();
            return true;
        }
        if (key == Qt::Key_Backspace) {
            goTo(parentOf(m_folder));
            return true;
        }
    }
    const bool drop = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove ||
                      event->type() == QEvent::Drop;
    if (watched != m_list->viewport() || !drop)
        return Ground::eventFilter(watched, event);
    auto* dropped = static_cast<QDropEvent*>(event);
    const QStringList files = filesOf(*dropped->mimeData());
    dropped->setDropAction(Qt::CopyAction);
    dropped->setAccepted(!files.isEmpty() && !m_folder.isEmpty());
    if (event->type() == QEvent::Drop && dropped->isAccepted())
        Q_EMIT putRequested(files, m_folder);
    return true;
}

} // namespace understudy::transfer
