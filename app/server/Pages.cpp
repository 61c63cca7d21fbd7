#include "app/server/Pages.h"

#include <QFile>

namespace understudy::server {

namespace {

QStringList linesOf(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

/// Summaries are written by the one who writes everything else.
cohort::Board::Save saving(const Pages::Serving& serving) {
    return [post = serving.post, change = serving.change](std::int64_t person, const QByteArray& summary) {
        post([change, person, text = summary.toStdString()] {
            change(
                [person, text](store::Sql& sql) -> Result<void> {
                    const auto kept =
                        sql.run("INSERT INTO cohort_summary (person, summary) VALUES ($1, $2) ON CONFLICT "
                                "(person) DO UPDATE SET summary = excluded.summary",
                                {person, text});
                    return kept ? Result<void>() : kept.error();
                },
                [](const Result<void>&) {}); // it is made anew where it is missing
        });
    };
}

} // namespace

Result<std::unique_ptr<Pages>> Pages::open(const Options& options, Serving serving) {
    std::unique_ptr<Pages> pages(new Pages);
    auto library = course::Library::open(options.course, linesOf(options.keys), 0);
    if (!library)
        return library.error();
    pages->m_library = std::move(*library);
    auto assets = desk::Assets::open(options.assets.toStdString());
    if (!assets)
        return assets.error();
    auto sql = serving.database.connect();
    if (!sql)
        return sql.error();
    const auto& course = pages->m_library->course();
    pages->m_board = std::make_shared<cohort::Board>(std::move(*sql), course, serving.clock, options.homePage,
                                                     saving(serving));
    pages->m_sessions =
        std::make_unique<access::Sessions>(serving.database.sql(), serving.change, serving.clock,
                                           serving.threads, serving.post, options.homePage);
    pages->m_desk = std::make_unique<desk::Desk>(
        desk::Desk::Parts{serving.database.sql(), course, serving.clock, *pages->m_board, *pages->m_sessions,
                          serving.change, serving.after, options.homePage},
        std::move(*assets));
    serving.threads.start("cohort", [board = pages->m_board] { board->run(); });
    return pages;
}

Pages::~Pages() {
    if (m_board)
        m_board->stop();
}

} // namespace understudy::server
