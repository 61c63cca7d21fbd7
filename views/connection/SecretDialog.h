#pragma once

#include "core/connection/HostLink.h"
#include "views/theme/StateDialog.h"

#include <QStringList>

#include <vector>

class QCheckBox;
class QLineEdit;

namespace understudy::connection {

/// Asks for what a login needs: a password, a key file's passphrase, or the fields a host asks for. What the
/// host says stands apart, so that it cannot pass for words of ours.
class SecretDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    SecretDialog(const theme::Theme& theme, const SecretQuestion& question, QWidget* parent = nullptr);

    /// What was typed; the fields are emptied.
    SecretAnswer take();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void addRefusal(const SecretQuestion& question);
    void addWordsOfHost(const SecretQuestion& question);
    void addField(const QString& label, bool echo);
    static QString title(const SecretQuestion& question);
    static QString text(const SecretQuestion& question);

    std::vector<QLineEdit*> m_fields;
    QCheckBox* m_keep = nullptr;
};

} // namespace understudy::connection
