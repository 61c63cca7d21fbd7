#pragma once

#include "views/settings/SyncWords.h"
#include "views/theme/Theme.h"

#include <QWidget>

class QLabel;

namespace understudy::window {

/// The line at the bottom: sync, lab connection, warnings that last, content, and the key for search.
class StatusBar final : public QWidget {
    Q_OBJECT
public:
    explicit StatusBar(const theme::Theme& theme, QWidget* parent = nullptr);

    using Sync = settings::SyncState;
    /// @p oldest: "Tuesday", when the first of those that wait happened, or empty.
    void setSync(Sync state, int waiting, const QString& lastSynced, const QString& oldest = {});
    void setLab(const QString& words, bool connected);
    void setContent(const QString& words, bool verified);
    /// A thing that stays true while the program runs and that one must know: "Browser sandbox off".
    void setWarning(const QString& words, const QString& explanation);
    void setTerminalFocused(bool focused); ///< which search key works now
    QString syncText() const;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void syncPressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// An icon and its words.
    struct Item {
        QLabel* icon = nullptr;
        QLabel* words = nullptr;
        QString name;
        theme::Color role = theme::Color::Text2;
    };
    Item makeItem();
    void show(Item& item, const QString& icon, const QString& words, theme::Color role);
    void restyle();
    void fit();
    QLabel* makeKey(const QString& key);

    const theme::Theme& m_theme;
    Item m_sync, m_lab, m_warning, m_content;
    QLabel* m_shiftKey = nullptr;
    bool m_shift = false; ///< the terminal has the focus
    std::vector<QLabel*> m_keys;
    QLabel* m_searchWord;
};

} // namespace understudy::window
