#pragma once

#include "views/theme/Theme.h"
#include "views/transfer/FarHost.h"

#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace understudy::theme {
class StateDialog;
}

namespace understudy::sftp {
class Batch;
}

namespace understudy::transfer {

class TransferRow;

/// The copies to and from hosts, a line each; hidden while there are none. Asks before anything is copied.
class Transfers final : public QWidget {
    Q_OBJECT
public:
    explicit Transfers(const theme::Theme& theme, QWidget* parent = nullptr);

    /// Asks whether @p files go to @p folder of the host (empty: where a login begins).
    void offer(const FarHost& host, const QStringList& files, const QString& folder);
    /// Asks where a file of the host is to be saved here, or into which folder one of its folders goes.
    void fetch(const FarHost& host, const QString& far, bool folder = false);
    /// A connection came or went: copies that wait for one go on.
    void hostsChanged();
    int underWay() const;

Q_SIGNALS:
    void changed(const QString& host); ///< the id of one where files have arrived
    void asked(QWidget* dialog);       ///< a question is open

private:
    void add(const FarHost& host, std::unique_ptr<sftp::Batch> batch);
    QList<TransferRow*> rows() const;

    const theme::Theme& m_theme;
    QVBoxLayout* m_column;
};

} // namespace understudy::transfer
