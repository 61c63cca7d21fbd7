#include "core/ssh/Session.h"

#include "core/ssh/Conduit.h"
#include "core/ssh/Link.h"
#include "core/ssh/Sentences.h"

namespace understudy::ssh {

/// What the owner's thread keeps of a session. The session's thread knows it only as a weak pointer that it
/// hands back in posts, so whatever arrives after the end finds nobody.
struct Session::Front {
    Post post;
    State state = State::Idle;
    Questions questions;
    std::function<void(const Result<void>&)> done;
    std::function<void(const Error&)> lost;
    std::optional<HostKeyChange> change;
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
    Session* session = nullptr;
    std::chrono::milliseconds silence{};
    std::vector<std::shared_ptr<void>> runs; ///< commands under way

    void over(const Error& reason) {
        const State before = std::exchange(state, State::Over);
        if (before == State::Connecting && done)
            std::exchange(done, nullptr)(reason);
        else if (before == State::Ready && session && session->lost)
            std::function(session->lost)(reason);
    }
};

namespace {

constexpr std::size_t KeptOutput = 1024 * 1024;

/// A channel as a stream of bytes on the owner's thread.
class Stream final : public terminal::ByteStream {
public:
    struct Ear {
        Stream* stream = nullptr;
    };

    explicit Stream(std::shared_ptr<Mailbox> mailbox)
        : m_mailbox(std::move(mailbox))
        , m_ear(std::make_shared<Ear>(Ear{this})) {}
    ~Stream() override {
        m_ear->stream = nullptr;
        close();
    }
    std::shared_ptr<Ear> ear() const { return m_ear; }
    void attach(std::shared_ptr<Pipe> pipe) { m_pipe = std::move(pipe); }

    void write(std::string_view bytes) override {
        m_pipe->write(bytes);
        m_mailbox->wake().ring();
    }
    void resize(int columns, int rows) override {
        m_pipe->resize(columns, rows);
        m_mailbox->wake().ring();
    }
    void grant(std::size_t bytes) override {
        if (m_pipe->grant(bytes))
            m_mailbox->wake().ring();
    }
    void close() override {
        m_pipe->close();
        m_mailbox->wake().ring();
    }

    void collect() {
        const std::shared_ptr<Ear> ear = m_ear; // a callback may destroy the stream
        Pipe::Parcel parcel = m_pipe->collect();
        parcel.output += parcel.errors;
        if (!parcel.output.empty() && received)
            received(parcel.output);
        if (ear->stream && parcel.end && ended)
            ended(parcel.end->stream);
    }

private:
    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<Ear> m_ear;
    std::shared_ptr<Pipe> m_pipe;
};

/// A command under way: keeps the first MiB of each output and grants credit for all of it.
struct Run {
    ExecDone done;
    std::shared_ptr<Pipe> pipe;
    std::weak_ptr<Session::Front> front;
    ExecResult result;

    void keep(QByteArray& kept, const std::string& bytes) {
        const std::size_t room = KeptOutput - static_cast<std::size_t>(kept.size());
        result.cut = result.cut || bytes.size() > room;
        kept.append(bytes.data(), static_cast<qsizetype>(std::min(bytes.size(), room)));
    }
    void collect() {
        const auto session = front.lock();
        Pipe::Parcel parcel = pipe->collect();
        if (!session || !done)
            return;
        keep(result.output, parcel.output);
        keep(result.errors, parcel.errors);
        if (pipe->grant(parcel.output.size() + parcel.errors.size()))
            session->mailbox->wake().ring();
        if (!parcel.end)
            return;
        std::erase_if(session->runs, [this](const auto& run) { return run.get() == this; });
        result.status = parcel.end->stream.exitStatus;
        const ExecDone call = std::exchange(done, nullptr);
        if (parcel.end->error)
            call(*parcel.end->error);
        else
            call(result);
    }
};

std::unique_ptr<terminal::ByteStream> openStream(Session::Front& front, Line::Order what) {
    auto stream = std::make_unique<Stream>(front.mailbox);
    const auto pipe = std::make_shared<Pipe>([post = front.post, ear = stream->ear()] {
        post([ear] {
            if (ear->stream)
                ear->stream->collect();
        });
    });
    stream->attach(pipe);
    send(*front.mailbox, std::move(what), pipe);
    return stream;
}

/// The functions by which the session's thread reaches @p front.
Outlet outletTo(const std::shared_ptr<Session::Front>& front) {
    const std::weak_ptr<Session::Front> weak = front;
    const Post post = front->post;
    const auto say = [weak, post](auto what) {
        post([weak, what = std::move(what)] {
            if (const auto there = weak.lock())
                what(*there);
        });
    };
    Outlet outlet;
    outlet.host = [say](HostQuestion question, std::function<void(HostAnswer)> answer) {
        say([question, answer](Session::Front& there) {
            if (there.questions.host)
                there.questions.host(question, answer);
            else
                answer(HostAnswer::Refuse);
        });
    };
    outlet.prompt = [say](Prompt prompt, std::function<void(std::optional<QStringList>)> answer) {
        say([prompt, answer](Session::Front& there) {
            if (there.questions.prompt)
                there.questions.prompt(prompt, answer);
            else
                answer(std::nullopt);
        });
    };
    outlet.changed = [say](HostKeyChange change) {
        say([change](Session::Front& there) { there.change = change; });
    };
    outlet.ready = [say] {
        say([](Session::Front& there) {
            if (there.state != Session::State::Connecting)
                return;
            there.state = Session::State::Ready;
            if (there.done)
                std::exchange(there.done, nullptr)(Result<void>{});
        });
    };
    outlet.over = [say](Error reason, std::chrono::milliseconds silence) {
        say([reason, silence](Session::Front& there) {
            there.silence = silence;
            there.over(reason);
        });
    };
    return outlet;
}

} // namespace

Session::Session(Threads& threads, Post post)
    : m_threads(threads)
    , m_front(std::make_shared<Front>()) {
    m_front->post = std::move(post);
    m_front->session = this;
}

Session::~Session() {
    m_front->session = nullptr;
    if (m_front->state == State::Idle) // there is no thread that would
        m_front->mailbox->finish(Sentences::closed());
    m_front->state = State::Over;
    m_front->mailbox->cancel();
}

void Session::connect(const Target& target, Questions questions,
                      std::function<void(const Result<void>&)> done) {
    Q_ASSERT(m_front->state == State::Idle);
    m_front->state = State::Connecting;
    m_front->questions = std::move(questions);
    m_front->done = std::move(done);
    m_threads.start("ssh", [target, mailbox = m_front->mailbox, outlet = outletTo(m_front),
                            &threads = m_threads] { Link(target, mailbox, outlet, threads).run(); });
}

Session::State Session::state() const { return m_front->state; }

std::chrono::milliseconds Session::silence() const { return m_front->silence; }

std::optional<HostKeyChange> Session::hostKeyChange() const { return m_front->change; }

std::unique_ptr<terminal::ByteStream> Session::openShell(int columns, int rows, const QString& term,
                                                         const QString& command) {
    Line::Order what;
    what.command = command.toStdString();
    what.term = term.toStdString();
    what.columns = columns;
    what.rows = rows;
    return openStream(*m_front, std::move(what));
}

std::unique_ptr<terminal::ByteStream> Session::openCommand(const QString& command) {
    Line::Order what;
    what.kind = Line::Order::Kind::Exec;
    what.command = command.toStdString();
    return openStream(*m_front, std::move(what));
}

std::unique_ptr<terminal::ByteStream> Session::openSubsystem(const QString& name) {
    Line::Order what;
    what.kind = Line::Order::Kind::Subsystem;
    what.command = name.toStdString();
    return openStream(*m_front, std::move(what));
}

std::unique_ptr<terminal::ByteStream> Session::forward(const QString& host, quint16 port) {
    Line::Order what;
    what.kind = Line::Order::Kind::Forward;
    what.host = host.toStdString();
    what.port = port;
    return openStream(*m_front, std::move(what));
}

std::unique_ptr<Conduit> Session::conduit(const QString& host, quint16 port) {
    return std::make_unique<Conduit>(m_front->post, m_front->mailbox, host, port);
}

void Session::exec(const QString& command, const QByteArray& input, std::chrono::milliseconds timeout,
                   ExecDone done) {
    const auto run = std::make_shared<Run>();
    run->done = std::move(done);
    run->front = m_front;
    run->pipe = std::make_shared<Pipe>([post = m_front->post, weak = std::weak_ptr(run)] {
        post([weak] {
            if (const auto there = weak.lock())
                there->collect();
        });
    });
    run->pipe->write({input.data(), static_cast<std::size_t>(input.size())});
    run->pipe->closeInput();
    Line::Order what;
    what.kind = Line::Order::Kind::Exec;
    what.command = command.toStdString();
    what.timeout = timeout;
    send(*m_front->mailbox, std::move(what), run->pipe);
    m_front->runs.push_back(run);
}

void Session::checkNow() {
    if (m_front->state == State::Ready)
        m_front->mailbox->send([](Link* link, const Error&) {
            if (link)
                link->askWhetherThere();
        });
}

void Session::close() {
    if (m_front->state == State::Idle || m_front->state == State::Over)
        return;
    if (m_front->state == State::Ready)
        m_front->state = State::Over;
    m_front->mailbox->cancel();
}

} // namespace understudy::ssh
