#include "core/desk/Export.h"

#include "core/desk/PersonPage.h"

namespace understudy::desk {

namespace {

constexpr std::size_t mostQueued = 1024 * 1024;
constexpr int patience = 20; // ms

} // namespace

http::Pairs fileHeaders(const std::string& fileName) {
    return {{"Content-Type", "text/csv; charset=utf-8"},
            {"Content-Disposition", "attachment; filename=\"" + fileName + "\""},
            {"Cache-Control", "no-store"},
            {"X-Content-Type-Options", "nosniff"}};
}

void Export::start(const std::shared_ptr<http::Exchange>& exchange, const std::string& fileName) {
    m_body = exchange->begin({200, fileHeaders(fileName), {}});
    m_body->write("\xEF\xBB\xBF"); // by which spreadsheets know UTF-8
    next();
}

void Export::next() {
    if (m_body->gone())
        return;
    if (m_body->queued() > mostQueued)
        return m_after(patience, [self = shared_from_this()] { self->next(); });
    const Visitor nobody;
    const PersonPage page(m_course, m_clock, nobody);
    if (m_at >= m_trainees.size())
        return m_body.reset(); // which ends the file
    const auto& trainee = *m_trainees[m_at];
    const auto records = Records(m_sql).before(Account{m_homePage, trainee.member.account.toStdString()},
                                               m_before, PersonPage::deedsOfPage);
    if (!records)
        return m_body->write("\"" + records.error().sentence.toStdString() + "\"\r\n"), m_body.reset();
    m_body->write(page.csv(trainee, records->records, std::exchange(m_header, false)).toStdString());
    m_before = records->older;
    m_at += m_before == 0;
    m_after(0, [self = shared_from_this()] { self->next(); });
}

} // namespace understudy::desk
