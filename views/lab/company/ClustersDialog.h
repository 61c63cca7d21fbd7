#pragma once

#include "views/lab/company/ClusterMeans.h"
#include "views/theme/StateDialog.h"

namespace understudy::lab {

/// The company's clusters that this computer knows of: add, edit, remove, put back.
class ClustersDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    ClustersDialog(const theme::Theme& theme, const ClusterMeans& means, QWidget* parent = nullptr);

Q_SIGNALS:
    void changed(); ///< of the book
    void trouble(const understudy::Error& error);

private:
    struct Removed {
        company::Profile profile;
        std::size_t place = 0;
    };

    void refill();
    QWidget* row(const company::Profile& profile);
    QWidget* undoRow();
    void ask(const company::Profile& profile);
    void remove(const Id& id);
    void undo();
    QString hostName(const Id& id) const;

    const ClusterMeans& m_means;
    QWidget* m_rows = nullptr;
    theme::Button* m_add;
    std::optional<Removed> m_removed;
};

} // namespace understudy::lab
