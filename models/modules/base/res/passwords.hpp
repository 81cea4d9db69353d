// Password hashes as passlib writes them: "$pbkdf2-sha512$rounds$salt$hash" (res.users
// _crypt_context).
#pragma once
#include <string>
#include <string_view>

namespace chatterd {

// A new hash with a random salt.
std::string hash_password(std::string_view password);

struct PasswordCheck {
  bool valid = false;
  bool outdated =
      false;  // right, but to be hashed anew: another scheme, or fewer rounds than today's
};
// Understands pbkdf2_sha512 and, as an older form, plain text.
PasswordCheck check_password(std::string_view password, std::string_view stored);

}  // namespace chatterd
