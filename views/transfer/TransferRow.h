#pragma once

#include "core/sftp/Batch.h"
#include "views/theme/Widgets.h"
#include "views/transfer/FarHost.h"

#include <QPointer>

#include <memory>

namespace understudy::transfer {

/// One copy under way: what, how far, and a way to stop it; afterwards how it went. A file that was got can
/// be dragged from here.
class TransferRow final : public QWidget {
    Q_OBJECT
public:
    TransferRow(const theme::Theme& theme, FarHost host, std::unique_ptr<sftp::Batch> batch,
                QWidget* parent = nullptr);

    /// Begins or goes on, when there is a connection to the host and the copy waits for one.
    void startIfWaiting();
    const FarHost& host() const { return m_host; }
    bool isOver() const { return m_over; }
    QString words() const { return m_words->text(); }

Q_SIGNALS:
    void over();
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void refresh();
    void finish(const sftp::Batch::Outcome& outcome);
    void askReplace(const QString& name, const std::function<void(sftp::Batch::Replace)>& answer);
    QString outcomeWords(const sftp::Batch::Outcome& outcome) const;

    const theme::Theme& m_theme;
    const FarHost m_host;
    std::unique_ptr<sftp::Batch> m_batch;
    theme::Text* m_words;
    theme::Text* m_figures;
    theme::Bar* m_bar;
    theme::Button* m_stop;
    QPointer<QDialog> m_question;
    QPoint m_pressed;
    bool m_waiting = true;
    bool m_over = false;
    theme::Color m_ground = theme::Color::BgWindow;
};

} // namespace understudy::transfer
