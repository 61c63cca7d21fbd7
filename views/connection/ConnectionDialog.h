#pragma once

#include "core/connection/Connection.h"
#include "views/theme/StateDialog.h"

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;

namespace understudy::connection {

/// Everything one says about a host: new or to be changed. Ends with Save or Connect; both have checked the
/// fields and taken them into connection().
class ConnectionDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    enum Answer { Leave = 0, Save = 1, Connect = 2 };

    /// One without an address is a new connection.
    ConnectionDialog(const theme::Theme& theme, const Connection& connection, const QString& localUser,
                     QWidget* parent = nullptr);

    const Connection& connection() const { return m_connection; }

public Q_SLOTS:
    void done(int answer) override; ///< stays open while a field is wrong

protected:
    void showEvent(QShowEvent* event) override;

private:
    bool accepts(); ///< reads the fields; what is wrong is marked and said
    void addFields(const QString& localUser);
    QLineEdit* addLine(QGridLayout& grid, const QString& label, const QString& value, const QString& hint);
    void addRow(QGridLayout& grid, const QString& label, QWidget* field);
    void addLogin(QGridLayout& grid);
    QCheckBox* addCheck(const QString& label, const QString& meaning, bool on);
    void addChecks();
    void spreadAddress();
    void chooseKey();
    void showLogin();
    bool complain(QLineEdit& field, const QString& words);

    Connection m_connection;
    QLineEdit* m_host = nullptr;
    QLineEdit* m_port = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_metrics = nullptr;
    QLineEdit* m_jumps = nullptr;
    QComboBox* m_login = nullptr;
    QLineEdit* m_keyFile = nullptr;
    QWidget* m_keyRow = nullptr;
    QWidget* m_keyLabel = nullptr;
    QCheckBox* m_watchOnly = nullptr;
    QCheckBox* m_tmux = nullptr;
    QCheckBox* m_forwardAgent = nullptr;
    theme::Text* m_complaint = nullptr;
};

} // namespace understudy::connection
