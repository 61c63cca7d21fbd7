#pragma once

#include "core/progress/Today.h"
#include "core/search/Index.h"
#include "views/window/Rail.h"
#include "views/window/Tools.h"

namespace understudy::search {
class SearchOverlay;
}

namespace understudy::window {

/// Search in the window: makes the index beside the first screens, keeps it up with what the trainee answers,
/// and says where a result leads.
class SearchRoom final : public QObject {
    Q_OBJECT
public:
    SearchRoom(Tools& tools, QWidget& window);
    ~SearchRoom() override;

    void open();
    /// Begins to make the index, on a thread of its own; open() does, too.
    void prepare();
    bool isReady() const { return m_index != nullptr; }
    search::SearchOverlay& overlay() { return *m_overlay; }

Q_SIGNALS:
    void openItem(understudy::progress::ItemKind kind, const QString& ref, const QString& anchor);
    void goTo(understudy::window::Place place);
    void commandWanted(const QString& command);
    void keysRequested();
    void looksChanged();
    void trouble(const understudy::Error& error);

private:
    struct Making;
    void takeIndex();
    void addAnswered();
    void addNotes();
    void addTyped();
    std::vector<search::Group> find(const QString& typed, std::optional<search::Kind> only, int most) const;
    void take(const search::Item& item);
    void act(const QString& action);
    std::vector<search::Item> actions() const;

    Tools& m_tools;
    std::shared_ptr<Making> m_making; ///< while the index is made
    std::unique_ptr<search::Index> m_index;
    std::set<QString> m_answered;     ///< in the index
    std::vector<notes::Note> m_notes; ///< in the index
    QStringList m_typed;              ///< in the index
    search::SearchOverlay* m_overlay;
};

} // namespace understudy::window
