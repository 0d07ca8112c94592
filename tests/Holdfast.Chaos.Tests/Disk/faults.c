/*
 * Preloaded into the server: fails calls on the database's files while HOLDFAST_FAULTS has a file of the call's name,
 * as a broken disk does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int fd, const char *call)
{
    const char *faults = getenv("HOLDFAST_FAULTS");
    char path[4096], target[4096];
    if (faults == NULL)
        return 0;
    snprintf(path, sizeof path, "%s/%s", faults, call);
    if (access(path, F_OK) != 0)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0)
        return 0;
    target[length] = 0;
    if (strstr(target, "holdfast.db") == NULL)
        return 0;
    errno = EIO;
    return 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (real == NULL) \
        real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

int fsync(int fd)
{
    REAL(int, "fsync", int);
    return fails(fd, "fsync") ? -1 : real(fd);
}

int fdatasync(int fd)
{
    REAL(int, "fdatasync", int);
    return fails(fd, "fsync") ? -1 : real(fd);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return fails(fd, "write") ? -1 : real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
{
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return fails(fd, "write") ? -1 : real(fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    return fails(fd, "write") ? -1 : real(fd, bytes, count);
}

ssize_t pread(int fd, void *bytes, size_t count, off_t at)
{
    REAL(ssize_t, "pread", int, void *, size_t, off_t);
    return fails(fd, "read") ? -1 : real(fd, bytes, count, at);
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t at)
{
    REAL(ssize_t, "pread64", int, void *, size_t, off64_t);
    return fails(fd, "read") ? -1 : real(fd, bytes, count, at);
}

ssize_t read(int fd, void *bytes, size_t count)
{
    REAL(ssize_t, "read", int, void *, size_t);
    return fails(fd, "read") ? -1 : real(fd, bytes, count);
}
