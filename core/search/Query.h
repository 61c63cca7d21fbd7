#pragma once

#include "core/search/Vocabulary.h"

#include <string>

namespace understudy::search {

/// What was typed, as the index understands it.
class Query final {
public:
    Query(const QString& typed, const Vocabulary& vocabulary);

    bool isEmpty() const { return m_words.empty(); }
    /// For FTS5's MATCH over texts with their titles; empty when the words are so common that texts cannot be
    /// searched for them.
    std::string inTexts() const;
    /// The same for an index of titles alone.
    std::string inTitles() const;
    /// Whether so many titles answer that ordering them by how well would take too long, and say nothing.
    bool isVague() const;
    /// 0 to 3: how well a title is what was typed.
    int fit(const QString& title) const;
    /// Beginnings of words that answer: the typed ones and what they may have been meant to be; and phrases,
    /// which have spaces.
    const QStringList& beginnings() const { return m_beginnings; }

private:
    struct Word {
        QString typed;
        QStringList forms;   ///< beginnings that count as the word, itself first
        QStringList phrases; ///< "roll back" for rollback
        bool common = false; ///< in texts
        bool commonInTitles = false;
    };
    Word understood(const QString& typed, const Vocabulary& vocabulary) const;
    std::string match(bool rareOnly) const;

    QString m_typed; ///< simplified, lower case
    std::vector<Word> m_words;
    QStringList m_together; ///< "rollback" for roll back
    QStringList m_beginnings;
};

} // namespace understudy::search
