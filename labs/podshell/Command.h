#pragma once

#include "labs/cluster/Stage.h"
#include "labs/podfiles/Disk.h"
#include "labs/podweb/Network.h"

namespace understudy::podshell {

using Arguments = std::vector<std::string>; ///< with the command itself in front
using Variables = std::map<std::string, std::string>;

/// The container in which commands run.
struct Place {
    const cluster::Stage& stage;
    std::string ns, pod, uid, container;
    Disk& disk;
    std::function<void(int signal)> signalFirst; ///< to process 1: it changes the world
    int world = 0;                               ///< which of the stage's
    cluster::Micros since = 0;                   ///< the start of the container that this is in

    const cluster::World& now() const { return stage.world(); }
    /// The pod as it is; nothing when it is gone.
    std::shared_ptr<const cluster::Pod> here() const;
    /// The status of the container; nothing when it is gone.
    const cluster::ContainerStatus* status() const;
    podweb::Network network() const { return {now(), here()}; }
    cluster::Micros started() const;
    /// The container runs, and is still the one it was when the place was made.
    bool alive() const;
};

/// What a command printed and how it ended, or how it goes on.
struct Ran {
    std::string out, err;
    int code = 0;
    cluster::Micros takes = 0; ///< virtual time until it ends, or until the next part
    std::function<Ran()> next; ///< there is more, after that time
    bool keys = false;         ///< it takes single keys: q ends it
    bool shellEnds = false;    ///< the shell that ran it was killed, with that code
};

Ran said(std::string out, int code = 0);
Ran failed(std::string err, int code = 1);

/// One command with everything it may look at.
struct Call {
    const Place& place;
    Arguments words;
    std::string input; ///< all of its standard input
    std::string folder = "/";
    Variables environment;
    int columns = 80, rows = 24;
    bool terminal = false; ///< its output is one
    bool hasInput = false; ///< it was given some, if only an end

    std::string path(const std::string& name) const { return Disk::absolute(folder, name); }
    cluster::Micros now() const { return place.now().now(); }
    /// Words that are no options; options of one letter with a value are named in @p withValue.
    Arguments operands(const std::string& withValue = {}) const;
    /// The value of -n 5, -n5 or --name=5; nothing when it is not given.
    std::optional<std::string> option(char letter, const std::string& name = {}) const;
    bool flag(char letter, const std::string& withValue = {}) const;
};

/// A program that the images have.
struct Known {
    Ran (*run)(const Call& call);
    bool (*reads)(const Call& call) = nullptr; ///< it wants its standard input to the end first
};

const Known* findCommand(const std::string& name);
std::vector<std::string> commandNames();

// The tables that findCommand() looks in.
using CommandTable = std::map<std::string, Known>;
const CommandTable& fileCommands();
const CommandTable& textCommands();
const CommandTable& systemCommands();
const CommandTable& networkCommands();
const CommandTable& clientCommands();
const CommandTable& archiveCommands();

/// The lines of a text, without their ends.
std::vector<std::string> linesOf(const std::string& text);
std::string padded(const std::string& text, std::size_t width, bool right = false);
std::string fixed(double value, int digits);

} // namespace understudy::podshell
