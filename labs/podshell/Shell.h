#pragma once

#include "labs/podshell/Command.h"
#include "labs/podshell/Script.h"

namespace understudy::podshell {

/// Where what a command prints goes to.
struct Target {
    std::string path; ///< a file, or ""
    bool append = false, toOther = false, nothing = false;
};

/// A command as the shell made it of what was written.
struct Prepared {
    Arguments words;
    std::optional<std::string> input;
    Target out, err;
    std::string trouble;
};

/// A command that runs in a container: a program of the image, or sh and bash with their language. It starts
/// no real process; what takes time goes on when step() is called with the world moved on.
class Shell final {
public:
    struct Io {
        bool input = false, terminal = false; ///< -i, -t
    };
    static constexpr std::size_t mostInput = 64 * 1024 * 1024, mostOutput = 8 * 1024 * 1024;

    /// As the container runtime starts it: @p command is looked for in $PATH.
    Shell(Place place, const Arguments& command, Io io);

    void input(std::string_view bytes); ///< whole lines, when it is a terminal
    void inputEnds();                   ///< for the one who reads now, when it is a terminal
    void interrupt();                   ///< ^C
    void key(char key);                 ///< while takesKeys()
    void resize(int columns, int rows);

    /// Goes on as far as it can until @p room bytes of output are there, something takes time, or input is
    /// missing.
    void step(std::size_t room);
    std::string takeOut() { return std::exchange(m_out, {}); }
    std::string takeErr() { return std::exchange(m_err, {}); }
    /// How it ended; nothing while it goes on.
    const std::optional<int>& ended() const { return m_ended; }
    bool takesKeys() const { return m_running && m_running->keys; }
    bool wantsInput() const { return m_input.size() < mostInput / 2; }
    /// Virtual time at which step() has something to do without input; nothing when there is none.
    std::optional<cluster::Micros> due() const;
    std::function<void(const std::string& line)> lineRead; ///< by an interactive shell
    /// Ends it from outside: its container is gone.
    void kill(int code);

private:
    struct Frame { ///< a script that runs, on top of the one that started it
        Script script;
        std::size_t at = 0;
        std::map<std::size_t, std::pair<std::vector<std::string>, std::size_t>> loops;
        Arguments arguments; ///< $0, $1…
        bool interactive = false;
    };

    void begin(const Arguments& command);
    bool advance(); ///< one step; false when something must be waited for
    bool readLine();
    void runFrame();
    bool runPipeline(const Pipeline& pipeline);
    Prepared prepare(const Simple& simple);
    bool startShell(const Prepared& prepared);
    bool builtIn(const Prepared& prepared);
    void changeFolder(const Prepared& prepared);
    void exportAll(const Prepared& prepared);
    Ran run(const Prepared& prepared, std::string input, bool terminal, bool hasInput);
    Ran whole(const Prepared& prepared, std::string input);
    Ran runFile(const std::string& script, std::string input);
    void deliver(Ran ran, const Prepared& prepared);
    void write(const Target& target, int fd, const std::string& text);
    void finish(int code);
    void popFrame();
    void endWith(int code);
    void interactive();

    std::vector<std::string> expand(const Word& word);
    std::string joined(const Word& word);
    std::string valueOf(const std::string& name) const;
    std::string substitute(const std::string& script);
    std::vector<std::string> globbed(const std::string& word) const;
    bool waitsForInput(const Pipeline& pipeline, const Prepared& first) const;

    Place m_place;
    Io m_io;
    Variables m_variables;
    std::string m_folder = "/";
    std::vector<Frame> m_frames;
    std::string m_input, m_pendingLine, m_out, m_err;
    bool m_inputEnded = false, m_prompted = false, m_readsScript = false;
    std::optional<Ran> m_running; ///< what goes on by itself
    Prepared m_runningAs;
    cluster::Micros m_until = 0; ///< when it does
    bool m_negate = false;
    std::optional<std::pair<Pipeline, Prepared>> m_waiting; ///< a pipeline that wants input first
    int m_code = 0, m_columns = 80, m_rows = 24, m_depth = 0;
    long m_cost = 0; ///< of what was run, in pieces of work of about the same size
    cluster::Micros m_skipped = 0;
    std::optional<int> m_ended;
};

} // namespace understudy::podshell
