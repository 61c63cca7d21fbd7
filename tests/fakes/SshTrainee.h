#pragma once

#include "core/ssh/Session.h"
#include "tests/fakes/RealThreads.h"

#include <QCoreApplication>
#include <QTest>

#include <deque>
#include <mutex>

namespace understudy::fakes {

/// Work posted to the test's own thread. It travels under a standard mutex: the locks inside Qt's event queue
/// are not seen by ThreadSanitizer, which would take every parcel for a race.
class Doorstep final : public QObject {
public:
    using QObject::QObject;
    void lay(std::function<void()> work) {
        {
            const std::lock_guard lock(m_mutex);
            m_work.push_back(std::move(work));
        }
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }

protected:
    void customEvent(QEvent*) override {
        std::function<void()> next;
        {
            const std::lock_guard lock(m_mutex);
            next = std::move(m_work.front());
            m_work.pop_front();
        }
        next();
    }

private:
    std::mutex m_mutex;
    std::deque<std::function<void()>> m_work;
};

inline Post postHere() {
    return [step = new Doorstep(QCoreApplication::instance())](std::function<void()> work) {
        step->lay(std::move(work));
    };
}

/// Somebody at the window: answers questions as told, keeps what was asked, and reads streams.
struct SshTrainee {
    std::vector<ssh::HostQuestion> hosts;
    std::vector<ssh::Prompt> prompts;
    ssh::HostAnswer hostAnswer = ssh::HostAnswer::Once;
    std::vector<std::optional<QStringList>> answers; ///< one for each prompt, the last one again and again
    std::optional<Result<void>> done;
    std::optional<Error> lost;

    ssh::Questions questions() {
        return {[this](const ssh::HostQuestion& question, std::function<void(ssh::HostAnswer)> answer) {
                    hosts.push_back(question);
                    answer(hostAnswer);
                },
                [this](const ssh::Prompt& prompt, std::function<void(std::optional<QStringList>)> answer) {
                    prompts.push_back(prompt);
                    answer(answers.empty() ? std::nullopt
                                           : answers[std::min(prompts.size(), answers.size()) - 1]);
                }};
    }
    /// Connects and waits for the verdict.
    bool connect(ssh::Session& session, const ssh::Target& target) {
        session.lost = [this](const Error& error) { lost = error; };
        session.connect(target, questions(), [this](const Result<void>& result) { done = result; });
        if (!QTest::qWaitFor([this] { return done.has_value(); }, 40'000))
            qWarning("no verdict");
        if (done && !done->ok())
            qInfo().noquote() << done->error().sentence << "|" << done->error().detail;
        return done && done->ok();
    }
    Error error() const { return done && !done->ok() ? done->error() : Error{}; }
};

/// Reads a stream to a string, granting credit as it goes when `grants` is on.
struct StreamReader {
    explicit StreamReader(std::unique_ptr<terminal::ByteStream> what)
        : stream(std::move(what)) {
        stream->received = [this](std::string_view bytes) {
            total += bytes.size();
            text.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
            if (text.size() > 1'000'000)
                text.remove(0, 500'000);
            if (grants)
                stream->grant(bytes.size());
        };
        stream->ended = [this](const terminal::StreamEnd& how) { end = how; };
    }
    bool waitFor(const QByteArray& what, int milliseconds = 10'000) {
        const bool came = QTest::qWaitFor([&] { return text.contains(what); }, milliseconds);
        if (!came)
            qInfo() << "waited for" << what << "had" << text.right(500);
        return came;
    }
    std::unique_ptr<terminal::ByteStream> stream;
    QByteArray text;
    std::size_t total = 0;
    bool grants = true;
    std::optional<terminal::StreamEnd> end;
};

} // namespace understudy::fakes
