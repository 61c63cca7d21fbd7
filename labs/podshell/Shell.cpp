#include "labs/podshell/Shell.h"

#include "labs/podshell/RootFs.h"

#include <algorithm>
#include <utility>

namespace understudy::podshell {

using namespace cluster;

namespace {

constexpr int mostFrames = 20;
constexpr Micros shortWait = 250'000;
constexpr int mostParts = 2000;   ///< of a command that goes on, when something reads it to the end
constexpr long mostCost = 50'000; ///< of a script that is run to its end at once
constexpr long costAStep = 4000;
constexpr std::size_t pieceOfWork = 16 * 1024; ///< bytes

std::string nameOf(const std::string& word) { return word.substr(word.rfind('/') + 1); }
bool isShell(const std::string& word) {
    return nameOf(word) == "sh" || nameOf(word) == "bash" || nameOf(word) == "ash" || nameOf(word) == "dash";
}

} // namespace

Shell::Shell(Place place, const Arguments& command, Io io)
    : m_place(std::move(place))
    , m_io(io)
    , m_variables(environmentOf(m_place)) {
    if (const auto* app = m_place.disk.find("/app"); app && app->folder)
        m_folder = "/app";
    m_inputEnded = !io.input;
    begin(command);
}

void Shell::begin(const Arguments& command) {
    const std::string name = command.empty() ? "" : command[0];
    const bool program = name.find('/') == std::string::npos || findCommand(name) || isShell(name);
    const bool known = findCommand(name) || isShell(name);
    if (!known) {
        const auto* file = m_place.disk.find(Disk::absolute(m_folder, name));
        m_err = "OCI runtime exec failed: exec failed: unable to start container process: exec: \"" + name +
                "\": " +
                (program ? "executable file not found in $PATH"
                 : !file ? "stat " + name + ": no such file or directory"
                         : "permission denied") +
                ": unknown\n";
        m_ended = 126;
        return;
    }
    Simple simple;
    for (const auto& word : command)
        simple.words.push_back({{Part::Kind::Text, word, true}});
    Frame frame;
    Step step;
    step.pipeline.parts.push_back(std::move(simple));
    frame.script.steps.push_back(std::move(step));
    m_frames.push_back(std::move(frame));
}

std::optional<Micros> Shell::due() const {
    return m_running && !m_ended ? std::optional(m_until) : std::nullopt;
}

void Shell::input(std::string_view bytes) {
    if (!m_ended && !m_inputEnded && m_input.size() < mostInput)
        m_input += bytes;
}

void Shell::inputEnds() { m_inputEnded = true; }

void Shell::key(char key) {
    if (takesKeys() && (key == 'q' || key == 'Q'))
        finish(0);
}

void Shell::resize(int columns, int rows) {
    m_columns = std::clamp(columns, 1, 2000);
    m_rows = std::clamp(rows, 1, 2000);
}

void Shell::kill(int code) {
    m_running.reset();
    m_waiting.reset();
    m_frames.clear();
    m_ended = code;
}

void Shell::interrupt() {
    const bool interactive =
        std::any_of(m_frames.begin(), m_frames.end(), [](const Frame& f) { return f.interactive; });
    m_running.reset();
    m_waiting.reset();
    if (!interactive)
        return endWith(130);
    while (!m_frames.back().interactive)
        m_frames.pop_back();
    m_frames.back().script = {};
    m_frames.back().at = 0;
    m_frames.back().loops.clear();
    m_pendingLine.clear();
    m_prompted = false;
    m_code = 130;
    m_out += "\n";
}

void Shell::step(std::size_t room) {
    if (!m_ended && !m_place.alive())
        kill(137);
    m_skipped = 0;
    // A script that never ends must not hold everybody else up: it goes on with the next call.
    const long before = m_cost;
    while (m_cost - before < costAStep && !m_ended && m_out.size() + m_err.size() < room)
        if (!advance())
            return;
}

bool Shell::advance() {
    ++m_cost;
    if (m_running) {
        if (m_place.now().now() < m_until)
            return false;
        if (!m_running->next) {
            finish(m_running->code);
            return true;
        }
        deliver(m_running->next(), m_runningAs);
        return true;
    }
    if (m_waiting) {
        const auto& [pipeline, first] = *m_waiting;
        const bool streams =
            pipeline.parts.size() == 1 && nameOf(first.words[0]) == "cat" && first.out.path.empty();
        if (streams && !m_input.empty())
            m_out += std::exchange(m_input, {});
        if (!m_inputEnded)
            return false;
        const Pipeline now = pipeline;
        return runPipeline(now);
    }
    if (m_frames.empty()) {
        m_ended = m_code;
        return false;
    }
    Frame& frame = m_frames.back();
    if (frame.at < frame.script.steps.size()) {
        runFrame();
        return true;
    }
    if (frame.interactive)
        return readLine();
    popFrame();
    return true;
}

void Shell::popFrame() {
    m_frames.pop_back();
    if (m_frames.empty())
        m_ended = m_code;
}

void Shell::runFrame() {
    Frame& frame = m_frames.back();
    const std::size_t at = frame.at++;
    const Step step = frame.script.steps[at];
    switch (step.kind) {
    case Step::Kind::Run:
        runPipeline(step.pipeline);
        return;
    case Step::Kind::Go:
        frame.at = step.target;
        return;
    case Step::Kind::GoIfFailed:
        frame.at = m_code != 0 ? step.target : frame.at;
        return;
    case Step::Kind::GoIfWell:
        frame.at = m_code == 0 ? step.target : frame.at;
        return;
    case Step::Kind::EachBegins: {
        std::vector<std::string> values;
        for (const auto& word : step.values)
            for (auto& each : expand(word))
                values.push_back(std::move(each));
        frame.loops[at + 1] = {std::move(values), 0};
        return;
    }
    case Step::Kind::Each: {
        auto& [values, next] = frame.loops[at];
        if (next >= values.size())
            frame.at = step.target;
        else
            m_variables[step.variable] = values[next++];
        return;
    }
    }
}

bool Shell::waitsForInput(const Pipeline& pipeline, const Prepared& first) const {
    if (m_inputEnded || first.input || first.words.empty() || pipeline.parts.empty())
        return false;
    const Known* known = findCommand(first.words[0]);
    Call call{m_place, first.words, "", m_folder, m_variables};
    call.terminal = m_io.terminal;
    return known && known->reads && known->reads(call);
}

bool Shell::runPipeline(const Pipeline& pipeline) {
    const bool waited = m_waiting.has_value();
    Prepared first = waited ? m_waiting->second : prepare(pipeline.parts[0]);
    m_negate = pipeline.negated;
    if (first.trouble.empty() && waitsForInput(pipeline, first)) {
        m_waiting = {pipeline, first};
        return true;
    }
    m_waiting.reset();
    std::string piped;
    const bool given = first.input || m_io.input;
    if (first.input) {
        piped = *first.input;
    } else if (const Known* known = first.words.empty() ? nullptr : findCommand(first.words[0]);
               known && known->reads && known->reads(Call{m_place, first.words, "", m_folder, m_variables})) {
        piped = std::exchange(m_input, {});
        if (m_io.terminal)
            m_inputEnded = false; // ^D ended it for this command alone
    }
    const std::size_t last = pipeline.parts.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) {
        const Prepared prepared = i == 0 ? first : prepare(pipeline.parts[i]);
        if (!prepared.trouble.empty()) {
            m_err += prepared.trouble;
            piped.clear();
            m_code = 2;
            if (i == last)
                finish(2);
            continue;
        }
        if (last == 0 && (prepared.words.empty() || builtIn(prepared) || startShell(prepared))) {
            if (prepared.words.empty())
                finish(m_code);
            return true;
        }
        const std::string in = prepared.input && i > 0 ? *prepared.input : std::move(piped);
        if (i == last) {
            deliver(run(prepared, in, m_io.terminal && prepared.out.path.empty(), given || i > 0), prepared);
        } else {
            Ran ran = whole(prepared, in);
            const bool filed = !prepared.out.path.empty() || prepared.out.nothing;
            piped = filed || prepared.out.toOther ? std::string() : ran.out;
            if (filed || prepared.out.toOther)
                write(prepared.out, 1, ran.out);
            if (prepared.err.toOther && !filed)
                piped += ran.err;
            else
                write(prepared.err, 2, ran.err);
        }
    }
    return true;
}

/// Runs a command to its end at once, for what reads all of it: a pipe or $(…). What it would wait is not
/// waited.
Ran Shell::whole(const Prepared& prepared, std::string input) {
    Ran ran;
    if (!prepared.words.empty() && isShell(prepared.words[0]) && m_depth < mostFrames) {
        Arguments words = prepared.words;
        Shell inner(m_place, words, {true, false});
        inner.m_depth = m_depth + 1;
        inner.m_variables = m_variables;
        inner.input(input);
        inner.inputEnds();
        for (int n = 0;
             n < mostParts && !inner.m_ended && inner.m_out.size() < mostOutput && inner.m_cost < mostCost;
             ++n) {
            inner.step(mostOutput);
            inner.m_until = m_place.now().now();
        }
        m_cost += inner.m_cost;
        return Ran{inner.m_out, inner.m_err, inner.m_ended.value_or(143), 0, nullptr, false, false};
    }
    ran = run(prepared, std::move(input), false, true);
    for (int n = 0; ran.next && n < mostParts && ran.out.size() < mostOutput; ++n) {
        Ran more = ran.next();
        ran.out += more.out;
        ran.err += more.err;
        ran.code = more.code;
        ran.next = std::move(more.next);
    }
    ran.next = nullptr;
    return ran;
}

Ran Shell::runFile(const std::string& script, std::string input) {
    Prepared inner;
    inner.words = {"sh", "-c", script};
    return whole(inner, std::move(input));
}

Ran Shell::run(const Prepared& prepared, std::string input, bool terminal, bool hasInput) {
    if (prepared.words.empty())
        return {};
    const std::string& name = prepared.words[0];
    if (isShell(name))
        return whole(prepared, std::move(input));
    const Known* known = findCommand(name);
    if (!known) {
        const auto* file =
            name.find('/') == std::string::npos ? nullptr : m_place.disk.find(Disk::absolute(m_folder, name));
        if (file && file->mode & 0111 && !file->folder && !file->bytes.starts_with("\x7f"))
            return runFile(file->bytes, std::move(input));
        return file ? failed("sh: 1: " + name + ": Permission denied\n", 126)
                    : failed("sh: 1: " + name + ": not found\n", 127);
    }
    Call call{m_place, prepared.words, std::move(input), m_folder, m_variables};
    // At worst it reads all there is.
    std::size_t bytes = call.input.size() + m_place.disk.used();
    for (const auto& word : call.words)
        bytes += word.size();
    m_cost += static_cast<long>(bytes / pieceOfWork);
    call.columns = m_columns;
    call.rows = m_rows;
    call.terminal = terminal;
    call.hasInput = hasInput;
    return known->run(call);
}

void Shell::deliver(Ran ran, const Prepared& prepared) {
    write(prepared.out, 1, ran.out);
    write(prepared.err, 2, ran.err);
    if (ran.shellEnds)
        return endWith(ran.code);
    if (ran.takes == 0 && !ran.next)
        return finish(ran.code);
    // Short waits are only told, not waited, so that a script of many is no slower than the beat of the lab.
    const bool skips = ran.takes <= shortWait && m_skipped < shortWait;
    m_skipped += skips ? ran.takes : 0;
    m_until = m_place.now().now() + (skips ? 0 : ran.takes);
    ran.out.clear();
    ran.err.clear();
    m_running = std::move(ran);
    m_runningAs = prepared;
}

void Shell::finish(int code) {
    m_running.reset();
    m_code = m_negate ? (code == 0 ? 1 : 0) : code;
}

void Shell::endWith(int code) {
    m_code = code;
    kill(code);
}

void Shell::write(const Target& target, int fd, const std::string& text) {
    if (target.nothing || text.empty())
        return;
    if (!target.path.empty()) {
        const auto trouble = m_place.disk.append(target.path, text, m_place.now().now());
        if (trouble != Disk::Trouble::None)
            m_err += std::string("sh: write error: ") + Disk::words(trouble) + "\n";
        return;
    }
    const bool toErr = (fd == 2) != target.toOther;
    (toErr && !m_io.terminal ? m_err : m_out) += text;
}

} // namespace understudy::podshell
