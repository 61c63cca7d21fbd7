#pragma once

#include "core/base/Result.h"
#include "core/ssh/LocalForward.h"
#include "views/theme/StateDialog.h"

#include <functional>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;

namespace understudy::connection {

/// Asks for a port of this computer that leads to one behind a host, and stays open until it could be opened.
class ForwardDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    struct Offer {
        QString host;                           ///< as the trainee calls it
        std::vector<ssh::LocalForward> written; ///< in ~/.ssh/config; the first is filled in
        bool mayRemember = false;
    };
    using Open = std::function<Result<void>(const ssh::LocalForward& asked, bool remember)>;

    ForwardDialog(const theme::Theme& theme, const Offer& offer, Open open, QWidget* parent = nullptr);

public Q_SLOTS:
    void done(int answer) override; ///< stays open while a field is wrong or the port is not to be had

protected:
    void showEvent(QShowEvent* event) override;

private:
    QLineEdit* addLine(QGridLayout& grid, const QString& label, const QString& hint, const QString& meaning);
    void addRow(QGridLayout& grid, const QString& label, QWidget* field);
    void addOffers(QGridLayout& grid, const std::vector<ssh::LocalForward>& written);
    void fill(const ssh::LocalForward& forward);
    bool accepts();
    bool spread(); ///< takes "-L 9090:localhost:9090" apart; false when it was refused
    bool complain(QLineEdit& field, const QString& words);

    const Open m_open;
    QLineEdit* m_host = nullptr;
    QLineEdit* m_port = nullptr;
    QLineEdit* m_localPort = nullptr;
    QCheckBox* m_remember = nullptr;
    theme::Text* m_complaint = nullptr;
};

} // namespace understudy::connection
