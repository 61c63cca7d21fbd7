#include "views/settings/RefusedSettings.h"

#include <QFileDialog>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace understudy::settings {

using namespace understudy::theme;

namespace {

constexpr std::size_t mostShown = 20;
constexpr int WordsWidth = 640;

} // namespace

RefusedSettings::RefusedSettings(const Theme& theme, QWidget* parent)
    : SettingsPart(theme, tr("Refused by the server"), parent)
    , m_words(new Text(theme, Type::Body, Color::Text2))
    , m_list(new QWidget) {
    addWords(m_words);
    auto* column = new QVBoxLayout(m_list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    addBlock(m_list);
    auto* all = new Button(theme, tr("Send all again"), ButtonKind::Normal);
    auto* save = new Button(theme, tr("Save them to a file…"), ButtonKind::Quiet);
    addButtons({all, save});
    connect(all, &QPushButton::clicked, this, [this] { Q_EMIT sendAgainRequested({}); });
    connect(save, &QPushButton::clicked, this, &RefusedSettings::chooseFile);
    connect(&theme, &Theme::changed, this, &RefusedSettings::fitTexts);
    hide();
}

void RefusedSettings::tell(const std::vector<RefusedWords>& refused) {
    if (refused == m_shown)
        return;
    m_shown = refused;
    m_texts.clear();
    while (QLayoutItem* item = m_list->layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (std::size_t i = 0; i < refused.size() && i < mostShown; ++i)
        addRefused(refused[i]);
    const QString rest = refused.size() > mostShown
                             ? QLatin1Char(' ') + tr("The first %1 are listed.").arg(mostShown)
                             : QString();
    m_words->setText(
        (refused.size() == 1
             ? tr("The server refused one record. It is kept here and counts on this laptop.")
             : tr("The server refused %1 records. They are kept here and count on this laptop.")
                   .arg(refused.size())) +
        QLatin1Char(' ') +
        tr("Sending again helps when the server was updated; else save them for the one who runs it.") +
        rest);
    setVisible(!refused.empty());
    fit();
    fitTexts();
}

void RefusedSettings::addRefused(const RefusedWords& words) {
    auto* row = new QWidget;
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 4, 0, 8);
    column->setSpacing(2);
    auto* what = new Text(m_theme, Type::Ui, Color::Text, tr("%1, %2").arg(words.what, words.when));
    auto* reason = new Text(m_theme, Type::Small, Color::Text2, tr("The server said: %1").arg(words.reason));
    for (Text* text : {what, reason}) {
        text->setWordWrap(true);
        column->addWidget(text);
        m_texts.push_back(text);
    }
    auto* again = new Button(m_theme, tr("Send again"), ButtonKind::Normal, {}, ButtonSize::Compact);
    again->setAccessibleName(tr("Send again: %1, %2").arg(words.what, words.when));
    again->setAccessibleDescription(words.reason);
    connect(again, &QPushButton::clicked, this, [this, id = words.id] { Q_EMIT sendAgainRequested(id); });
    column->addWidget(again, 0, Qt::AlignLeft);
    m_list->layout()->addWidget(row);
}

/// A scrolled page asks for less than wrapped texts take.
void RefusedSettings::fitTexts() {
    const int most = qMin(m_theme.px(WordsWidth), room());
    for (Text* text : m_texts) {
        text->setMaximumWidth(most);
        text->setFixedHeight(qMax(0, text->heightForWidth(most)));
    }
}

void RefusedSettings::resizeEvent(QResizeEvent* event) {
    SettingsPart::resizeEvent(event);
    fitTexts();
}

void RefusedSettings::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Save what the server refused"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
                                   tr("JSON (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(QStringLiteral("refused.json"));
    connect(dialog, &QFileDialog::fileSelected, this, &RefusedSettings::saveRequested);
    dialog->open();
}

} // namespace understudy::settings
