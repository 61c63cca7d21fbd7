#pragma once

#include "core/connection/AddressBook.h"
#include "core/connection/UserConfig.h"
#include "views/theme/Widgets.h"

#include <QScrollArea>

#include <map>
#include <optional>
#include <vector>

namespace understudy::connection {

class ConnectionRow;

/// The page of connections: the way to a new one, a row for each that is saved and each of ~/.ssh/config, and
/// Undo for the one just removed. It changes the book itself, but connects to nothing.
class ConnectionList final : public QScrollArea {
    Q_OBJECT
public:
    /// @p userConfig is the file ~/.ssh/config; empty: none is read.
    ConnectionList(const theme::Theme& theme, const Clock& clock, IdMaker& ids, AddressBook& book,
                   QString localUser, QString userConfig, QWidget* parent = nullptr);

    /// A saved one, or one of ~/.ssh/config.
    std::optional<Connection> find(const Id& id) const;
    /// How many terminals are open on each; shown in the rows.
    void setTerminals(const std::map<Id, int>& terminals);
    void refresh();
    /// Asks for a new host, as the primary button does.
    void addHost();
    void edit(const Id& id);

Q_SIGNALS:
    void connectRequested(const understudy::Id& id);
    void terminalsRequested(); ///< back to those that are open
    void edited(const understudy::Id& id);
    void trouble(const understudy::Error& error);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Removed {
        Connection connection;
        std::size_t place = 0;
    };

    void addHead(QWidget* page);
    void addRows(QWidget* page);
    void addRow(QWidget* page, const Connection& connection, const QStringList& notes);
    void addConfig(QWidget* page, const UserConfig& config);
    void addWords(QWidget* page, const QString& words);
    void addUndo(QWidget* page);
    void ask(const Connection& connection);
    void duplicate(const Id& id);
    void remove(const Id& id);
    void undo();
    void step(const Id& from, int by);
    void focusRow(const Id& id);
    QString lastUsed(const Connection& connection) const;
    bool report(const Result<void>& result);

    const theme::Theme& m_theme;
    const Clock& m_clock;
    IdMaker& m_ids;
    AddressBook& m_book;
    QString m_localUser;
    QString m_userConfig;
    std::map<Id, int> m_terminals;
    std::optional<Removed> m_removed;
    std::vector<ConnectionRow*> m_rows;
    theme::Button* m_add = nullptr;
    Id m_current; ///< the row that Tab goes to
};

} // namespace understudy::connection
