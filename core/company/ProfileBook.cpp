#include "core/company/ProfileBook.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::company {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("company", text); }

} // namespace

ProfileBook::ProfileBook(const QString& file)
    : m_list(file, QStringLiteral("clusters")) {
    for (const QJsonValue& value : m_list.values()) {
        const auto profile = Profile::fromJson(value.toObject());
        if (profile && !find(profile->id))
            m_profiles.push_back(*profile);
        else
            m_list.markDamaged();
    }
    if (m_list.damaged())
        m_trouble = Error{Errc::Corrupt,
                          tr("Some saved clusters could not be read. The file is kept as it was beside the "
                             "new one; add what is missing again."),
                          m_list.asideFile()};
}

const Profile* ProfileBook::find(const Id& id) const {
    const auto it = std::find_if(m_profiles.begin(), m_profiles.end(),
                                 [&id](const Profile& each) { return each.id == id; });
    return it == m_profiles.end() ? nullptr : &*it;
}

Result<void> ProfileBook::save(const Profile& profile) {
    std::vector<Profile> next = m_profiles;
    const auto it = std::find_if(next.begin(), next.end(),
                                 [&profile](const Profile& each) { return each.id == profile.id; });
    if (it == next.end())
        next.push_back(profile);
    else
        *it = profile;
    return write(std::move(next));
}

Result<std::size_t> ProfileBook::remove(const Id& id) {
    const Profile* found = find(id);
    if (!found)
        return Error{Errc::NotFound, tr("This cluster is not there any more."), {}};
    const auto place = static_cast<std::size_t>(found - m_profiles.data());
    std::vector<Profile> next = m_profiles;
    next.erase(next.begin() + static_cast<std::ptrdiff_t>(place));
    if (const auto written = write(std::move(next)); !written)
        return written.error();
    return place;
}

Result<void> ProfileBook::restore(const Profile& profile, std::size_t place) {
    if (find(profile.id))
        return {};
    std::vector<Profile> next = m_profiles;
    next.insert(next.begin() + static_cast<std::ptrdiff_t>(std::min(place, next.size())), profile);
    return write(std::move(next));
}

QString ProfileBook::freeName(const QString& wanted) const {
    for (int number = 1;; ++number) {
        const QString name = number == 1 ? wanted : wanted + QLatin1Char(' ') + QString::number(number);
        if (std::none_of(m_profiles.begin(), m_profiles.end(),
                         [&name](const Profile& each) { return each.name == name; }))
            return name;
    }
}

Result<void> ProfileBook::write(std::vector<Profile> next) {
    QJsonArray values;
    for (const Profile& profile : next)
        values.append(profile.toJson());
    if (const auto written = m_list.write(values); !written)
        return Error{written.error().code,
                     tr("The clusters could not be saved. Check the free space and the rights of your "
                        "profile folder, then try again."),
                     written.error().detail};
    m_profiles = std::move(next);
    return {};
}

} // namespace understudy::company
