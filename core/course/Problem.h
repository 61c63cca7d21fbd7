#pragma once

#include <QString>

#include <vector>

namespace understudy::course {

/// One thing wrong with a pack: where, and a sentence that says how to mend it. Lines and columns count from
/// 1; 0 when the problem is about a whole file.
struct Problem {
    QString file;
    int line = 0;
    int column = 0;
    QString sentence;

    /// "modules/01-x/module.yaml:3:7: sentence"
    QString text() const;
    bool operator==(const Problem&) const = default;
};

/// Where readers put what they find. All problems are collected, up to a number that a person can still read.
class Problems final {
public:
    void add(const QString& file, int line, int column, const QString& sentence);
    bool empty() const { return m_list.empty(); }
    const std::vector<Problem>& list() const { return m_list; }
    /// By file, line and column, for printing.
    void sort();

private:
    std::vector<Problem> m_list;
};

} // namespace understudy::course
