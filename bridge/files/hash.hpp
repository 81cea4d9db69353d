// Digests, encodings and randomness, on OpenSSL. Byte strings are std::string; "_hex" gives lower
// case. What Python's hashlib, hmac, base64, secrets and uuid give Odoo.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace chatterd::bridge {

enum class Digest { md5, sha1, sha256, sha512 };

std::string digest(Digest algorithm, std::string_view data);
std::string hmac(Digest algorithm, std::string_view key, std::string_view data);
std::string pbkdf2(Digest algorithm, std::string_view password, std::string_view salt,
                   unsigned rounds, std::size_t length);

// The digest of what comes in pieces.
class Digester {
 public:
  explicit Digester(Digest algorithm);
  ~Digester();
  Digester(const Digester&) = delete;
  Digester& operator=(const Digester&) = delete;
  void add(std::string_view piece);
  std::string finish();  // once

 private:
  void* context_;
};

std::string hex(std::string_view bytes);
inline std::string md5_hex(std::string_view data) { return hex(digest(Digest::md5, data)); }
inline std::string sha1_hex(std::string_view data) { return hex(digest(Digest::sha1, data)); }
inline std::string sha256_hex(std::string_view data) { return hex(digest(Digest::sha256, data)); }
inline std::string sha512_hex(std::string_view data) { return hex(digest(Digest::sha512, data)); }
inline std::string hmac_sha256_hex(std::string_view key, std::string_view data) {
  return hex(hmac(Digest::sha256, key, data));
}
// As passlib's pbkdf2_sha512 uses it: 64 bytes.
inline std::string pbkdf2_sha512(std::string_view password, std::string_view salt, unsigned rounds,
                                 std::size_t length = 64) {
  return pbkdf2(Digest::sha512, password, salt, rounds, length);
}

std::string base64_encode(std::string_view bytes);
// The URL-safe alphabet without padding.
std::string base64url_encode(std::string_view bytes);
// Nothing but the alphabet and the padding that belongs there; otherwise nothing.
std::optional<std::string> base64_decode(std::string_view text);
// As Python's base64.b64decode(text): characters outside the alphabet are skipped, what follows a
// complete padding is ignored. Throws std::invalid_argument with Python's wording.
std::string base64_decode_lenient(std::string_view text);

std::string random_bytes(std::size_t count);
inline std::string random_hex(std::size_t bytes) { return hex(random_bytes(bytes)); }
inline std::string random_urlsafe(std::size_t bytes) {
  return base64url_encode(random_bytes(bytes));
}
std::string uuid4();

// Compares in a time that does not tell where the first difference is.
bool constant_time_equal(std::string_view left, std::string_view right);

}  // namespace chatterd::bridge
