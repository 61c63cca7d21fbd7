#pragma once

#include "app/server/Options.h"

#include "core/access/Access.h"
#include "core/access/Audit.h"
#include "core/store/Database.h"

#include <functional>
#include <memory>

namespace understudy::server {

// How the program ends.
inline constexpr int Done = 0;
inline constexpr int Failed = 1;
inline constexpr int WrongUse = 2;
inline constexpr int AlreadyRunning = 3;

/// One sentence to the one who started us, on standard error.
void complain(const QString& sentence, const QString& detail = {});
void say(const QString& line);
/// What somebody else wrote, for a terminal: nothing in it begins a line, moves the cursor or turns the
/// direction of the text.
QString printable(const std::string& text);
/// Complains; the exit code.
int failed(const Error& error);

/// Who sits at the server, for the audit: the user of the system.
std::string operatorName();
/// Where the files that came with the program are.
QString shareFolder();
/// The course pack that was given or came with the program.
QString courseFolder(const Options& options);
/// Makes the data folder where it is missing. Its absolute path.
Result<QString> dataFolder(const Options& options);
/// What Database::open calls the place of the data; nothing is made.
std::string placeOf(const Options& options);
/// The database that the options name, made where it is missing, in the form that this version knows.
Result<std::unique_ptr<store::Database>> openDatabase(const Options& options);
/// The home page of the accounts in it; the default as long as none was chosen.
Result<std::string> homePageOf(store::Database& database);

/// What the commands about people work with. They may be run while the server serves.
class Office final {
public:
    /// Of data that is there.
    static Result<std::unique_ptr<Office>> open(const Options& options);
    /// Makes it where it is missing: for commands that a server begins with.
    static Result<std::unique_ptr<Office>> found(const Options& options);

    store::Database& database() { return *m_database; }
    store::Sql& sql() { return m_database->sql(); }
    const Clock& clock() const { return m_clock; }
    const std::string& homePage() const { return m_homePage; }
    access::Access people() { return access::Access(sql(), m_clock, m_homePage); }
    /// Somebody, or an error that says that there is nobody of that name.
    Result<access::Person> person(const QString& name);
    /// Does @p work and writes it down for the audit, both or neither.
    Result<void> change(const char* deed, const std::string& subject,
                        const std::function<Result<void>()>& work);

private:
    static Result<std::unique_ptr<Office>> in(Result<std::unique_ptr<store::Database>> database);
    Office(std::unique_ptr<store::Database> database, std::string homePage)
        : m_database(std::move(database))
        , m_homePage(std::move(homePage)) {}

    SystemClock m_clock;
    std::unique_ptr<store::Database> m_database;
    std::string m_homePage;
};

/// A command of the program.
struct Command {
    const char* words;    ///< "user add"
    const char* operands; ///< "NAME ROLE"; those that may be left out in brackets, at the end
    const char* help;
    int (*run)(const Options& options);
};

// Each file of commands has its own.
std::vector<Command> peopleCommands();
std::vector<Command> deviceCommands();
std::vector<Command> upkeepCommands();

} // namespace understudy::server
