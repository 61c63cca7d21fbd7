#pragma once

#include "core/company/Trial.h"
#include "views/theme/StateRing.h"
#include "views/theme/Text.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace understudy::lab {

/// How a profile does when it is tried, a line for each part of it.
class TrialBox final : public QWidget {
    Q_OBJECT
public:
    explicit TrialBox(const theme::Theme& theme, QWidget* parent = nullptr);

    /// Tries @p cluster from now on, in the place of the one before.
    void start(std::unique_ptr<company::Cluster> cluster);
    void stop();
    void clear(); ///< what was tried is not what stands in the fields any more
    bool underway() const { return m_trial && !m_trial->over(); }
    QString words() const; ///< all lines

Q_SIGNALS:
    void changed();

private:
    struct Line {
        theme::StateRing* ring;
        theme::Text* words;
        theme::Text* detail;
    };
    void show();

    std::vector<Line> m_lines;
    std::unique_ptr<company::Cluster> m_cluster;
    std::unique_ptr<company::Trial> m_trial;
};

} // namespace understudy::lab
