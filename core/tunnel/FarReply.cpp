#include "core/tunnel/FarReply.h"

#include <algorithm>
#include <cstring>

namespace understudy::tunnel {

namespace {

constexpr qsizetype LongestHead = 64 * 1024;
constexpr qsizetype LongestLine = 1024; // of a chunk's size

} // namespace

FarReply::FarReply(QNetworkAccessManager::Operation operation, const QNetworkRequest& request,
                   const QByteArray& body, QObject* parent)
    : QNetworkReply(parent)
    , m_sent(body) {
    setRequest(request);
    setUrl(request.url());
    setOperation(operation);
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

QByteArray FarReply::head() const {
    const QUrl url = request().url();
    QByteArray verb = request().attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
    if (operation() == QNetworkAccessManager::GetOperation)
        verb = "GET";
    else if (operation() == QNetworkAccessManager::PostOperation)
        verb = "POST";
    else if (operation() == QNetworkAccessManager::HeadOperation)
        verb = "HEAD";
    QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    if (url.hasQuery())
        path += '?' + url.query(QUrl::FullyEncoded).toUtf8();
    QByteArray text = verb + ' ' + (path.startsWith('/') ? path : '/' + path) + " HTTP/1.1\r\nHost: " +
                      url.authority(QUrl::FullyEncoded).section(QLatin1Char('@'), -1).toUtf8() +
                      "\r\nConnection: close\r\n";
    for (const QByteArray& name : request().rawHeaderList())
        if (!request().rawHeader(name).contains('\n'))
            text += name + ": " + request().rawHeader(name) + "\r\n";
    if (!m_sent.isEmpty() || verb == "POST")
        text += "Content-Length: " + QByteArray::number(m_sent.size()) + "\r\n";
    return text + "\r\n";
}

void FarReply::start(std::unique_ptr<ChannelDevice> device) {
    m_device = std::move(device);
    connect(m_device.get(), &QIODevice::readyRead, this, &FarReply::receive);
    connect(m_device.get(), &QIODevice::readChannelFinished, this, &FarReply::ended);
    m_device->write(head() + m_sent);
}

void FarReply::refuse(NetworkError error, const QString& sentence) {
    setError(error, sentence);
    m_part = Part::Over;
    QMetaObject::invokeMethod(this, &FarReply::finish, Qt::QueuedConnection); // not before anybody can listen
}

void FarReply::receive() {
    m_held += m_device->readAll();
    if (m_part == Part::Head && !takeHead())
        return;
    if (m_part == Part::Chunks)
        while (m_part == Part::Chunks && takeChunk()) {}
    else if (m_part == Part::Sized)
        take(std::min(m_left, static_cast<qint64>(m_held.size())));
    else if (m_part == Part::UntilEnd)
        take(m_held.size());
    if (m_part == Part::Sized && m_left == 0)
        finish();
}

/// True when the head is whole.
bool FarReply::takeHead() {
    const qsizetype end = m_held.indexOf("\r\n\r\n");
    if (end < 0 && m_held.size() <= LongestHead)
        return false;
    const QList<QByteArray> lines = m_held.left(std::max<qsizetype>(end, 0)).split('\n');
    const QList<QByteArray> status = lines.value(0).split(' ');
    const int code = status.value(1).toInt();
    if (end < 0 || !status.value(0).startsWith("HTTP/1.") || code < 100) {
        nonsense();
        return false;
    }
    m_held.remove(0, end + 4);
    if (code < 200)
        return takeHead(); // "100 Continue": the answer follows
    for (const QByteArray& line : lines.mid(1))
        if (const qsizetype colon = line.indexOf(':'); colon > 0)
            setRawHeader(line.left(colon).trimmed(), line.mid(colon + 1).trimmed());
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, code);
    setAttribute(QNetworkRequest::HttpReasonPhraseAttribute, lines.value(0).trimmed().mid(13));
    const bool bodiless = code == 204 || code == 304 || operation() == QNetworkAccessManager::HeadOperation;
    if (bodiless)
        m_part = Part::Sized;
    else if (rawHeader("Transfer-Encoding").toLower() == "chunked")
        m_part = Part::Chunks;
    else
        m_part = hasRawHeader("Content-Length") ? Part::Sized : Part::UntilEnd;
    if (m_part == Part::Sized && !bodiless)
        m_left = std::max(rawHeader("Content-Length").toLongLong(), 0LL);
    if (code >= 400)
        setError(code >= 500 ? UnknownServerError : UnknownContentError,
                 QString::fromUtf8(lines.value(0).trimmed()));
    Q_EMIT metaDataChanged();
    return true;
}

/// True when something was taken and more may follow.
bool FarReply::takeChunk() {
    if (m_left > 2) { // its last two bytes are a line's end
        const qint64 some = std::min(m_left - 2, static_cast<qint64>(m_held.size()));
        take(some);
        return some > 0;
    }
    if (m_left > 0) {
        const qint64 some = std::min(m_left, static_cast<qint64>(m_held.size()));
        m_held.remove(0, some);
        m_left -= some;
        return some > 0;
    }
    const qsizetype end = m_held.indexOf("\r\n");
    if (end < 0) {
        if (m_held.size() > LongestLine)
            nonsense();
        return false;
    }
    bool number = false;
    const qint64 size = m_held.left(end).split(';').value(0).trimmed().toLongLong(&number, 16);
    m_held.remove(0, end + 2);
    if (!number || size < 0 || size > (1LL << 40))
        nonsense();
    else if (size == 0)
        finish();
    else
        m_left = size + 2;
    return m_part == Part::Chunks;
}

void FarReply::take(qint64 count) {
    if (count <= 0)
        return;
    m_body += m_held.left(count);
    m_held.remove(0, count);
    m_left -= m_part == Part::UntilEnd ? 0 : count;
    m_total += count;
    Q_EMIT downloadProgress(m_total, -1);
    if (m_part != Part::Over)
        Q_EMIT readyRead();
}

void FarReply::ended() {
    receive();
    if (m_part == Part::Over)
        return;
    if (m_part != Part::UntilEnd)
        setError(RemoteHostClosedError,
                 m_part == Part::Head && !m_device->errorString().isEmpty()
                     ? m_device->errorString()
                     : tr("The host ended the connection before the answer was whole."));
    finish();
}

void FarReply::nonsense() {
    setError(ProtocolFailure, tr("What answers there does not speak HTTP. Check the address."));
    finish();
}

void FarReply::abort() {
    if (m_part == Part::Over)
        return;
    setError(OperationCanceledError, tr("The request was stopped."));
    finish();
}

void FarReply::finish() {
    m_part = Part::Over;
    if (isFinished())
        return;
    setFinished(true);
    if (m_device) { // not destroyed here: this may be its own call
        m_device->disconnect(this);
        m_device->close();
    }
    if (error() != NoError)
        Q_EMIT errorOccurred(error());
    Q_EMIT finished();
}

qint64 FarReply::readData(char* bytes, qint64 most) {
    const qint64 count = std::min(most, static_cast<qint64>(m_body.size()));
    if (count == 0)
        return isFinished() ? -1 : 0;
    std::memcpy(bytes, m_body.constData(), static_cast<std::size_t>(count));
    m_body.remove(0, count);
    return count;
}

} // namespace understudy::tunnel
