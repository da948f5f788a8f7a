/* Tells the power-cut harness what is really on the disk: interposes fsync and fdatasync (LD_PRELOAD) and, after the
 * real call succeeded, hands the path of the file to a callback. What was never synced does not survive a cabinet cut. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*synced_t)(const char *path);
static synced_t synced;

void durable_watch(synced_t callback) { synced = callback; }

static int sync_with(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real(fd);
    if (result == 0 && synced) {
        char link[64], path[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, path, sizeof path - 1);
        if (length > 0) {
            path[length] = 0;
            synced(path);
        }
    }
    return result;
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }
