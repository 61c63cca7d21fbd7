#include "core/authoring/Gift.h"

#include "core/authoring/GiftText.h"
#include "core/authoring/PlainText.h"
#include "core/course/Readers.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace understudy::authoring {
namespace {

using course::Question;
using course::QuestionKind;

constexpr double whole = 99.9; // percent: 33.33333 three times is not quite a hundred

/// Makes a question of one item, and notes what does not come along.
class Understood final {
public:
    Understood(const GiftItem& item, const QString& file, course::Problems& left)
        : m_item(item)
        , m_file(file)
        , m_left(left) {}

    std::optional<Question> question() {
        if (!m_item.trouble.isEmpty())
            return leftOut(m_item.trouble);
        if (!m_item.asks)
            return leftOut(QStringLiteral("This is a text without a question. Put it on a page."));
        Question out;
        out.text = markdownIn(m_item.text, m_item.format);
        out.explanation = markdown(m_item.feedback, m_item.format);
        if (out.text.isEmpty())
            return leftOut(QStringLiteral("The question has no words."));
        takeTags(out);
        if (!takeAnswers(out))
            return std::nullopt;
        if (out.explanation.isEmpty())
            note(QStringLiteral("There is no feedback to make the explanation of. Write one."));
        return out;
    }

private:
    void note(const QString& sentence) { m_left.add(m_file, m_item.line, 1, sentence); }
    std::optional<Question> leftOut(const QString& why) {
        note(QStringLiteral("Left out. ") + why);
        return std::nullopt;
    }
    bool drop(const QString& why) { return leftOut(why).has_value(); }

    /// A raw text of the file as Markdown.
    QString markdown(QString raw, GiftFormat otherwise) {
        const GiftFormat format = takeFormat(raw, otherwise);
        return markdownIn(raw, format);
    }

    QString markdownIn(const QString& raw, GiftFormat format) {
        const QString text = unescapedGift(raw);
        static const QRegularExpression html(QStringLiteral("<[A-Za-z/!]|&[A-Za-z#][A-Za-z0-9]{0,10};"));
        if (format == GiftFormat::Markdown)
            return text;
        if (format == GiftFormat::Plain || (format == GiftFormat::Moodle && !html.match(text).hasMatch()))
            return escapedMarkdown(text);
        QStringList dropped;
        const QString out = markdownOfHtml(text, dropped);
        if (!dropped.isEmpty())
            note(QStringLiteral("HTML without a place in Markdown was dropped: %1.")
                     .arg(dropped.join(QStringLiteral(", "))));
        return out;
    }

    void takeTags(Question& out) {
        for (const QString& tag : m_item.tags) {
            const QString key = tag.section(u'=', 0, 0), value = tag.section(u'=', 1).simplified();
            if (key == QLatin1String("difficulty"))
                out.difficulty = std::clamp(value.toInt(), 1, 3);
            else if (key == QLatin1String("page"))
                out.page = value.section(u'#', 0, 0), out.anchor = value.section(u'#', 1);
            else if (key == QLatin1String("fact"))
                out.facts << value;
            else if (key == QLatin1String("unit"))
                out.unit = value;
            else if (key == QLatin1String("case"))
                out.caseMatters = true;
            else
                note(QStringLiteral("The tag \"%1\" has no place in a pack.").arg(tag.left(60)));
        }
    }

    bool takeAnswers(Question& out) {
        const QString& block = m_item.answers;
        static const QRegularExpression truth(QStringLiteral("^(T|TRUE|F|FALSE)(#|$)"),
                                              QRegularExpression::CaseInsensitiveOption);
        if (block.isEmpty())
            return drop(
                QStringLiteral("Essays are not marked by the program. Make it a task of a lab or a track."));
        if (block.startsWith(u'#'))
            return takeNumber(out, block.mid(1).trimmed());
        if (findGift(block, QStringLiteral("~")) >= 0)
            return takeChoice(out, giftAnswers(block, false));
        if (const auto match = truth.match(block.simplified()); match.hasMatch())
            return takeTruth(out, match.captured(1));
        const auto answers = giftAnswers(block, true);
        if (answers.empty())
            return drop(QStringLiteral("The answers start with neither = nor ~."));
        const auto isPair = [](const GiftAnswer& one) { return one.text.contains(QLatin1String("->")); };
        return std::any_of(answers.begin(), answers.end(), isPair) ? takePairs(out, answers)
                                                                   : takeWords(out, answers);
    }

    bool takeChoice(Question& out, const std::vector<GiftAnswer>& answers) {
        const bool several =
            std::none_of(answers.begin(), answers.end(), [](const auto& a) { return a.equals; });
        int right = 0;
        for (const GiftAnswer& answer : answers) {
            const double weight = answer.equals ? 100 : answer.weight.value_or(0);
            const bool isRight = answer.equals || (several && weight > 0);
            if (!several && !answer.equals && weight > 0)
                note(QStringLiteral("An answer that is right by %1% counts as wrong: \"%2\".")
                         .arg(weight)
                         .arg(unescapedGift(answer.text).left(60)));
            const QString text = markdown(answer.text, m_item.format);
            if (text.isEmpty())
                continue; // a picture alone
            course::Option option{QString(QChar(static_cast<char16_t>(u'a' + out.options.size()))), text,
                                  isRight, markdown(answer.feedback, m_item.format)};
            if (!isRight && option.why.isEmpty())
                note(QStringLiteral("The wrong answer \"%1\" has no feedback. Write why one might think it.")
                         .arg(option.text.left(60)));
            right += isRight ? 1 : 0;
            out.options.push_back(option);
            if (out.options.size() == 26)
                break;
        }
        if (out.options.size() < 2 || right == 0)
            return drop(right == 0 ? QStringLiteral("No answer is right.")
                                   : QStringLiteral("There is only one answer to choose from."));
        out.kind = right > 1 ? QuestionKind::Multiple : QuestionKind::Single;
        if (!several && right > 1)
            note(QStringLiteral("Any one of %1 answers was right; now all of them must be chosen.")
                     .arg(right));
        if (several)
            noteWeights(answers, right);
        return true;
    }

    /// Ours are all or nothing: said when the weights of the file meant something else.
    void noteWeights(const std::vector<GiftAnswer>& answers, int right) {
        const auto odd = [&](const GiftAnswer& one) {
            const double weight = one.weight.value_or(0);
            return weight > 0 && std::abs(weight - 100.0 / right) > 0.1;
        };
        if (std::any_of(answers.begin(), answers.end(), odd))
            note(QStringLiteral("Answers had different weights; here all right ones count the same."));
    }

    bool takeTruth(Question& out, const QString& word) {
        out.kind = QuestionKind::TrueFalse;
        out.truth = word.startsWith(u't', Qt::CaseInsensitive);
        const qsizetype first = findGift(m_item.answers, QStringLiteral("#"));
        if (first < 0)
            return true;
        const qsizetype second = findGift(m_item.answers, QStringLiteral("#"), first + 1);
        QStringList parts;
        for (const QString& raw : {m_item.answers.mid(first + 1, second < 0 ? -1 : second - first - 1),
                                   second < 0 ? QString() : m_item.answers.mid(second + 1)})
            parts << markdown(raw, m_item.format);
        parts.removeAll({});
        takeFeedback(out, parts);
        return true;
    }

    /// What is said of single answers becomes the explanation, when nothing is said of the whole.
    void takeFeedback(Question& out, const QStringList& parts) {
        if (out.explanation.isEmpty())
            out.explanation = parts.join(u' ');
        else if (!parts.isEmpty())
            note(QStringLiteral("Feedback of single answers was left out: \"%1\".")
                     .arg(parts.join(u' ').left(80)));
    }

    bool takeWords(Question& out, const std::vector<GiftAnswer>& answers) {
        out.kind = QuestionKind::FillIn;
        QStringList said;
        for (const GiftAnswer& answer : answers) {
            if (!answer.feedback.isEmpty())
                said << markdown(answer.feedback, m_item.format);
            QString raw = answer.text;
            takeFormat(raw, GiftFormat::Plain);
            QString text = unescapedGift(raw);
            static const QRegularExpression any(QStringLiteral("(?<!\\\\)\\*"));
            if (answer.weight.value_or(100) < whole)
                note(QStringLiteral("An answer that is right by %1% is left out: \"%2\".")
                         .arg(*answer.weight)
                         .arg(text.left(60)));
            else if (any.match(text).hasMatch())
                note(QStringLiteral(
                         "The answer \"%1\" stands for any text in its place. Write out what is accepted.")
                         .arg(text.left(60)));
            else if (!text.isEmpty())
                out.accepted << text.replace(QStringLiteral("\\*"), QStringLiteral("*"));
        }
        takeFeedback(out, said);
        return !out.accepted.isEmpty() || drop(QStringLiteral("No whole answer is right."));
    }

    bool takePairs(Question& out, const std::vector<GiftAnswer>& answers) {
        out.kind = QuestionKind::Matching;
        for (const GiftAnswer& answer : answers) {
            const qsizetype arrow = answer.text.indexOf(QLatin1String("->"));
            if (arrow < 0) {
                note(QStringLiteral("\"%1\" has no -> and is left out.").arg(answer.text.left(60)));
                continue;
            }
            const QString left = markdown(answer.text.left(arrow).trimmed(), m_item.format);
            const QString right = markdown(answer.text.mid(arrow + 2).trimmed(), m_item.format);
            if (left.isEmpty() || right.isEmpty())
                note(QStringLiteral("\"%1\" belongs to nothing and is left out.").arg(right.left(60)));
            else
                out.pairs.push_back({left, right});
        }
        return out.pairs.size() >= 2 || drop(QStringLiteral("A matching needs two whole pairs."));
    }

    bool takeNumber(Question& out, const QString& block) {
        out.kind = QuestionKind::Numeric;
        const bool listed = findGift(block, QStringLiteral("=")) >= 0;
        const auto answers =
            listed ? giftAnswers(block, true) : giftAnswers(QStringLiteral("=") + block, true);
        bool found = false;
        QStringList said;
        for (const GiftAnswer& answer : answers) {
            if (!answer.feedback.isEmpty())
                said << markdown(answer.feedback, m_item.format);
            const bool isRight = answer.equals && answer.weight.value_or(100) >= whole;
            if (isRight && !found)
                found = readRange(answer.text, out);
            else if (isRight || answer.weight.value_or(0) > 0)
                note(QStringLiteral("A second number is left out: \"%1\".").arg(answer.text.left(60)));
        }
        takeFeedback(out, said);
        return found || drop(QStringLiteral("No right number could be read. Write 3:0.5 or 2.5..3.5."));
    }

    /// "3", "3:0.5" or "2.5..3.5".
    static bool readRange(const QString& raw, Question& out) {
        const QString text = unescapedGift(raw).simplified();
        const qsizetype dots = text.indexOf(QLatin1String(".."));
        bool first = false, second = true;
        double a = 0, b = 0;
        if (dots >= 0) {
            a = text.left(dots).toDouble(&first);
            b = text.mid(dots + 2).toDouble(&second);
            out.number = (a + b) / 2;
            out.tolerance = std::abs(b - a) / 2;
        } else {
            out.number = text.section(u':', 0, 0).toDouble(&first);
            if (text.contains(u':'))
                out.tolerance = text.section(u':', 1).toDouble(&second);
        }
        return first && second && std::isfinite(out.number) && std::isfinite(out.tolerance) &&
               out.tolerance >= 0;
    }

    const GiftItem& m_item;
    const QString& m_file;
    course::Problems& m_left;
};

/// "$course$/top/Redis \/\/ cache" to its last part; a doubled slash is one inside a name. One at the edge of
/// a name could not be told from the one that parts names, so names do not keep those.
QString topicOf(const QString& category) {
    QString text = category;
    text.replace(QStringLiteral("//"), QStringLiteral("\n"));
    QString last = text.section(u'/', -1);
    static const QRegularExpression edges(QStringLiteral("^[/\\s]+|[/\\s]+$"));
    last = last.replace(u'\n', u'/').remove(edges).simplified();
    return last.isEmpty() || last == QLatin1String("top") || last == QLatin1String("$course$")
               ? QStringLiteral("General")
               : last;
}

} // namespace

GiftQuiz readGift(const QByteArray& bytes, const QString& file) {
    GiftQuiz out;
    constexpr std::size_t most = 5000;
    if (!bytes.isValidUtf8() || bytes.contains('\0')) {
        out.left.add(file, 1, 1, QStringLiteral("The file is not UTF-8 text. Save it as UTF-8."));
        return out;
    }
    QStringList ids;
    for (const GiftItem& item : giftItems(QString::fromUtf8(bytes))) {
        ++out.found;
        auto question = Understood(item, file, out.left).question();
        if (!question)
            continue;
        if (out.questions.size() == most) {
            out.left.add(file, item.line, 1,
                         QStringLiteral("Left out with all after it: a quiz has at most 5,000 questions."));
            break;
        }
        question->topic = topicOf(item.category);
        const QString number = QStringLiteral("q%1").arg(out.questions.size() + 1, 2, 10, QLatin1Char('0'));
        question->id = freeId(course::isId(item.name) && item.name.size() <= 60 ? item.name : number, ids);
        out.questions.push_back(std::move(*question));
    }
    return out;
}

} // namespace understudy::authoring
