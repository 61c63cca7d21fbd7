#pragma once

#include "core/company/ProfileBook.h"
#include "core/connection/AddressBook.h"
#include "core/course/Lab.h"
#include "labs/session/CompanyLab.h"
#include "views/lab/company/ClusterMeans.h"
#include "views/window/Tools.h"

#include <QObject>

#include <memory>
#include <vector>

namespace understudy::connection {
class HostQuestions;
}

namespace understudy::window {

/// The company's clusters as the window knows them: which there are, the dialogs about them, and the one that
/// a lab is on.
class CompanySite final : public QObject {
    Q_OBJECT
public:
    /// Dialogs stand over @p over.
    CompanySite(Tools& tools, QWidget& over);
    ~CompanySite() override;

    const company::ProfileBook& book() const { return m_book; }
    /// Lists them, to add, edit, remove and try.
    void manage();
    /// Asks whether @p lab shall begin there; @p then is called on yes.
    void askToStart(const course::Lab& lab, const Id& cluster, std::function<void()> then);
    /// The cluster that a lab goes on with from now on; an error when it or its host is not there any more.
    Result<session::CompanyLab*> take(const Id& cluster);
    void leave();                                            ///< the lab is on this computer
    session::CompanyLab* lab() const { return m_lab.get(); } ///< nullptr: the lab is on this computer

Q_SIGNALS:
    void changed(); ///< of the book
    void trouble(const understudy::Error& error);

private:
    Result<connection::Connection> hostOf(const company::Profile& profile) const;
    std::vector<std::pair<Id, QString>> hosts() const;
    Result<std::unique_ptr<company::Cluster>> reach(const company::Profile& profile, QWidget& over);
    void follow();

    Tools& m_tools;
    QWidget& m_over;
    company::ProfileBook m_book;
    lab::ClusterMeans m_means;
    std::unique_ptr<connection::HostQuestions> m_questions;
    std::unique_ptr<session::CompanyLab> m_lab;
};

} // namespace understudy::window
