#include "core/cohort/Csv.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>

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

} // namespace

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
    for (auto field : fields) {
        if (!field.isEmpty() && QStringLiteral("=+-@\t\r").contains(field[0]))
            field.prepend(u'\'');
        if (field.contains(QRegularExpression(QStringLiteral("[\",;\r\n]"))))
            field = u'"' + field.replace(u'"', QStringLiteral("\"\"")) + u'"';
        written << field.toUtf8();
    }
    return written.join(',') + "\r\n";
}

} // namespace understudy::cohort
