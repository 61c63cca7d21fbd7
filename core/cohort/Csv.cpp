#include "core/cohort/Csv.h"

#include <QCoreApplication>
#include <QStringDecoder>

#include <algorithm>

namespace understudy::cohort {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

/// What a spreadsheet pastes is parted by tabs.
QChar separatorOf(const QString& header) {
    if (header.contains(u'\t'))
        return u'\t';
    return header.count(u';') > header.count(u',') ? u';' : u',';
}

/// Takes the text apart character by character.
class Reader final {
public:
    explicit Reader(const QString& text)
        : m_text(text)
        , m_separator(separatorOf(text.section(u'\n', 0, 0))) {}
    Result<std::vector<CsvRow>> read();

private:
    void plain(QChar c);
    void quoted(QChar c, QChar next);
    void endField();
    void endRow();

    const QString& m_text;
    QChar m_separator;
    std::vector<CsvRow> m_rows;
    CsvRow m_row;
    QString m_field;
    qsizetype m_at = 0;
    int m_line = 1;
    bool m_inside = false;
    bool m_wasQuoted = false;
};

Result<std::vector<CsvRow>> Reader::read() {
    for (m_at = 0; m_at < m_text.size(); ++m_at) {
        const QChar c = m_text[m_at];
        if (m_inside)
            quoted(c, m_at + 1 < m_text.size() ? m_text[m_at + 1] : QChar());
        else
            plain(c);
        if (c == u'\n') {
            ++m_line;
            if (!m_inside)
                m_row.line = m_line;
        }
    }
    if (m_inside)
        return Error{Errc::BadInput,
                     tr("The row of line %1 has quotation marks that are not closed. Close them and try "
                        "again.")
                         .arg(m_row.line),
                     {}};
    endRow();
    return std::move(m_rows);
}

void Reader::plain(QChar c) {
    if (c == u'"' && !m_wasQuoted && m_field.trimmed().isEmpty()) {
        m_field.clear();
        m_inside = m_wasQuoted = true;
    } else if (c == m_separator)
        endField();
    else if (c == u'\n')
        endRow();
    else if (c != u'\r' && !(m_wasQuoted && c.isSpace()))
        m_field += c;
}

void Reader::quoted(QChar c, QChar next) {
    if (c != u'"') {
        m_field += c;
    } else if (next == u'"') {
        m_field += c;
        ++m_at;
    } else {
        m_inside = false;
    }
}

void Reader::endField() {
    m_row.fields << (m_wasQuoted ? m_field : m_field.trimmed());
    m_field.clear();
    m_wasQuoted = false;
}

void Reader::endRow() {
    endField();
    if (m_row.fields.join(QString()).isEmpty())
        m_row.fields.clear();
    else
        m_rows.push_back(std::exchange(m_row, {}));
}

constexpr QStringView needsQuotes(u"\",;\t\r\n");

bool beginsFormula(QChar c) { return QStringView(u"=+-@\t\r").contains(c); }

/// Whether a cell may begin at @p at: a spreadsheet parts cells by what its computer's language says, and
/// passes over quotation marks.
bool mayBegin(const QString& field, qsizetype at) {
    while (at > 0 && field[at - 1] == u'"')
        --at;
    return at == 0 || QStringView(u";,\t\r\n").contains(field[at - 1]);
}

QString guarded(const QString& field) {
    QString made;
    made.reserve(field.size() + 1);
    for (qsizetype at = 0; at < field.size(); ++at) {
        if (beginsFormula(field[at]) && mayBegin(field, at))
            made += u'\'';
        made += field[at];
    }
    return made;
}

} // namespace

QString unguarded(const QString& field) {
    QString made;
    made.reserve(field.size());
    for (qsizetype at = 0; at < field.size(); ++at)
        if (field[at] != u'\'' || at + 1 == field.size() || !beginsFormula(field[at + 1]) ||
            !mayBegin(made, made.size()))
            made += field[at];
    return made;
}

Result<std::vector<CsvRow>> readCsv(const QByteArray& bytes) {
    QStringDecoder decode(QStringDecoder::Utf8);
    const QString text = decode(bytes);
    if (decode.hasError())
        return Error{
            Errc::BadInput, tr("The file is not UTF-8 text. Save it as \"CSV UTF-8\" and try again."), {}};
    return Reader(text).read();
}

QByteArray csvLine(const QStringList& fields) {
    QByteArrayList written;
    for (const auto& one : fields) {
        auto field = guarded(one);
        if (std::any_of(field.cbegin(), field.cend(), [](QChar c) { return needsQuotes.contains(c); }))
            field = u'"' + field.replace(u'"', QStringLiteral("\"\"")) + u'"';
        written << field.toUtf8();
    }
    return written.join(',') + "\r\n";
}

} // namespace understudy::cohort
