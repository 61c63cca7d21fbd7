#include "core/quiz/Shuffle.h"

#include "core/quiz/Response.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cstring>

namespace understudy::quiz {

namespace {

/// Bytes from SHA-256 in counter mode: the same on every machine and library, which std::shuffle is not.
class Sequence final {
public:
    explicit Sequence(const QByteArray& seed)
        : m_seed(seed) {}
    /// 0 to @p below - 1. The remainder's bias is below one in 2^60 for lists this short.
    qsizetype next(qsizetype below) {
        const QByteArray hash =
            QCryptographicHash::hash(m_seed + QByteArray::number(m_count++), QCryptographicHash::Sha256);
        quint64 number = 0;
        for (int i = 0; i < 8; ++i)
            number = number << 8 | static_cast<unsigned char>(hash[i]);
        return static_cast<qsizetype>(number % static_cast<quint64>(below));
    }

private:
    QByteArray m_seed;
    int m_count = 0;
};

} // namespace

QStringList shownOrder(const course::Question& question, const Id& attempt) {
    QStringList ids;
    for (const course::Option& option : question.options)
        ids << option.id;
    for (std::size_t i = 0; i < question.pairs.size(); ++i)
        ids << rightId(question, i);
    ids.removeDuplicates();
    const QStringList inFile = ids;
    Sequence sequence(attempt.toUtf8() + '\n' + question.id.toUtf8() + '\n');
    for (qsizetype i = ids.size() - 1; i > 0; --i)
        ids.swapItemsAt(i, sequence.next(i + 1));
    if (question.kind == course::QuestionKind::Ordering && ids.size() > 1 && ids == inFile)
        std::rotate(ids.begin(), ids.begin() + 1, ids.end());
    return ids;
}

} // namespace understudy::quiz
