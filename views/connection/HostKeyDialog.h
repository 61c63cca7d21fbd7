#pragma once

#include "views/theme/Widgets.h"

#include "views/theme/StateDialog.h"

class QCheckBox;
class QLineEdit;

namespace understudy::connection {

/// The question about a server's key: first use, or a key that is not the one known.
class HostKeyDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    struct Question {
        bool changed = false; ///< false: the first time this host is seen
        QString host;
        QString knownFingerprint; ///< SHA-256 in base64, with or without "SHA256:"; empty on first use
        QString shownFingerprint;
        QString knownSince;      ///< "on 17 November", empty when not known
        bool lab = false;        ///< a lab of the trainee's own: it may have been reset
        bool replaceable = true; ///< false: only an administrator changes what is known of this host
        QString where;           ///< file and line of the known key, empty when not known
    };
    enum Answer { DoNotConnect = 0, Connect = 1, ReplaceKey = 2 };

    HostKeyDialog(const theme::Theme& theme, const Question& question, QWidget* parent = nullptr);
    /// Asks and waits. Closing the dialog is "Don't connect".
    Answer ask();

    /// A fingerprint in groups of four, as people compare it.
    static QString grouped(QString fingerprint);
    /// The last of them, which one types before a key is replaced.
    static QString lastGroup(const QString& fingerprint);

private:
    void addKeys(const Question& question);
    void addSteps(const QStringList& steps);
    void addProof(const Question& question, QWidget& replace);
    static QStringList steps(const Question& question);
    static QString title(const Question& question);
    static QString text(const Question& question);
};

} // namespace understudy::connection
