#include "core/company/Kubectl.h"

#include "core/company/Shell.h"

#include <QCoreApplication>
#include <QTimer>

namespace understudy::company {

namespace {

constexpr qint64 LargestOutput = 1024 * 1024; // as of a command at a host
constexpr int NotFound = 127;

QString tr(const char* text) { return QCoreApplication::translate("company", text); }

bool says(const QString& words, std::initializer_list<const char*> any) {
    return std::any_of(any.begin(), any.end(), [&words](const char* each) {
        return words.contains(QLatin1String(each), Qt::CaseInsensitive);
    });
}

Error noKubectlHere() {
    return {Errc::NotFound,
            tr("kubectl is not installed on this computer. Install it, or say in the profile that the "
               "kubeconfig is on the host."),
            {}};
}

} // namespace

Kubectl::Kubectl(Profile profile, Session session, QObject* parent)
    : QObject(parent)
    , m_profile(std::move(profile))
    , m_session(std::move(session)) {}

Kubectl::~Kubectl() {
    for (auto* process : findChildren<QProcess*>()) {
        process->disconnect();
        process->kill();
        process->waitForFinished(1000);
    }
}

void Kubectl::run(const QStringList& words, Done done) {
    if (m_profile.kubeconfigAt == Profile::Place::Here)
        return runHere(words, std::move(done));
    ssh::Session* session = m_session();
    if (!session)
        return done(Error{Errc::Unreachable, tr("There is no login to the host. Connect first."), {}});
    QString script = QStringLiteral("kubectl");
    if (!m_profile.kubeconfig.isEmpty()) // a file that is missing is then said, not passed over
        script += QStringLiteral(" --kubeconfig ") + quotedPath(m_profile.kubeconfig);
    for (const QString& word : words)
        script += QLatin1Char(' ') + quoted(word);
    session->exec(onHost(m_profile, script), {}, m_patience,
                  [self = QPointer<Kubectl>(this), done = std::move(done)](const auto& result) {
                      if (self)
                          done(result);
                  });
}

void Kubectl::runHere(const QStringList& words, Done done) {
    auto* process = new QProcess(this);
    process->setProgram(QStringLiteral("kubectl"));
    process->setArguments(m_profile.kubeconfig.isEmpty()
                              ? words
                              : QStringList{QStringLiteral("--kubeconfig"), expanded(m_profile.kubeconfig)} +
                                    words);
    process->setStandardInputFile(QProcess::nullDevice());
    auto once = std::make_shared<Done>(std::move(done));
    const auto finish = [once, process](const Result<ssh::ExecResult>& result) {
        process->deleteLater();
        if (const auto say = std::exchange(*once, nullptr))
            say(result);
    };
    connect(process, &QProcess::errorOccurred, this, [finish](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(noKubectlHere());
    });
    connect(process, &QProcess::finished, this, [finish, process](int status, QProcess::ExitStatus) {
        ssh::ExecResult result{status, process->readAllStandardOutput(), process->readAllStandardError()};
        result.cut = result.output.size() > LargestOutput;
        result.output.truncate(LargestOutput);
        finish(result);
    });
    QTimer::singleShot(m_patience, process, [finish, process] {
        finish(Error{Errc::TimedOut, tr("kubectl took too long. Check the network, then try again."), {}});
        process->kill();
    });
    process->start(QIODevice::ReadOnly);
}

Error Kubectl::trouble(const ssh::ExecResult& result, const Profile& profile, const QString& host) {
    const bool here = profile.kubeconfigAt == Profile::Place::Here;
    const QString where = here ? tr("this computer") : host;
    const QString file = profile.kubeconfig.isEmpty() ? tr("its kubeconfig") : profile.kubeconfig;
    const QString words = QString::fromUtf8(result.errors).simplified();
    const QString detail = words.left(400);
    if (result.status == NotFound || result.status == NotFound - 1)
        return here ? noKubectlHere()
                    : Error{Errc::NotFound,
                            tr("%1 has no kubectl that its shells find. Ask whoever runs it to install it, "
                               "or keep the kubeconfig on this computer.")
                                .arg(host),
                            detail};
    if (says(words, {"no such file", "permission denied"}))
        return {Errc::NotFound,
                tr("There is no kubeconfig %1 on %2 that can be read. Correct the path in the profile.")
                    .arg(file, where),
                detail};
    if (says(words, {"error loading config", "couldn't get version", "cannot unmarshal", "yaml:",
                     "no configuration has been provided", "context was not found", "does not exist"}))
        return {Errc::BadInput,
                tr("kubectl cannot use %1 on %2. Get a new kubeconfig from whoever runs the cluster.")
                    .arg(file, where),
                detail};
    if (says(words, {"unauthorized", "must be logged in", "provide credentials"}))
        return {Errc::Refused,
                tr("The cluster does not accept the login in %1. It may have run out: get a new kubeconfig "
                   "from whoever runs the cluster.")
                    .arg(file),
                detail};
    if (says(words, {"forbidden"}))
        return {Errc::Refused,
                tr("The cluster does not let you look at this. Ask whoever runs it for the right to read."),
                detail};
    if (says(words, {"x509", "certificate"}))
        return {Errc::Refused,
                tr("The cluster shows another certificate than %1 expects. Get a new kubeconfig from whoever "
                   "runs the cluster.")
                    .arg(file),
                detail};
    return {Errc::Unreachable,
            tr("kubectl on %1 does not reach the cluster. Check the address in %2, and that the cluster "
               "runs.")
                .arg(where, file),
            detail};
}

} // namespace understudy::company
