#pragma once

#include "core/base/Result.h"

#include <QObject>

#include <functional>
#include <memory>

class QPrinter;
class QTimer;
class QWebEngineProfile;
class QWebEngineView;

namespace understudy::reader {

class LockedPage;

/// Puts a document on paper: drawn on a page of its own that nobody sees and that can do as little as the one
/// on screen. One at a time.
class Paper final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Result<void>& result)>;

    /// @p script is the reader's own; it prepares the document once it is there.
    Paper(QWebEngineProfile* profile, const QString& script, QObject* parent);
    ~Paper() override;

    bool busy() const { return static_cast<bool>(m_done); }
    /// What the scheme serves as course://dwcp/paper/open.
    const QByteArray& document() const { return m_document; }
    /// Writes the document as A4 pages; the file is replaced whole or not at all.
    void savePdf(const QByteArray& document, const QString& file, Done done);
    void print(const QByteArray& document, std::unique_ptr<QPrinter> printer, Done done);

private:
    void start(const QByteArray& document, Done done);
    void loaded(bool ok);
    void waitForFonts();
    void draw();
    void write(const QByteArray& pdf);
    void finish(const Result<void>& result);

    QWebEngineProfile* m_profile;
    QString m_script, m_file;
    QByteArray m_document;
    std::unique_ptr<QWebEngineView> m_view;
    LockedPage* m_page = nullptr; ///< the view's
    std::unique_ptr<QPrinter> m_printer;
    QTimer* m_fonts;
    int m_looks = 0;
    Done m_done;
};

} // namespace understudy::reader
