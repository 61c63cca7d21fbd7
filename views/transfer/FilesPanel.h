#pragma once

#include "core/sftp/Transfer.h"
#include "views/theme/Widgets.h"
#include "views/transfer/FarHost.h"

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace understudy::transfer {

/// The files of a host in a panel beside its terminals: one folder at a time. Files are got by a button or
/// Enter, and put by dropping them here.
class FilesPanel final : public theme::Ground {
    Q_OBJECT
public:
    explicit FilesPanel(const theme::Theme& theme, QWidget* parent = nullptr);

    /// Shows a folder of the host; empty: where a login begins.
    void open(const FarHost& host, const QString& folder);
    /// Reads the folder again, as after a copy, or when the connection is back.
    void refresh();
    QString hostId() const { return m_host.id; }
    QString folder() const { return m_folder; }

Q_SIGNALS:
    void getRequested(const QString& far, bool folder);
    void putRequested(const QStringList& files, const QString& folder);
    void closeRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void restyle();
    QWidget* makeHeader();
    QWidget* makePlace();
    QWidget* makeButtons();
    void goTo(const QString& folder);
    void list();
    void fill(const std::vector<sftp::Entry>& entries);
    void say(const QString& words, theme::Color role = theme::Color::Text2);
    void use(const QTreeWidgetItem* item);
    void useChosen();
    QString pathOf(const QTreeWidgetItem& item) const;
    void choosePut();

    FarHost m_host;
    QString m_folder;
    sftp::Transfer::Server m_server;
    int m_turn = 0; ///< counts questions; only the newest one's answer is shown
    theme::Text* m_title;
    QLineEdit* m_place;
    QTreeWidget* m_list;
    theme::Text* m_words;
    theme::Button* m_get;
    theme::Button* m_put;
};

} // namespace understudy::transfer
