#include "views/traces/SearchForm.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>

namespace understudy::traces {

using theme::ButtonKind;
using theme::Color;
using theme::Type;

SearchForm::SearchForm(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_service(new QComboBox(this))
    , m_operation(new QComboBox(this))
    , m_span(new QComboBox(this))
    , m_most(new QComboBox(this))
    , m_find(new theme::Button(theme, tr("Find traces"), ButtonKind::Primary, QStringLiteral("search"),
                               theme::ButtonSize::Normal, this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(20, 12, 20, 12);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    addBox(*grid, 0, tr("Service"), m_service);
    addBox(*grid, 1, tr("Operation"), m_operation);
    m_tags = addField(*grid, 2, tr("Tags"), QStringLiteral("error=true"));
    m_shortest = addField(*grid, 3, tr("At least"), QStringLiteral("1s"));
    m_longest = addField(*grid, 4, tr("At most"), QStringLiteral("30s"));
    const std::pair<QString, qint64> spans[] = {{tr("Last 15 minutes"), 15},
                                                {tr("Last hour"), 60},
                                                {tr("Last 6 hours"), 6 * 60},
                                                {tr("Last day"), 24 * 60},
                                                {tr("Last 2 days"), 2 * 24 * 60}};
    for (const auto& [words, minutes] : spans)
        m_span->addItem(words, minutes);
    m_span->setCurrentIndex(1);
    addBox(*grid, 5, tr("When"), m_span);
    for (const int most : {20, 50, 100, 200})
        m_most->addItem(QString::number(most), most);
    addBox(*grid, 6, tr("How many"), m_most);
    auto* file = new theme::Button(theme, tr("Open a file"), ButtonKind::Normal, QStringLiteral("folder"),
                                   theme::ButtonSize::Normal, this);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 8, 0, 0);
    buttons->setSpacing(8);
    buttons->addWidget(m_find);
    buttons->addWidget(file);
    buttons->addStretch(1);
    grid->addLayout(buttons, 4, 0, 1, 4);
    connect(m_find, &QPushButton::clicked, this, &SearchForm::searched);
    connect(file, &QPushButton::clicked, this, &SearchForm::fileWanted);
    connect(m_service, &QComboBox::currentTextChanged, this, &SearchForm::serviceChosen);
    setEnabledSearch(false);
}

// Two rows of four, so that the form fits where text is large; each label close to its own field.
void SearchForm::place(QGridLayout& grid, int column, QWidget& label, QWidget& field) {
    label.setContentsMargins(0, column < 4 ? 0 : 8, 0, 0);
    grid.addWidget(&label, column / 4 * 2, column % 4);
    grid.addWidget(&field, column / 4 * 2 + 1, column % 4);
    grid.setColumnStretch(column % 4, 1);
}

void SearchForm::addBox(QGridLayout& grid, int column, const QString& label, QComboBox* box) {
    auto* words = new theme::Text(m_theme, Type::Small, Color::Text2, label, this);
    words->setBuddy(box);
    box->setAccessibleName(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    place(grid, column, *words, *box);
}

QLineEdit* SearchForm::addField(QGridLayout& grid, int column, const QString& label, const QString& example) {
    auto* field = new QLineEdit(this);
    auto* words = new theme::Text(m_theme, Type::Small, Color::Text2, label, this);
    words->setBuddy(field);
    field->setAccessibleName(label);
    field->setPlaceholderText(example);
    place(grid, column, *words, *field);
    connect(field, &QLineEdit::returnPressed, this, &SearchForm::searched);
    return field;
}

void SearchForm::setServices(const QStringList& services) {
    const QString before = m_service->currentText();
    m_service->clear();
    m_service->addItems(services);
    m_service->setCurrentIndex(std::max(0, m_service->findText(before)));
}

void SearchForm::setOperations(const QStringList& operations) {
    m_operation->clear();
    m_operation->addItem(tr("Any"));
    m_operation->addItems(operations);
}

void SearchForm::setEnabledSearch(bool on) { m_find->setEnabled(on); }

QString SearchForm::service() const { return m_service->currentText(); }

Result<TraceQuery> SearchForm::query() const {
    TraceQuery made;
    made.service = service();
    if (made.service.isEmpty())
        return Error{Errc::BadInput, tr("Choose a service first."), {}};
    if (m_operation->currentIndex() > 0)
        made.operation = m_operation->currentText();
    made.tags = m_tags->text();
    if (!tagsFrom(made.tags))
        return Error{
            Errc::BadInput,
            tr("The tags cannot be read. Write key=value, several with blanks between them, and a value "
               "with blanks in quotes."),
            {}};
    for (const auto& [field, into] :
         {std::pair(m_shortest, &made.shortest), std::pair(m_longest, &made.longest)}) {
        if (field->text().trimmed().isEmpty())
            continue;
        const auto duration = durationFrom(field->text());
        if (!duration)
            return Error{Errc::BadInput,
                         tr("\"%1\" is no duration. Write a number and a unit, such as 200ms, 1.5s or 2min.")
                             .arg(field->text().left(40)),
                         {}};
        *into = *duration;
    }
    made.to = m_clock.now().time_since_epoch().count() * 1000;
    made.from = made.to - m_span->currentData().toLongLong() * 60'000'000;
    made.most = m_most->currentData().toInt();
    return made;
}

} // namespace understudy::traces
