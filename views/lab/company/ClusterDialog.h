#pragma once

#include "views/lab/company/ClusterMeans.h"
#include "views/theme/StateDialog.h"

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace understudy::lab {

class TrialBox;

/// Asks for the profile of a company's cluster, and tries it on request. Stays open while a field is wrong.
class ClusterDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    enum Answer { Leave = 0, Save = 1 };

    /// @p profile without an id is a new one.
    ClusterDialog(const theme::Theme& theme, const ClusterMeans& means, const company::Profile& profile,
                  QWidget* parent = nullptr);

    const company::Profile& profile() const { return m_profile; }

public Q_SLOTS:
    void done(int answer) override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct ServiceRow {
        QString what;
        QLineEdit* address;
        QComboBox* seen;
    };

    void addFields();
    void addHosts(QGridLayout& grid);
    QLineEdit* addLine(QGridLayout& grid, const QString& label, const QString& value, const QString& hint,
                       QWidget* beside = nullptr);
    QComboBox* makeChoice(const QStringList& words, int current, const QString& name);
    ServiceRow addService(QGridLayout& grid, const QString& what, const company::Service& service,
                          const QString& hint);
    void edited(); ///< what was complained about or tried is of another text
    void tryIt();
    bool accepts(); ///< takes the fields over, or complains
    bool complain(QWidget& field, const QString& words);

    const ClusterMeans& m_means;
    company::Profile m_profile;
    QLineEdit* m_name = nullptr;
    QComboBox* m_host = nullptr;
    QLineEdit* m_kubeconfig = nullptr;
    QComboBox* m_place = nullptr;
    std::vector<ServiceRow> m_services;
    theme::Text* m_complaint = nullptr;
    TrialBox* m_trial = nullptr;
    theme::Button* m_try = nullptr;
};

} // namespace understudy::lab
