// Odoo's tokens against forged forms (http.py csrf_token, validate_csrf).
#pragma once
#include <string>

namespace chatterd::rpc {

struct Call;

// "<hmac>o<expiry>" for the call's session, valid for an hour.
std::string csrf_token(Call& call);
// Takes `csrf_token` out of the parameters. Throws BadRequest unless the method is a safe one or
// the token is right.
void check_csrf(Call& call);

}  // namespace chatterd::rpc
