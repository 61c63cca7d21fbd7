#pragma once

#include "views/traces/SearchForm.h"
#include "views/traces/Waterfall.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QUrl>

#include <memory>

class QStackedWidget;
class QTreeWidget;

namespace understudy::traces {

/// Traces of a cluster: search, what was found, and one of them as a waterfall. Opens files saved from Jaeger
/// as well.
class TracesView final : public QWidget {
    Q_OBJECT
public:
    /// @p clock: that of the cluster.
    TracesView(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);
    ~TracesView() override;

    /// The tracing server; an empty address: there is none.
    /// @p network is how @p address is reached, when it is not one of this computer; it outlives this use.
    void setSource(const QUrl& address, QNetworkAccessManager* network = nullptr);
    /// Where one came from: "the lab".
    void setBack(const QString& words);
    void openFile(const QString& path);
    void search();
    Waterfall& waterfall() const { return *m_waterfall; }
    int found() const { return int(m_found.size()); }
    void open(int trace); ///< of what was found
    QString words() const { return m_words->text(); }

Q_SIGNALS:
    void backWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeList();
    void askServices();
    void take(const Result<std::vector<Trace>>& found);
    void say(const QString& words, bool trouble);
    void goBack();

    const theme::Theme& m_theme;
    std::unique_ptr<TraceClient> m_client;
    QPointer<QNetworkAccessManager> m_network; ///< of m_client, when it is somebody else's
    std::vector<Trace> m_found;
    theme::Button* m_back = nullptr;
    QString m_backWords;
    QStackedWidget* m_pages;
    SearchForm* m_form;
    theme::Text* m_words;
    QTreeWidget* m_list;
    Waterfall* m_waterfall;
};

} // namespace understudy::traces
