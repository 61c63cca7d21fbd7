#pragma once

#include "core/base/Result.h"
#include "core/search/Item.h"

#include <memory>
#include <optional>

namespace understudy::search {

/// A place in a text that answers what was typed.
struct Mark {
    int from = 0, length = 0;
    bool operator==(const Mark&) const = default;
};

/// One answer.
struct Hit {
    Item item;
    std::vector<Mark> marks;        ///< in the title
    QString excerpt;                ///< of the text, around the first answer; empty when it is in the title
    std::vector<Mark> excerptMarks; ///< in the excerpt
};

/// Answers of one kind, the best first.
struct Group {
    Kind kind = Kind::Page;
    std::vector<Hit> hits;
    int more = 0; ///< further ones, not in hits
};

/// A full-text index (SQLite's FTS5) of what a trainee can look for. Words are found by their beginning, with
/// one or two slips of the finger, written together or apart. Not for use from two threads at once.
class Index final {
public:
    /// @p path of the database, which is made anew; empty: in memory.
    static Result<std::unique_ptr<Index>> build(const std::vector<Item>& items, const QString& path = {});
    ~Index();
    Index(const Index&) = delete;
    Index& operator=(const Index&) = delete;

    /// Adds what became findable meanwhile.
    Result<void> add(const std::vector<Item>& items);
    /// Puts @p items in the place of all of their kind.
    Result<void> replace(Kind kind, const std::vector<Item>& items);
    /// Groups in the order of their best answer: what is called as typed comes before what only mentions it.
    /// At most @p most answers a group; of one kind alone where @p only says so.
    std::vector<Group> find(const QString& typed, std::optional<Kind> only = {}, int most = 4) const;
    int size() const;

private:
    struct Parts;
    explicit Index(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace understudy::search
