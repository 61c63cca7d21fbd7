#include "views/transfer/TransferRow.h"

#include "core/sftp/SizeWords.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QDrag>
#include <QHBoxLayout>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QUrl>

namespace understudy::transfer {

using sftp::Batch;
using theme::Color;

namespace {

constexpr int BarWidth = 160;
constexpr std::size_t MostTroubles = 3;

} // namespace

TransferRow::TransferRow(const theme::Theme& theme, FarHost host, std::unique_ptr<Batch> batch,
                         QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_host(std::move(host))
    , m_batch(std::move(batch))
    , m_words(new theme::Text(theme, theme::Type::Small, Color::Text, {}, this))
    , m_figures(new theme::Text(theme, theme::Type::Small, Color::Text2, {}, this))
    , m_bar(new theme::Bar(theme, this))
    , m_stop(new theme::Button(theme, tr("Stop copying"), theme::ButtonKind::Quiet, {},
                               theme::ButtonSize::Compact, this)) {
    m_words->setWordWrap(true);
    m_bar->setFixedWidth(theme.px(BarWidth));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(12);
    row->addWidget(m_words, 1);
    row->addWidget(m_figures);
    row->addWidget(m_bar);
    row->addWidget(m_stop);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_over)
            Q_EMIT closeRequested();
        else
            m_batch->cancel();
    });
    connect(m_batch.get(), &Batch::progressed, this, &TransferRow::refresh);
    connect(m_batch.get(), &Batch::interrupted, this, [this] {
        m_waiting = true;
        refresh();
        // Another login may be there already; not from inside the call of the one that ended.
        QMetaObject::invokeMethod(this, &TransferRow::startIfWaiting, Qt::QueuedConnection);
    });
    connect(m_batch.get(), &Batch::finished, this, &TransferRow::finish);
    m_batch->askReplace = [this](const QString& name, const auto& answer) { askReplace(name, answer); };
    refresh();
}

void TransferRow::startIfWaiting() {
    ssh::Session* session = m_host.session();
    if (m_over || !m_waiting || !session)
        return;
    m_waiting = false;
    m_batch->start(*session);
    refresh();
}

void TransferRow::refresh() {
    if (m_over)
        return;
    const QString name = m_batch->name().isEmpty() ? tr("files") : m_batch->name();
    const int files = m_batch->files();
    if (m_waiting)
        m_words->setText(tr("Copying %1 goes on when %2 is connected again.").arg(name, m_host.name));
    else if (m_batch->gets())
        m_words->setText(tr("Getting %1 from %2").arg(name, m_host.name));
    else
        m_words->setText(files == 1 ? tr("Copying %1 to %2").arg(name, m_host.name)
                                    : tr("Copying %1 to %2, file %3 of %4")
                                          .arg(name, m_host.name)
                                          .arg(m_batch->file())
                                          .arg(files));
    const quint64 total = m_batch->total();
    m_figures->setText(total == 0
                           ? QString()
                           : tr("%1 of %2").arg(sftp::sizeWords(m_batch->done()), sftp::sizeWords(total)));
    m_bar->set(total == 0 ? 0 : static_cast<double>(m_batch->done()) / static_cast<double>(total),
               m_waiting ? Color::Warn : Color::AccentText);
    m_bar->setAccessibleName(m_figures->text());
}

QString TransferRow::outcomeWords(const Batch::Outcome& outcome) const {
    QStringList words;
    if (outcome.stopped)
        words << tr("Stopped. Files that were not whole are as they were before.");
    else if (m_batch->gets() && outcome.copied > 0)
        words << tr("%1 is here. You can drag it from this line.").arg(m_batch->localFile());
    else if (outcome.copied > 0)
        words << tr("%n files copied to %1.", nullptr, outcome.copied).arg(m_host.name);
    if (outcome.skipped > 0)
        words << tr("%n files that were there already are as they were.", nullptr, outcome.skipped);
    for (std::size_t i = 0; i < std::min(outcome.troubles.size(), MostTroubles); ++i)
        words << outcome.troubles[i].sentence;
    if (outcome.troubles.size() > MostTroubles)
        words << tr("%n more could not be copied.", nullptr,
                    static_cast<int>(outcome.troubles.size() - MostTroubles));
    return words.isEmpty() ? tr("There was nothing to copy.") : words.join(QLatin1Char(' '));
}

void TransferRow::finish(const Batch::Outcome& outcome) {
    m_over = true;
    if (m_question)
        m_question->close(); // there is nothing left to decide
    const bool bad = !outcome.troubles.empty();
    m_ground = bad ? Color::DangerSoft : outcome.stopped ? Color::WarnSoft : Color::BgWindow;
    m_words->setText(outcomeWords(outcome));
    m_words->setRole(bad ? Color::DangerText : outcome.stopped ? Color::WarnText : Color::Text);
    m_figures->hide();
    m_bar->hide();
    m_stop->setText(tr("Close"));
    if (!m_batch->localFile().isEmpty())
        m_words->setCursor(Qt::OpenHandCursor);
    setAccessibleName(m_words->text());
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    update();
    Q_EMIT over();
}

void TransferRow::askReplace(const QString& name, const std::function<void(Batch::Replace)>& answer) {
    auto* dialog = new theme::StateDialog(
        m_theme, QStringLiteral("copy"), Color::WarnText, tr("Replace %1 on %2?").arg(name, m_host.name),
        tr("A file of that name is there already. What is replaced cannot be brought back."), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_question = dialog;
    auto* all = new QCheckBox(tr("The same for all files of this copy"), dialog);
    all->setVisible(m_batch->files() > 1);
    dialog->body()->addWidget(all);
    enum Choice { Keep = QDialog::Rejected, Take = 2, Stop = 3 };
    dialog->addChoice(tr("Stop copying"), theme::ButtonKind::Quiet, Stop);
    dialog->addChoice(tr("Replace it"), theme::ButtonKind::Normal, Take);
    dialog->addChoice(tr("Keep what is there"), theme::ButtonKind::Primary, Keep);
    connect(dialog, &QDialog::finished, this, [all, answer](int choice) {
        const bool every = all->isChecked();
        answer(choice == Stop   ? Batch::Replace::Stop
               : choice == Take ? (every ? Batch::Replace::YesToAll : Batch::Replace::Yes)
               : every          ? Batch::Replace::NoToAll
                                : Batch::Replace::No);
    });
    dialog->open();
}

void TransferRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(m_ground));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Color::Line));
}

void TransferRow::mousePressEvent(QMouseEvent* event) { m_pressed = event->position().toPoint(); }

void TransferRow::mouseMoveEvent(QMouseEvent* event) {
    const int moved = (event->position().toPoint() - m_pressed).manhattanLength();
    const QString file = m_over ? m_batch->localFile() : QString();
    if (!(event->buttons() & Qt::LeftButton) || moved < QApplication::startDragDistance() || file.isEmpty())
        return;
    auto* mime = new QMimeData;
    mime->setUrls({QUrl::fromLocalFile(file)});
    auto* drag = new QDrag(this);
    drag->setMimeData(mime);
    drag->exec(Qt::CopyAction);
}

} // namespace understudy::transfer
