"""A clock that is wrong, for one program: a library that moves what it reads."""
import struct
import subprocess

CLOCK = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static volatile long long *offset;
static long long moved(void) {
  if (!offset) {
    void *page = mmap(0, 8, PROT_READ, MAP_SHARED, open(getenv("CLOCK_OFFSET"), O_RDONLY), 0);
    offset = page;
  }
  return *offset;
}
int clock_gettime(clockid_t id, struct timespec *out) {
  int done = syscall(SYS_clock_gettime, id, out);
  if (done == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) out->tv_sec += moved();
  return done;
}
time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
int gettimeofday(struct timeval *out, void *zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}
"""


def moved_clock(folder, seconds=0):
    """The variables with which a program is started, and a function that moves its clock."""
    (folder / 'clock.c').write_text(CLOCK)
    subprocess.run(['cc', '-shared', '-fPIC', '-o', str(folder / 'clock.so'), str(folder / 'clock.c')], check=True)
    offset = folder / 'offset'
    offset.write_bytes(struct.pack('q', seconds))

    def move(to):
        with open(offset, 'r+b') as file:
            file.write(struct.pack('q', to))
    return {'LD_PRELOAD': str(folder / 'clock.so'), 'CLOCK_OFFSET': str(offset)}, move
