#pragma once

#include "core/progress/Today.h"
#include "core/search/Index.h"
#include "views/window/Rail.h"
#include "views/window/Tools.h"

namespace understudy::search {
class SearchOverlay;
}

namespace understudy::window {

/// Search in the window: makes the index once it is first wanted, keeps it up with what the trainee answers,
/// and says where a result leads.
class SearchRoom final : public QObject {
    Q_OBJECT
public:
    SearchRoom(Tools& tools, QWidget& window);
    ~SearchRoom() override;

    void open();
    search::SearchOverlay& overlay() { return *m_overlay; }

Q_SIGNALS:
    void openItem(understudy::progress::ItemKind kind, const QString& ref, const QString& anchor);
    void goTo(understudy::window::Place place);
    void keysRequested();
    void looksChanged();
    void trouble(const understudy::Error& error);

private:
    void makeIndex();
    void addAnswered();
    void addNotes();
    std::vector<search::Group> find(const QString& typed, std::optional<search::Kind> only, int most) const;
    void take(const search::Item& item);
    void act(const QString& action);
    std::vector<search::Item> actions() const;

    Tools& m_tools;
    std::unique_ptr<search::Index> m_index;
    std::set<QString> m_answered;     ///< in the index
    std::vector<notes::Note> m_notes; ///< in the index
    search::SearchOverlay* m_overlay;
};

} // namespace understudy::window
