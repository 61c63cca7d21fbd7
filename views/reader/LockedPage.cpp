#include "views/reader/LockedPage.h"

#include "core/base/Log.h"

#include <QWebEngineCertificateError>
#include <QWebEngineFullScreenRequest>
#include <QWebEngineNewWindowRequest>
#include <QWebEngineSettings>

namespace understudy::reader {

LockedPage::LockedPage(QWebEngineProfile* profile, QObject* parent)
    : QWebEnginePage(profile, parent) {
    lockSettings();
    connect(this, &QWebEnginePage::featurePermissionRequested, this,
            [this](const QUrl& origin, Feature feature) {
                setFeaturePermission(origin, feature, PermissionDeniedByUser);
            });
    connect(this, &QWebEnginePage::newWindowRequested, this, [](QWebEngineNewWindowRequest& request) {
        qCWarning(logReader) << "window refused:" << request.requestedUrl().toString().left(200);
    });
    connect(this, &QWebEnginePage::fullScreenRequested, this,
            [](QWebEngineFullScreenRequest request) { request.reject(); });
    connect(this, &QWebEnginePage::certificateError, this,
            [](QWebEngineCertificateError error) { error.rejectCertificate(); });
}

void LockedPage::lockSettings() {
    using W = QWebEngineSettings;
    for (const auto attribute : {W::JavascriptEnabled,
                                 W::JavascriptCanOpenWindows,
                                 W::JavascriptCanAccessClipboard,
                                 W::JavascriptCanPaste,
                                 W::LocalStorageEnabled,
                                 W::LocalContentCanAccessRemoteUrls,
                                 W::LocalContentCanAccessFileUrls,
                                 W::HyperlinkAuditingEnabled,
                                 W::PluginsEnabled,
                                 W::PdfViewerEnabled,
                                 W::ScreenCaptureEnabled,
                                 W::WebGLEnabled,
                                 W::DnsPrefetchEnabled,
                                 W::NavigateOnDropEnabled,
                                 W::AllowRunningInsecureContent,
                                 W::AllowGeolocationOnInsecureOrigins,
                                 W::AllowWindowActivationFromJavaScript,
                                 W::FullScreenSupportEnabled,
                                 W::AutoLoadIconsForPage,
                                 W::TouchIconsEnabled,
                                 W::ErrorPageEnabled,
                                 W::FocusOnNavigationEnabled})
        settings()->setAttribute(attribute, false);
    settings()->setAttribute(W::WebRTCPublicInterfacesOnly, true);
    settings()->setAttribute(W::PlaybackRequiresUserGesture, true);
    settings()->setUnknownUrlSchemePolicy(W::DisallowUnknownUrlSchemes);
}

void LockedPage::show(const QUrl& url) {
    m_sentTo = url;
    load(url);
}

bool LockedPage::acceptNavigationRequest(const QUrl& url, NavigationType type, bool isMainFrame) {
    if (!isMainFrame)
        return false; // pages have no frames
    if (type == NavigationTypeLinkClicked) {
        if (url.adjusted(QUrl::RemoveFragment) == m_sentTo.adjusted(QUrl::RemoveFragment))
            Q_EMIT pageChosen({}, url.fragment());
        else
            clicked(url);
        return false;
    }
    const bool ours = url == m_sentTo && (type == NavigationTypeTyped || type == NavigationTypeReload);
    if (!ours)
        qCWarning(logReader) << "navigation refused:" << url.toString().left(200) << int(type);
    return ours;
}

void LockedPage::clicked(const QUrl& url) {
    if (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http")) {
        Q_EMIT outsideChosen(url);
        return;
    }
    if (url.scheme() != QLatin1String("course"))
        return;
    const QString path = url.path(QUrl::FullyDecoded).mid(1);
    const QString kind = path.section(u'/', 0, 0), name = path.section(u'/', 1);
    if (url.host() == QLatin1String("do"))
        Q_EMIT actionChosen(kind, name.toInt());
    else if (kind == QLatin1String("page"))
        Q_EMIT pageChosen(name, url.fragment());
    else if (kind == QLatin1String("lab"))
        Q_EMIT labChosen(name);
    else if (kind == QLatin1String("quiz"))
        Q_EMIT quizChosen(name + QStringLiteral("/quiz"));
}

QWebEnginePage* LockedPage::createWindow(WebWindowType) { return nullptr; }

bool LockedPage::javaScriptConfirm(const QUrl&, const QString&) { return false; }

bool LockedPage::javaScriptPrompt(const QUrl&, const QString&, const QString&, QString*) { return false; }

void LockedPage::javaScriptAlert(const QUrl&, const QString&) {}

QStringList LockedPage::chooseFiles(FileSelectionMode, const QStringList&, const QStringList&) { return {}; }

void LockedPage::javaScriptConsoleMessage(JavaScriptConsoleMessageLevel, const QString& message, int line,
                                          const QString&) {
    qCDebug(logReader) << "page:" << message.left(300) << line;
}

} // namespace understudy::reader
