#include "core/prose/Spelling.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <hunspell/hunspell.hxx>

namespace understudy::prose {

Spelling::Spelling(std::unique_ptr<Hunspell> dictionary)
    : m_dictionary(std::move(dictionary)) {}

Spelling::~Spelling() = default;

Result<std::unique_ptr<Spelling>> Spelling::open(const QString& folder, const QString& words) {
    const QString affixes = QDir(folder).filePath(QStringLiteral("en_US.aff"));
    const QString entries = QDir(folder).filePath(QStringLiteral("en_US.dic"));
    if (!QFile::exists(affixes) || !QFile::exists(entries))
        return Error{
            Errc::NotFound,
            QStringLiteral("There is no dictionary in %1. Install the package hunspell-en-us.").arg(folder),
            {}};
    auto dictionary = std::make_unique<Hunspell>(QFile::encodeName(affixes).constData(),
                                                 QFile::encodeName(entries).constData());
    for (const QString& line : words.split(u'\n'))
        if (const QString word = line.section(u'#', 0, 0).trimmed(); !word.isEmpty())
            dictionary->add(word.toStdString());
    return std::unique_ptr<Spelling>(new Spelling(std::move(dictionary)));
}

bool Spelling::knows(const QString& word) const { return m_dictionary->spell(word.toStdString()); }

QStringList Spelling::meant(const QString& word) const {
    QStringList out;
    for (const std::string& one : m_dictionary->suggest(word.toStdString()))
        if (out.size() < 3)
            out << QString::fromStdString(one);
    return out;
}

std::vector<Word> wordsOf(const QString& text) {
    static const QRegularExpression shape(
        QStringLiteral("(?<![\\p{L}\\p{N}_./@~$%&-])\\p{L}[\\p{L}'\u2019]*(?:-\\p{L}[\\p{L}'\u2019]*)*"
                       "(?![\\p{L}\\p{N}_/@-]|[.]\\p{L})"));
    std::vector<Word> out;
    for (auto match = shape.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        const int line = static_cast<int>(QStringView(text).left(found.capturedStart()).count(u'\n'));
        for (QString part : found.captured().split(u'-')) {
            part.replace(u'\u2019', u'\'');
            if (part.endsWith(QLatin1String("'s")))
                part.chop(2);
            while (part.endsWith(u'\''))
                part.chop(1);
            static const QRegularExpression name(QStringLiteral("\\p{Ll}\\p{Lu}|^\\p{Lu}+s?$")); // GiB, APIs
            if (part.size() > 1 && !name.match(part).hasMatch())
                out.push_back({part, line});
        }
    }
    return out;
}

} // namespace understudy::prose
