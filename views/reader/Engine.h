#pragma once

#include "core/base/Result.h"

// What must be settled before QApplication exists: the scheme that pages are served by, and how the engine
// starts.
namespace understudy::reader {

/// How the engine will run; known after prepareEngine().
struct EngineState {
    bool sandboxOn = true;
};

/// Registers the scheme `course` (secure, and nothing else) and sets the engine's switches: no WebRTC outside
/// proxies, no name look-ups, no debugging port. Call before QApplication. The sandbox is on, except for
/// root, whom the engine refuses to start with one: then it is off only when @p rootSandboxOff, and the
/// window says so. Refused when the environment asks for the sandbox to be off for anybody else.
Result<EngineState> prepareEngine(bool rootSandboxOff);
/// The scheme alone, for programs that draw no page. prepareEngine() includes it.
void registerScheme();
bool sandboxIsOn();

} // namespace understudy::reader
