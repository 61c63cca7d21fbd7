#pragma once

#include <functional>
#include <string>

namespace understudy {

/// Starts threads. Only app/ makes one of these (a thread of its own making is refused to every other
/// folder), so that the list of threads of a program can be read in its main(). A body must end when its
/// owner asks it to.
class Threads {
public:
    virtual ~Threads() = default;
    /// Runs @p body on a new thread called @p name (15 characters are kept). All threads are joined by the
    /// destructor of the implementation.
    virtual void start(std::string name, std::function<void()> body) = 0;
};

/// Runs a piece of work on the thread that owns the receiver, soon and in order. May be called from any
/// thread.
using Post = std::function<void(std::function<void()>)>;

} // namespace understudy
