#pragma once

#include "core/base/Result.h"

#include <QString>
#include <QStringList>

#include <memory>

class Hunspell;

namespace understudy::prose {

/// Knows American English by Hunspell's dictionary, and the words of the field that a list adds.
class Spelling final {
public:
    /// @p folder holds en_US.aff and en_US.dic; @p words has one word a line, # starts a remark.
    static Result<std::unique_ptr<Spelling>> open(const QString& folder, const QString& words);
    ~Spelling();
    Spelling(const Spelling&) = delete;
    Spelling& operator=(const Spelling&) = delete;

    bool knows(const QString& word) const;
    /// At most three words that may have been meant.
    QStringList meant(const QString& word) const;

private:
    explicit Spelling(std::unique_ptr<Hunspell> dictionary);
    std::unique_ptr<Hunspell> m_dictionary;
};

/// A word and how many line ends stand before it.
struct Word {
    QString text;
    int line = 0;
};
/// The words of a text that have a spelling: not those with digits, in capitals only, or parts of addresses
/// and names with dots and slashes.
std::vector<Word> wordsOf(const QString& text);

} // namespace understudy::prose
