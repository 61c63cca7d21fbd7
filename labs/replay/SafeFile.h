#pragma once

#include <QString>

#include <string_view>

namespace understudy::replay {

/// Writes all of it to an open file; false with errno when it does not fit.
bool writeAll(int file, std::string_view bytes);
/// What was made, linked and renamed in the folder is on the disk when this returns.
void syncFolder(const QString& folder);
/// What errno says, in words.
QString whyNot();

} // namespace understudy::replay
