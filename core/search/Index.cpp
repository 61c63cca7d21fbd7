#include "core/search/Index.h"

#include "core/search/Query.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <algorithm>
#include <limits>
#include <map>

namespace understudy::search {
namespace {

constexpr int mostCandidates = 200;
/// Kinds lie one behind the other in the index, so that one of them is a range of numbers.
constexpr int kindBits = 40;

std::int64_t firstOf(Kind kind) { return static_cast<std::int64_t>(kind) << kindBits; }

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
    mutable SQLite::Statement title;

    explicit Parts(const std::string& path)
        : database(made(path))
        , title(database, "SELECT title FROM item WHERE id = ?") {}

    static SQLite::Database made(const std::string& path) {
        SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("PRAGMA journal_mode = OFF");
        database.exec("PRAGMA synchronous = OFF");
        // The long text last: what comes behind it would be read through it.
        database.exec("CREATE TABLE item (id INTEGER PRIMARY KEY, title TEXT, place TEXT, ref TEXT, "
                      "anchor TEXT, body TEXT)");
        // Of one letter to three the beginnings are kept, so that the first keys are quick. Titles have an
        // index of their own: a beginning that half of the texts have, few titles do.
        const std::string how = "content = 'item', content_rowid = 'id', prefix = '1 2 3', "
                                "tokenize = 'unicode61 remove_diacritics 2')";
        database.exec("CREATE VIRTUAL TABLE texts USING fts5(title, place, body, " + how);
        database.exec("CREATE VIRTUAL TABLE titles USING fts5(title, " + how);
        database.exec("CREATE VIRTUAL TABLE word USING fts5vocab(texts, row)");
        database.exec("CREATE VIRTUAL TABLE title_word USING fts5vocab(titles, row)");
        return database;
    }

    const Vocabulary& words() const {
        if (!vocabulary) {
            std::vector<Vocabulary::Word> words;
            SQLite::Statement all(database, "SELECT word.term, word.doc, ifnull(title_word.doc, 0) FROM word "
                                            "LEFT JOIN title_word ON title_word.term = word.term");
            while (all.executeStep())
                words.push_back(
                    {textOf(all.getColumn(0)), all.getColumn(1).getInt(), all.getColumn(2).getInt()});
            vocabulary = std::make_unique<Vocabulary>(std::move(words));
        }
        return *vocabulary;
    }

    /// The whole of @p work or nothing of it.
    template <typename Work>
    Result<void> change(const Work& work) {
        try {
            SQLite::Transaction whole(database);
            work();
            whole.commit();
            vocabulary.reset();
            return {};
        } catch (const SQLite::Exception& error) {
            return trouble(error);
        }
    }

    void remove(Kind kind) const {
        SQLite::Statement rows(database, "SELECT id FROM item WHERE id > ? AND id < ?");
        rows.bind(1, firstOf(kind));
        rows.bind(2, firstOf(static_cast<Kind>(static_cast<int>(kind) + 1)));
        std::vector<std::int64_t> old;
        while (rows.executeStep())
            old.push_back(rows.getColumn(0).getInt64());
        for (const std::int64_t id : old) {
            note("INSERT INTO texts (texts, rowid, title, place, body) "
                 "SELECT 'delete', id, title, place, body FROM item WHERE id = ?",
                 id);
            note(
                "INSERT INTO titles (titles, rowid, title) SELECT 'delete', id, title FROM item WHERE id = ?",
                id);
            note("DELETE FROM item WHERE id = ?", id);
        }
    }

    /// Puts items behind the last of their kind.
    void insert(const std::vector<Item>& items) const {
        SQLite::Statement row(database, "INSERT INTO item (id, title, place, ref, anchor, body) "
                                        "VALUES (?, ?, ?, ?, ?, ?)");
        SQLite::Statement text(database, "INSERT INTO texts (rowid, title, place, body) VALUES (?, ?, ?, ?)");
        SQLite::Statement name(database, "INSERT INTO titles (rowid, title) VALUES (?, ?)");
        std::map<Kind, std::int64_t> last;
        for (const Item& item : items) {
            auto at = last.find(item.kind);
            if (at == last.end())
                at = last.emplace(item.kind, lastOf(item.kind)).first;
            const std::int64_t id = ++at->second;
            SQLite::bind(row, id, item.title.toStdString(), item.where.toStdString(), item.ref.toStdString(),
                         item.anchor.toStdString(), item.text.toStdString());
            SQLite::bind(text, id, item.title.toStdString(), item.where.toStdString(),
                         item.text.toStdString());
            SQLite::bind(name, id, item.title.toStdString());
            for (SQLite::Statement* one : {&row, &text, &name}) {
                one->exec();
                one->reset();
            }
        }
    }
    std::int64_t lastOf(Kind kind) const {
        SQLite::Statement last(database, "SELECT ifnull(max(id), ?1) FROM item WHERE id >= ?1 AND id < ?2");
        last.bind(1, firstOf(kind));
        last.bind(2, firstOf(static_cast<Kind>(static_cast<int>(kind) + 1)));
        last.executeStep();
        return last.getColumn(0).getInt64();
    }
    void note(const char* statement, std::int64_t id) const {
        SQLite::Statement row(database, statement);
        row.bind(1, id);
        row.exec();
    }

    struct Candidate {
        std::int64_t row = 0;
        int fit = 0;
        double rank = 0;
        Kind kind() const { return static_cast<Kind>(row >> kindBits); }
    };
    using Found = std::map<std::int64_t, Candidate>;

    /// Adds what the words match to @p found. The best are chosen by the index alone, and only they are
    /// looked at.
    void gather(const char* select, const std::string& match, const Query& query, std::optional<Kind> only,
                Found& found) const {
        if (match.empty())
            return;
        SQLite::Statement rows(database, select);
        rows.bind(1, match);
        rows.bind(2, only ? firstOf(*only) : 0);
        rows.bind(3, only ? firstOf(*only) + (std::int64_t(1) << kindBits) - 1
                          : std::numeric_limits<std::int64_t>::max());
        rows.bind(4, mostCandidates);
        while (rows.executeStep()) {
            const std::int64_t id = rows.getColumn(0).getInt64();
            if (found.contains(id))
                continue;
            Candidate made{id, query.fit(titleOf(id)), rows.getColumn(1).getDouble()};
            if (isCommandLine(made.kind()) && made.fit == 1)
                made.fit = 0; // a long line says many words and is not called by them
            found.emplace(id, made);
        }
    }
    Found gathered(const Query& query, std::optional<Kind> only) const {
        Found found;
        gather(query.isVague()
                   ? "SELECT rowid, 0.0 FROM titles WHERE titles MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?"
                   : "SELECT rowid, bm25(titles) AS score FROM titles WHERE titles MATCH ? "
                     "AND rowid BETWEEN ? AND ? ORDER BY score LIMIT ?",
               query.inTitles(), query, only, found);
        gather("SELECT rowid, bm25(texts, 10.0, 1.0, 1.5) AS score FROM texts WHERE texts MATCH ? "
               "AND rowid BETWEEN ? AND ? ORDER BY score LIMIT ?",
               query.inTexts(), query, only, found);
        if (found.empty()) // words that stand everywhere and in no title: some of the places
            gather("SELECT rowid, 0.0 FROM texts WHERE texts MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?",
                   query.inTitles(), query, only, found);
        return found;
    }
    QString titleOf(std::int64_t id) const {
        title.reset();
        title.bind(1, id);
        return title.executeStep() ? textOf(title.getColumn(0)) : QString();
    }

    Hit hitOf(const Candidate& candidate, const Query& query) const {
        SQLite::Statement row(database, "SELECT title, place, body, ref, anchor FROM item WHERE id = ?");
        row.bind(1, candidate.row);
        Hit hit;
        if (!row.executeStep())
            return hit;
        hit.item = {candidate.kind(),         textOf(row.getColumn(3)), textOf(row.getColumn(4)),
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
    return m_parts->change([&] { m_parts->insert(items); });
}

Result<void> Index::replace(Kind kind, const std::vector<Item>& items) {
    return m_parts->change([&] {
        m_parts->remove(kind);
        m_parts->insert(items);
    });
}

std::vector<Group> Index::find(const QString& typed, std::optional<Kind> only, int most) const {
    try {
        const Query query(typed, m_parts->words());
        if (query.isEmpty())
            return {};
        const auto found = m_parts->gathered(query, only);
        std::vector<Parts::Candidate> all;
        for (const auto& [row, candidate] : found)
            all.push_back(candidate);
        // Groups by their best fit, then by kind; inside a group by fit, then by rank.
        std::map<Kind, int> best;
        for (const Parts::Candidate& candidate : all)
            best[candidate.kind()] = std::max(best[candidate.kind()], candidate.fit);
        const auto key = [&best](const Parts::Candidate& one) {
            return std::tuple(-best[one.kind()], one.kind(), -one.fit, one.rank);
        };
        std::stable_sort(all.begin(), all.end(),
                         [&key](const auto& left, const auto& right) { return key(left) < key(right); });
        std::vector<Group> groups;
        for (const Parts::Candidate& candidate : all) {
            auto group = std::find_if(groups.begin(), groups.end(),
                                      [&](const Group& one) { return one.kind == candidate.kind(); });
            if (group == groups.end())
                group = groups.insert(groups.end(), Group{candidate.kind(), {}, 0});
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
