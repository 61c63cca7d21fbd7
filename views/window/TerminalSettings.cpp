#include "views/window/TerminalSettings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLocale>
#include <QPlainTextEdit>
#include <QTimer>

#include <algorithm>

namespace understudy::window {

using terminal::Preferences;

namespace {

constexpr int TextSize = 13; // pixels at 100 percent, design system section 2
constexpr int HostLines = 3;
constexpr int TypingMs = 600;

} // namespace

TerminalSettings::TerminalSettings(const theme::Theme& theme, terminal::PreferenceStore& store,
                                   QWidget* parent)
    : settings::SettingsPart(theme, tr("Terminal"), parent)
    , m_store(store) {
    addText();
    addHistory();
    addHosts();
}

void TerminalSettings::set(const Change& change) {
    Preferences values = m_store.values();
    change(values);
    if (const auto kept = m_store.set(values); !kept)
        Q_EMIT trouble(kept.error());
}

QComboBox* TerminalSettings::addChoice(const QString& label, const QList<std::pair<QString, int>>& choices,
                                       int now, int Preferences::*field, const QString& hint) {
    auto* box = new QComboBox;
    for (const auto& [words, value] : choices)
        box->addItem(words, value);
    int index = box->findData(now);
    if (index < 0) { // set by hand in the file
        box->addItem(QLocale().toString(now), now);
        index = box->count() - 1;
    }
    box->setCurrentIndex(index);
    connect(box, &QComboBox::activated, this, [this, box, field] {
        set([&](Preferences& values) { values.*field = box->currentData().toInt(); });
    });
    addRow(label, box, hint);
    return box;
}

void TerminalSettings::addSwitch(const QString& label, const QString& words, bool Preferences::*field,
                                 const QString& hint) {
    auto* box = new QCheckBox(words);
    box->setChecked(m_store.values().*field);
    connect(box, &QCheckBox::toggled, this,
            [this, field](bool on) { set([&](Preferences& values) { values.*field = on; }); });
    addRow(label, box, hint);
}

void TerminalSettings::addText() {
    QList<std::pair<QString, int>> sizes;
    for (const int percent : {70, 85, 100, 115, 130, 150, 175, 200})
        sizes.append({tr("%1 px").arg((TextSize * percent + 50) / 100), percent});
    addChoice(tr("Letter size"), sizes, m_store.values().textPercent, &Preferences::textPercent,
              tr("Ctrl with plus, minus and 0 changes one terminal from there."));
    auto* cursor = new QComboBox;
    cursor->addItems({tr("Block"), tr("Underline"), tr("Bar")});
    cursor->setCurrentIndex(static_cast<int>(m_store.values().cursor));
    connect(cursor, &QComboBox::activated, this, [this](int index) {
        set([&](Preferences& values) { values.cursor = static_cast<terminal::CursorShape>(index); });
    });
    addRow(tr("Cursor"), cursor, tr("Programs may choose another one while they run."));
    addSwitch(tr("Blinking"), tr("The cursor blinks"), &Preferences::cursorBlinks);
    addSwitch(tr("Bell"), tr("A line flashes at the top"), &Preferences::bellFlashes,
              tr("A tab that you do not look at is marked in any case."));
    addSwitch(
        tr("Ambiguous width"), tr("Two cells, as East Asian fonts have it"), &Preferences::ambiguousWide,
        tr("For Greek, Cyrillic, box drawing and other characters that are narrow elsewhere. It must be "
           "as the programs on the host expect it, else lines shift."));
}

void TerminalSettings::addHistory() {
    QList<std::pair<QString, int>> lengths;
    for (const int lines : {1'000, 10'000, 100'000, 1'000'000})
        lengths.append({tr("%1 lines").arg(QLocale().toString(lines)), lines});
    lengths.append({tr("Unlimited, kept on disk"), Preferences::Unlimited});
    addChoice(tr("History"), lengths, m_store.values().historyLines, &Preferences::historyLines,
              tr("On disk it is in a file without a name in your profile, gone when the terminal closes. A "
                 "terminal that is open keeps on disk what it began to keep there."));
}

void TerminalSettings::addHosts() {
    addSwitch(tr("132 columns"), tr("Programs may switch to 132 columns"), &Preferences::wideColumns,
              tr("For old full-screen programs (DECCOLM). The letters get smaller until the columns fit."));
    auto* hosts = new QPlainTextEdit(m_store.values().clipboardHosts.join(QLatin1Char('\n')));
    hosts->setTabChangesFocus(true);
    hosts->setLineWrapMode(QPlainTextEdit::NoWrap);
    hosts->setPlaceholderText(QStringLiteral("ada@bastion.example.com"));
    const auto restyle = [this, hosts] {
        hosts->setFont(m_theme.font(theme::Type::Mono));
        hosts->setFixedHeight(HostLines * QFontMetrics(hosts->font()).lineSpacing() + 20);
        hosts->setStyleSheet(m_theme.filled(QStringLiteral( // scroll areas have no edge of their own
            "QPlainTextEdit { border: 1px solid @line-control; border-radius: 6px; padding: 2px 6px; "
            "background: @bg-panel; color: @text; } QPlainTextEdit:focus { border-color: @focus; }")));
    };
    connect(&m_theme, &theme::Theme::changed, hosts, restyle);
    restyle();
    auto* pause = new QTimer(hosts); // not a file for each key
    pause->setSingleShot(true);
    pause->setInterval(TypingMs);
    connect(hosts, &QPlainTextEdit::textChanged, pause, qOverload<>(&QTimer::start));
    connect(pause, &QTimer::timeout, this, [this, hosts] {
        QStringList names;
        for (const QString& line : hosts->toPlainText().split(QLatin1Char('\n')))
            if (const QString name = line.trimmed(); !name.isEmpty() && !names.contains(name))
                names << name;
        set([&](Preferences& values) { values.clipboardHosts = names; });
    });
    addRow(tr("May write the clipboard"), hosts,
           tr("Hosts, one a line, as On call shows them. Programs there copy without asking you (OSC 52); "
              "all others ask. No host ever reads the clipboard."));
}

} // namespace understudy::window
