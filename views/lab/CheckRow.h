#pragma once

#include "core/course/Model.h"
#include "labs/session/LabRun.h"
#include "views/lab/WrappedChoice.h"
#include "views/theme/StateRing.h"
#include "views/theme/Text.h"

#include <QVBoxLayout>

class QLineEdit;

namespace understudy::lab {

/// One check of the open step: its statement, how it stands in words, and where an answer goes when it asks
/// for one.
class CheckRow final : public QWidget {
    Q_OBJECT
public:
    CheckRow(const theme::Theme& theme, const course::Check& check, QWidget* parent = nullptr);

    const course::Check& check() const { return m_check; }
    void setState(const session::LabRun::CheckState& state);
    /// What is typed or chosen, written down or not.
    QStringList response() const;
    void setResponse(const QStringList& response);

Q_SIGNALS:
    /// Enter in the field.
    void answered();

private:
    void addInput();
    void announce(session::Verdict::Word word);

    const theme::Theme& m_theme;
    const course::Check& m_check;
    theme::StateRing* m_ring;
    theme::Text* m_words;
    QVBoxLayout* m_column;
    QLineEdit* m_field = nullptr;
    std::vector<WrappedChoice*> m_choices;
    session::Verdict::Word m_shown = session::Verdict::Word::Open;
};

} // namespace understudy::lab
