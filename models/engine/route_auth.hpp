// Who may call a route.
#pragma once

namespace chatterd {

enum class Auth {
  none,  // anybody, and the handler is told nothing about them
  open,  // Odoo's auth="public": the session's user, or else the public user
  user   // the session's user, or else "Session expired"
};

}  // namespace chatterd
