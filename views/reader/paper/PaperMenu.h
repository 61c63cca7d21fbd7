#pragma once

#include "core/base/Result.h"
#include "views/reader/paper/PaperDocument.h"

#include <QObject>

class QPoint;
class QWidget;

namespace understudy::reader {

class Paper;

/// The ways from the open page to paper: print it, or save it or its module as PDF. Asks where to, and says
/// how it went.
class PaperMenu final : public QObject {
    Q_OBJECT
public:
    PaperMenu(const course::Library& library, QWidget* window);

    /// Opens the menu at a place on the screen.
    void open(const QPoint& where, const QString& pageId, Paper& paper);
    /// Asks for a file, then writes it. Never over another without asking.
    void save(const PaperOrder& order, Paper& paper);
    void saveTo(const QString& file, const PaperOrder& order, Paper& paper);

Q_SIGNALS:
    void said(const QString& words);
    void trouble(const understudy::Error& error);

private:
    void print(const PaperOrder& order, Paper& paper);
    bool mayStart(const Paper& paper);
    const course::Library& m_library;
    QWidget* m_window;
    QString m_folder; ///< where one saved last
};

} // namespace understudy::reader
