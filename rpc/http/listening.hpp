// What a listening socket can do beyond Asio.
#pragma once

namespace chatterd::rpc {

// From now on nobody can begin to connect to the socket: who tries is not answered, and refused
// once it is closed. Who has begun is not disturbed: closing a socket at once would reset
// connections that are complete for the client and perhaps carry a request already. Does nothing
// where the system cannot.
void keep_newcomers_out(int socket);

// Finds out when the other end of a TCP connection vanishes without closing it, so that parked
// polls do not stay for hours; and does not wait to fill packets.
void keep_checking(int socket);

// The socket that systemd listens on for this process (systemd.socket), or -1. It goes on listening
// when this process ends. To be asked once.
int inherited_socket();

}  // namespace chatterd::rpc
