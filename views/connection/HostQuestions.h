#pragma once

#include "core/connection/HostLink.h"
#include "views/theme/Theme.h"

#include <QDialog>
#include <QPointer>

namespace understudy::connection {

/// Asks for one connection what its login needs, in dialogs over the window. Each question is answered once;
/// one whose login ended meanwhile goes away by itself.
class HostQuestions final : public QObject {
    Q_OBJECT
public:
    HostQuestions(const theme::Theme& theme, QWidget& over, QObject* parent = nullptr);
    ~HostQuestions() override;

    LinkQuestions questions();
    /// Shows both keys; @p replace is called when the trainee has compared them and takes the new one, @p
    /// leave when not.
    void showChange(const ssh::HostKeyChange& change, bool replaceable, std::function<void()> replace,
                    std::function<void()> leave = {});
    /// Takes an open question back, as if the trainee had said no.
    void dismiss();

private:
    void askHost(const ssh::HostQuestion& question, const std::function<void(ssh::HostAnswer)>& answer);
    void askSecret(const SecretQuestion& question,
                   const std::function<void(std::optional<SecretAnswer>)>& answer);
    void open(QDialog* dialog);

    const theme::Theme& m_theme;
    QWidget& m_over;
    QPointer<QDialog> m_dialog;
};

} // namespace understudy::connection
