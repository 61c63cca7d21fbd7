#pragma once

#include "core/course/Library.h"
#include "core/progress/Progress.h"
#include "views/theme/StateRing.h"

#include <QAbstractListModel>

namespace understudy::reader {

/// The rows of the contents: modules, and below an open one its pages, labs and quiz; below the page on
/// screen its sections. One flat list, as it is drawn.
class Contents final : public QAbstractListModel {
    Q_OBJECT
public:
    enum class Kind { Module, Page, Section, Lab, Quiz };
    struct Row {
        Kind kind = Kind::Page;
        QString id; ///< of the module, page, lab or quiz; of a section the heading's
        QString title;
        QString right; ///< small words at the right end: "4 h", "60%", "17:00"
        theme::State state = theme::State::Open;
        double share = 0;
        bool current = false;
        bool open = false; ///< of a module: its parts are listed
    };

    Contents(const course::Library& library, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const Row& row(int at) const { return m_rows[static_cast<std::size_t>(at)]; }
    int rowOf(Kind kind, const QString& id) const;

    void setProgress(const progress::Progress& progress);
    /// "17:00" beside a quiz, by its id.
    void setDue(const std::map<QString, QString>& due);
    void showPage(const QString& pageId);
    void showPosition(double fraction, const QString& headingId);
    void toggle(const QString& moduleId);

private:
    void rebuild();
    void addModule(const course::Module& module);
    void addPage(const course::Page& page);
    Row labRow(const course::Lab& lab) const;
    Row quizRow(const course::Quiz& quiz) const;

    const course::Library& m_library;
    progress::Progress m_progress;
    std::map<QString, QString> m_due;
    std::vector<Row> m_rows;
    std::set<QString> m_open;
    QString m_page, m_heading;
    double m_fraction = 0;
};

} // namespace understudy::reader
