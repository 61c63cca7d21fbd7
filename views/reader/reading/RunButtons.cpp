#include "views/reader/reading/RunButtons.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace understudy::reader {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::reader)
};

} // namespace

RunButtons::RunButtons(const course::Library& library, Script script)
    : m_library(library)
    , m_script(std::move(script))
    , m_target(Words::tr("Run in terminal")) {}

void RunButtons::show(const QString& pageId) {
    m_page = pageId;
    write();
}

void RunButtons::setTarget(const QString& words) {
    if (words == m_target)
        return;
    m_target = words;
    write();
}

void RunButtons::ran(const QString& command, const QDateTime& when) {
    m_log.ran(command, when);
    write();
}

void RunButtons::forget() {
    m_log.clear();
    write();
}

void RunButtons::write() {
    if (m_page.isEmpty())
        return;
    QJsonObject ran;
    int number = 0;
    for (const auto& block : m_log.empty() ? std::vector<course::CodeBlock>() : m_library.blocks(m_page)) {
        const QString words =
            block.language == QLatin1String("shell") ? m_log.words(block.text.trimmed()) : QString();
        if (!words.isEmpty())
            ran.insert(QString::number(number), words);
        ++number;
    }
    const QJsonObject state{{QStringLiteral("target"), m_target}, {QStringLiteral("ran"), ran}};
    m_script(QStringLiteral("understudy.runs(%1)")
                 .arg(QString::fromUtf8(QJsonDocument(state).toJson(QJsonDocument::Compact))));
}

} // namespace understudy::reader
