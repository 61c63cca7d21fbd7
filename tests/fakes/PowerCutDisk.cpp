#include "tests/fakes/PowerCutDisk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <vector>

namespace understudy::fakes {

namespace {

using Bytes = std::vector<unsigned char>;

struct Change {
    std::size_t offset = 0;
    Bytes data;
    bool truncates = false;
};

struct Platter {
    Bytes durable;
    std::vector<Change> pending;
    bool exists = false;
};

constexpr std::size_t sector = 512;

void apply(Bytes& bytes, const Change& change) {
    if (change.truncates) {
        bytes.resize(change.offset);
        return;
    }
    if (bytes.size() < change.offset + change.data.size())
        bytes.resize(change.offset + change.data.size());
    std::copy(change.data.begin(), change.data.end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

} // namespace

struct PowerCutDisk::Parts {
    std::map<std::string, Platter> platters;
    std::map<std::string, Platter> unlinked; ///< gone from the folder, but the folder is not yet on disk
    std::mt19937 random;
    sqlite3_vfs* real = nullptr;
    sqlite3_vfs vfs{};
    long budget = -1;
    long failAt = -1;
    long calls = 0;
    int fault = SQLITE_IOERR_WRITE;
    bool failed = false;

    /// SQLITE_OK, or what the call must return.
    int verdict(int ioError) {
        const long call = calls++;
        if (failAt >= 0 && call == failAt) {
            failAt = -1;
            failed = true;
            return fault == SQLITE_FULL ? SQLITE_FULL : ioError;
        }
        if (budget == 0)
            return ioError;
        if (budget > 0)
            --budget;
        return SQLITE_OK;
    }
    void keepSome(Bytes& bytes, const Change& change, bool& any);
};

namespace {

PowerCutDisk::Parts* disk = nullptr; // SQLite's callbacks carry no place for it in sqlite3_file

struct File {
    sqlite3_file base;
    std::string* name;
    sqlite3_file* real;
};

File* file(sqlite3_file* base) { return reinterpret_cast<File*>(base); }
const sqlite3_io_methods* under(sqlite3_file* base) { return file(base)->real->pMethods; }
sqlite3_file* real(sqlite3_file* base) { return file(base)->real; }

int closeFile(sqlite3_file* f) {
    const int code = under(f) ? under(f)->xClose(real(f)) : SQLITE_OK;
    delete file(f)->name;
    return code;
}
int readFile(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return under(f)->xRead(real(f), to, n, at);
}
int writeFile(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    if (const int code = disk->verdict(SQLITE_IOERR_WRITE))
        return code;
    const auto* bytes = static_cast<const unsigned char*>(from);
    disk->platters[*file(f)->name].pending.push_back(
        {static_cast<std::size_t>(at), Bytes(bytes, bytes + n), false});
    return under(f)->xWrite(real(f), from, n, at);
}
int truncateFile(sqlite3_file* f, sqlite3_int64 size) {
    if (const int code = disk->verdict(SQLITE_IOERR_TRUNCATE))
        return code;
    disk->platters[*file(f)->name].pending.push_back({static_cast<std::size_t>(size), {}, true});
    return under(f)->xTruncate(real(f), size);
}
int syncFile(sqlite3_file* f, int) {
    if (const int code = disk->verdict(SQLITE_IOERR_FSYNC))
        return code == SQLITE_FULL ? SQLITE_IOERR_FSYNC : code;
    Platter& platter = disk->platters[*file(f)->name];
    for (const Change& change : platter.pending)
        apply(platter.durable, change);
    platter.pending.clear();
    platter.exists = true;
    disk->unlinked.clear(); // a journaling file system: earlier unlinks go to disk with it
    return SQLITE_OK;
}
int sizeOfFile(sqlite3_file* f, sqlite3_int64* size) { return under(f)->xFileSize(real(f), size); }
int lockFile(sqlite3_file* f, int level) { return under(f)->xLock(real(f), level); }
int unlockFile(sqlite3_file* f, int level) { return under(f)->xUnlock(real(f), level); }
int checkLock(sqlite3_file* f, int* out) { return under(f)->xCheckReservedLock(real(f), out); }
int control(sqlite3_file* f, int op, void* arg) { return under(f)->xFileControl(real(f), op, arg); }
int sectorSize(sqlite3_file*) { return static_cast<int>(sector); }
int characteristics(sqlite3_file*) { return 0; } // promises nothing: no safe append, no atomic write
int shmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    return under(f)->xShmMap(real(f), page, size, extend, out);
}
int shmLock(sqlite3_file* f, int at, int n, int flags) { return under(f)->xShmLock(real(f), at, n, flags); }
void shmBarrier(sqlite3_file* f) { under(f)->xShmBarrier(real(f)); }
int shmUnmap(sqlite3_file* f, int remove) { return under(f)->xShmUnmap(real(f), remove); }

const sqlite3_io_methods methods = {2,          closeFile,  readFile,        writeFile,  truncateFile,
                                    syncFile,   sizeOfFile, lockFile,        unlockFile, checkLock,
                                    control,    sectorSize, characteristics, shmMap,     shmLock,
                                    shmBarrier, shmUnmap,   nullptr,         nullptr};

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* base, int flags, int* out) {
    File* opened = file(base);
    opened->base.pMethods = nullptr;
    opened->real = reinterpret_cast<sqlite3_file*>(opened + 1);
    std::memset(opened->real, 0, static_cast<std::size_t>(disk->real->szOsFile));
    const int code = disk->real->xOpen(disk->real, name, opened->real, flags, out);
    if (!opened->real->pMethods)
        return code;
    opened->name = new std::string(name ? name : "(temporary)");
    opened->base.pMethods = &methods;
    return code;
}

int deleteFile(sqlite3_vfs*, const char* name, int sync) {
    if (const int code = disk->verdict(SQLITE_IOERR_DELETE))
        return code == SQLITE_FULL ? SQLITE_IOERR_DELETE : code;
    const auto found = disk->platters.find(name);
    if (found != disk->platters.end()) {
        if (!sync)
            disk->unlinked[name] = std::move(found->second);
        disk->platters.erase(found);
    }
    if (sync)
        disk->unlinked.clear();
    return disk->real->xDelete(disk->real, name, sync);
}

} // namespace

void PowerCutDisk::Parts::keepSome(Bytes& bytes, const Change& change, bool& any) {
    if (change.truncates) {
        if (random() % 2) {
            apply(bytes, change);
            any = true;
        }
        return;
    }
    for (std::size_t at = 0; at < change.data.size(); at += sector) {
        std::size_t count = std::min(sector, change.data.size() - at);
        const auto fate = random() % 16;
        if (fate < 8)
            continue; // lost
        if (fate == 15)
            count = 1 + random() % count; // torn
        const auto from = change.data.begin() + static_cast<std::ptrdiff_t>(at);
        apply(bytes, {change.offset + at, Bytes(from, from + static_cast<std::ptrdiff_t>(count)), false});
        any = true;
    }
}

PowerCutDisk::PowerCutDisk(std::uint32_t seed)
    : m_parts(std::make_unique<Parts>()) {
    m_parts->random.seed(seed);
    m_parts->real = sqlite3_vfs_find(nullptr);
    m_parts->vfs = *m_parts->real;
    m_parts->vfs.zName = "power-cut";
    m_parts->vfs.szOsFile = static_cast<int>(sizeof(File)) + m_parts->real->szOsFile;
    m_parts->vfs.xOpen = openFile;
    m_parts->vfs.xDelete = deleteFile;
    m_parts->vfs.pNext = nullptr;
    disk = m_parts.get();
    sqlite3_vfs_register(&m_parts->vfs, 0);
}

PowerCutDisk::~PowerCutDisk() {
    sqlite3_vfs_unregister(&m_parts->vfs);
    disk = nullptr;
}

void PowerCutDisk::restart() {
    m_parts->platters.clear();
    m_parts->unlinked.clear();
    m_parts->budget = -1;
    m_parts->failAt = -1;
    m_parts->failed = false;
    m_parts->calls = 0;
}

void PowerCutDisk::cutAfter(long calls) { m_parts->budget = calls; }
bool PowerCutDisk::isOut() const { return m_parts->budget == 0; }
bool PowerCutDisk::hasFailed() const { return m_parts->failed; }
long PowerCutDisk::calls() const { return m_parts->calls; }

void PowerCutDisk::failOnceAt(long index, Fault fault) {
    m_parts->failAt = m_parts->calls + index;
    m_parts->fault = fault == Fault::Full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    m_parts->failed = false;
}

void PowerCutDisk::surviveTo(const std::string& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (auto& [name, platter] : m_parts->unlinked)
        if (!m_parts->platters[name].exists && m_parts->random() % 2)
            m_parts->platters[name] = platter;
    for (auto& [name, platter] : m_parts->platters) {
        if (name == "(temporary)" || name.ends_with("-shm"))
            continue;
        Bytes bytes = platter.durable;
        bool any = platter.exists;
        for (const Change& change : platter.pending)
            m_parts->keepSome(bytes, change, any);
        if (any)
            std::ofstream(std::filesystem::path(folder) / std::filesystem::path(name).filename(),
                          std::ios::binary)
                .write(reinterpret_cast<const char*>(bytes.data()),
                       static_cast<std::streamsize>(bytes.size()));
    }
}

} // namespace understudy::fakes
