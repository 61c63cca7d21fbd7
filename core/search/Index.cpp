#include "core/search/Index.h"

#include "core/search/Query.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <map>

namespace understudy::search {
namespace {

constexpr int mostCandidates = 400;

Error trouble(const SQLite::Exception& error) {
    return {Errc::Io,
            QCoreApplication::translate("Search", "The search index cannot be made. Is the disk full?"),
            QString::fromUtf8(error.what())};
}

QString textOf(const SQLite::Column& column) {
    return QString::fromUtf8(column.getText(), column.getBytes());
}

/// Where words of a text begin as one of the beginnings does, and where phrases stand.
std::vector<Mark> marksIn(const QString& text, const QStringList& beginnings) {
    static const QRegularExpression word(QStringLiteral("[\\p{L}\\p{N}]+"));
    std::vector<Mark> out;
    for (auto each = word.globalMatch(text); each.hasNext();) {
        const auto from = each.next().capturedStart();
        if (!out.empty() && from < out.back().from + out.back().length)
            continue; // inside a phrase
        qsizetype longest = 0;
        for (const QString& beginning : beginnings)
            if (QStringView(text).mid(from).startsWith(beginning, Qt::CaseInsensitive))
                longest = std::max(longest, beginning.size());
        if (longest > 0)
            out.push_back({static_cast<int>(from), static_cast<int>(longest)});
    }
    return out;
}

void addExcerpt(Hit& hit, const QStringList& beginnings) {
    constexpr int before = 60, whole = 220;
    const auto marks = marksIn(hit.item.text, beginnings);
    if (marks.empty())
        return;
    qsizetype from = std::max(0, marks.front().from - before);
    if (from > 0) // at a word
        from = hit.item.text.indexOf(u' ', from) + 1;
    hit.excerpt = hit.item.text.mid(from, whole).simplified();
    hit.excerptMarks = marksIn(hit.excerpt, beginnings);
}

} // namespace

struct Index::Parts {
    SQLite::Database database;
    mutable std::unique_ptr<Vocabulary> vocabulary; ///< read again after more was added

    explicit Parts(const std::string& path)
        : database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
        database.exec("PRAGMA journal_mode = OFF");
        database.exec("PRAGMA synchronous = OFF");
        // Of one letter to three the beginnings are kept, so that the first keys are quick.
        database.exec("CREATE VIRTUAL TABLE item USING fts5(title, place, body, kind UNINDEXED, "
                      "ref UNINDEXED, anchor UNINDEXED, tokenize = 'unicode61 remove_diacritics 2', "
                      "prefix = '1 2 3')");
        database.exec("CREATE VIRTUAL TABLE word USING fts5vocab(item, col)");
    }

    const Vocabulary& words() const {
        if (!vocabulary) {
            std::vector<Vocabulary::Word> words;
            SQLite::Statement all(database, "SELECT term, sum(doc), sum(iif(col = 'title', doc, 0)) "
                                            "FROM word GROUP BY term");
            while (all.executeStep())
                words.push_back(
                    {textOf(all.getColumn(0)), all.getColumn(1).getInt(), all.getColumn(2).getInt()});
            vocabulary = std::make_unique<Vocabulary>(std::move(words));
        }
        return *vocabulary;
    }

    struct Candidate {
        std::int64_t row = 0;
        Kind kind = Kind::Page;
        int fit = 0;
        double rank = 0;
    };
    /// Adds what the words match to @p found.
    void gather(const std::string& match, const Query& query, std::optional<Kind> only, bool ranked,
                std::map<std::int64_t, Candidate>& found) const {
        if (match.empty())
            return;
        const char* const select =
            ranked ? "SELECT rowid, kind, title, bm25(item, 10.0, 1.0, 1.5) AS score FROM item "
                     "WHERE item MATCH ? AND (? < 0 OR kind = ?) ORDER BY score LIMIT ?"
                   : "SELECT rowid, kind, title, 0.0 FROM item WHERE item MATCH ? AND (? < 0 OR kind = ?) "
                     "LIMIT ?";
        SQLite::Statement rows(database, select);
        const int kind = only ? static_cast<int>(*only) : -1;
        rows.bind(1, match);
        rows.bind(2, kind);
        rows.bind(3, kind);
        rows.bind(4, mostCandidates);
        while (rows.executeStep())
            add(rows, query, found);
    }

    static void add(const SQLite::Statement& row, const Query& query,
                    std::map<std::int64_t, Candidate>& found) {
        const std::int64_t id = row.getColumn(0).getInt64();
        const auto kind = static_cast<Kind>(row.getColumn(1).getInt());
        Candidate made{id, kind, query.fit(textOf(row.getColumn(2))), row.getColumn(3).getDouble()};
        if (kind == Kind::Command && made.fit == 1)
            made.fit = 0; // a long line says many words and is not called by them
        found.try_emplace(id, made);
    }

    Hit hitOf(const Candidate& candidate, const Query& query) const {
        SQLite::Statement row(database, "SELECT title, place, body, ref, anchor FROM item WHERE rowid = ?");
        row.bind(1, candidate.row);
        Hit hit;
        if (!row.executeStep())
            return hit;
        hit.item = {candidate.kind,           textOf(row.getColumn(3)), textOf(row.getColumn(4)),
                    textOf(row.getColumn(0)), textOf(row.getColumn(1)), textOf(row.getColumn(2))};
        hit.marks = marksIn(hit.item.title, query.beginnings());
        addExcerpt(hit, query.beginnings());
        return hit;
    }
};

Index::Index(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}

Index::~Index() = default;

Result<std::unique_ptr<Index>> Index::build(const std::vector<Item>& items, const QString& path) {
    try {
        if (!path.isEmpty())
            QFile::remove(path);
        auto parts = std::make_unique<Parts>(path.isEmpty() ? std::string(":memory:") : path.toStdString());
        std::unique_ptr<Index> index(new Index(std::move(parts)));
        if (auto added = index->add(items); !added)
            return added.error();
        return index;
    } catch (const SQLite::Exception& error) {
        return trouble(error);
    }
}

Result<void> Index::add(const std::vector<Item>& items) {
    try {
        SQLite::Transaction whole(m_parts->database);
        SQLite::Statement insert(m_parts->database,
                                 "INSERT INTO item (title, place, body, kind, ref, anchor) "
                                 "VALUES (?, ?, ?, ?, ?, ?)");
        for (const Item& item : items) {
            insert.bind(1, item.title.toStdString());
            insert.bind(2, item.where.toStdString());
            insert.bind(3, item.text.toStdString());
            insert.bind(4, static_cast<int>(item.kind));
            insert.bind(5, item.ref.toStdString());
            insert.bind(6, item.anchor.toStdString());
            insert.exec();
            insert.reset();
        }
        whole.commit();
        m_parts->vocabulary.reset();
        return {};
    } catch (const SQLite::Exception& error) {
        return trouble(error);
    }
}

std::vector<Group> Index::find(const QString& typed, std::optional<Kind> only, int most) const {
    try {
        const Query query(typed, m_parts->words());
        if (query.isEmpty())
            return {};
        std::map<std::int64_t, Parts::Candidate> found;
        m_parts->gather(query.inTitles(), query, only, !query.isVague(), found);
        m_parts->gather(query.inTexts(), query, only, true, found);
        std::vector<Parts::Candidate> all;
        for (const auto& [row, candidate] : found)
            all.push_back(candidate);
        // Groups by their best fit, then by kind; inside a group by fit, then by rank.
        std::map<Kind, int> best;
        for (const Parts::Candidate& candidate : all)
            best[candidate.kind] = std::max(best[candidate.kind], candidate.fit);
        const auto key = [&best](const Parts::Candidate& one) {
            return std::tuple(-best[one.kind], one.kind, -one.fit, one.rank);
        };
        std::stable_sort(all.begin(), all.end(),
                         [&key](const auto& left, const auto& right) { return key(left) < key(right); });
        std::vector<Group> groups;
        for (const Parts::Candidate& candidate : all) {
            auto group = std::find_if(groups.begin(), groups.end(),
                                      [&](const Group& one) { return one.kind == candidate.kind; });
            if (group == groups.end())
                group = groups.insert(groups.end(), Group{candidate.kind, {}, 0});
            if (static_cast<int>(group->hits.size()) < most)
                group->hits.push_back(m_parts->hitOf(candidate, query));
            else
                ++group->more;
        }
        return groups;
    } catch (const SQLite::Exception&) {
        return {}; // a query is made of words alone; what is left is a damaged index, which finds nothing
    }
}

int Index::size() const { return m_parts->database.execAndGet("SELECT count(*) FROM item").getInt(); }

} // namespace understudy::search
