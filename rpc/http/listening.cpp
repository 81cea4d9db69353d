// A filter in the kernel for what arrives at a listening socket, and systemd's protocol for passing
// sockets on (sd_listen_fds).
#include "rpc/http/listening.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

namespace chatterd::rpc {

void keep_newcomers_out(int socket) {
  // Of a packet, which begins with TCP's header here, the byte of the flags: SYN without ACK is
  // dropped, all others are let in whole.
  constexpr unsigned flags_at = 13, syn = 0x02, ack = 0x10, everything = 0x40000;
  std::array<sock_filter, 5> code{{{BPF_LD | BPF_B | BPF_ABS, 0, 0, flags_at},
                                   {BPF_ALU | BPF_AND | BPF_K, 0, 0, syn | ack},
                                   {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, syn},
                                   {BPF_RET | BPF_K, 0, 0, 0},
                                   {BPF_RET | BPF_K, 0, 0, everything}}};
  const sock_fprog program{code.size(), code.data()};
  ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

void keep_checking(int socket) {
  const int yes = 1, idle = 60, interval = 20, probes = 3;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

int inherited_socket() {
  constexpr int first = 3;
  const char* const process = std::getenv("LISTEN_PID");
  const char* const count = std::getenv("LISTEN_FDS");
  const bool ours = process != nullptr && count != nullptr &&
                    process == std::to_string(::getpid()) && std::string(count) != "0";
  ::unsetenv("LISTEN_PID");
  ::unsetenv("LISTEN_FDS");
  ::unsetenv("LISTEN_FDNAMES");
  if (!ours) return -1;
  ::fcntl(first, F_SETFD, FD_CLOEXEC);
  return first;
}

}  // namespace chatterd::rpc
