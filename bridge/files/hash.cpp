// Digests, encodings and randomness, on OpenSSL's EVP interface.
#include "bridge/files/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace chatterd::bridge {
namespace {

const EVP_MD* method(Digest algorithm) {
  switch (algorithm) {
    case Digest::md5:
      return EVP_md5();
    case Digest::sha1:
      return EVP_sha1();
    case Digest::sha256:
      return EVP_sha256();
    case Digest::sha512:
      return EVP_sha512();
  }
  throw std::invalid_argument("unknown digest");
}

const unsigned char* bytes_of(std::string_view data) {
  return reinterpret_cast<const unsigned char*>(data.data());
}
unsigned char* bytes_of(std::string& data) { return reinterpret_cast<unsigned char*>(data.data()); }

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned char kNoDigit = 255;

constexpr std::array<unsigned char, 256> digit_values() {
  std::array<unsigned char, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t at = 0; at < kAlphabet.size(); ++at)
    values[static_cast<unsigned char>(kAlphabet[at])] = static_cast<unsigned char>(at);
  return values;
}
constexpr auto kDigitValues = digit_values();

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::size_t at = 0;
  const auto byte = [&](std::size_t index) {
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[index]));
  };
  for (; at + 3 <= bytes.size(); at += 3) {
    const unsigned group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) text += alphabet[group >> shift & 63];
  }
  const auto rest = bytes.size() - at;
  if (rest == 0) return text;
  const unsigned group = byte(at) << 16 | (rest == 2 ? byte(at + 1) << 8 : 0U);
  text += alphabet[group >> 18 & 63];
  text += alphabet[group >> 12 & 63];
  if (rest == 2) text += alphabet[group >> 6 & 63];
  if (padded) text.append(3 - rest, '=');
  return text;
}

constexpr std::size_t kLongestBlock = 1 << 30;  // OpenSSL counts in int

// Text of whole groups, with padding at its end only: as nearly all of it is. Nothing for any other
// text.
std::optional<std::string> decode_block(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > kLongestBlock) return std::nullopt;
  const std::size_t padding = text.size() - std::min(text.find('='), text.size());
  if (padding > 2 || (padding == 2 && text.back() != '=')) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  // It skips blanks at both ends: such a text is somebody else's.
  if (size < 0 || static_cast<std::size_t>(size) != bytes.size()) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  return bytes;
}

// Gathers six bits at a time.
class Bits {
 public:
  explicit Bits(std::size_t digits) { bytes_.reserve(digits / 4 * 3 + 3); }
  void add(unsigned char digit) {
    held_ = held_ << 6 | digit;
    position_ = (position_ + 1) % 4;
    if (position_ != 1)
      bytes_ += static_cast<char>(held_ >> (position_ == 0 ? 0 : 8 - 2 * position_) & 255);
  }
  // Digits since the last complete group of four.
  unsigned position() const { return position_; }
  unsigned leftover() const { return held_ & (position_ == 2 ? 15U : position_ == 3 ? 3U : 0U); }
  std::size_t size() const { return bytes_.size(); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  unsigned held_ = 0, position_ = 0;
};

}  // namespace

std::string digest(Digest algorithm, std::string_view data) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  if (EVP_Digest(data.data(), data.size(), bytes_of(result), &length, method(algorithm), nullptr) !=
      1)
    throw std::runtime_error("OpenSSL could not compute a digest");
  result.resize(length);
  return result;
}

std::string hmac(Digest algorithm, std::string_view key, std::string_view data) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  if (HMAC(method(algorithm), key.data(), static_cast<int>(key.size()), bytes_of(data), data.size(),
           bytes_of(result), &length) == nullptr)
    throw std::runtime_error("OpenSSL could not compute an HMAC");
  result.resize(length);
  return result;
}

std::string pbkdf2(Digest algorithm, std::string_view password, std::string_view salt,
                   unsigned rounds, std::size_t length) {
  std::string key(length, '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                        static_cast<int>(salt.size()), static_cast<int>(rounds), method(algorithm),
                        static_cast<int>(length), bytes_of(key)) != 1)
    throw std::runtime_error("OpenSSL could not derive a key");
  return key;
}

Digester::Digester(Digest algorithm) : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr ||
      EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_), method(algorithm), nullptr) != 1)
    throw std::runtime_error("no digest");
}

Digester::~Digester() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Digester::add(std::string_view piece) {
  if (EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), piece.data(), piece.size()) != 1)
    throw std::runtime_error("no digest");
}

std::string Digester::finish() {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), bytes_of(out), &size) != 1)
    throw std::runtime_error("no digest");
  out.resize(size);
  return out;
}

std::string hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

// Uploads and large fields pass through here: OpenSSL does long texts faster.
std::string base64_encode(std::string_view bytes) {
  if (bytes.size() > kLongestBlock) return encode(bytes, kAlphabet, true);
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // it ends its text with a zero
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}
std::string base64url_encode(std::string_view bytes) { return encode(bytes, kUrlAlphabet, false); }

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  auto digits = text;
  if (digits.ends_with('=')) digits.remove_suffix(1);
  if (digits.ends_with('=')) digits.remove_suffix(1);
  Bits bits(digits.size());
  for (const char c : digits) {
    const auto value = kDigitValues[static_cast<unsigned char>(c)];
    if (value == kNoDigit) return std::nullopt;
    bits.add(value);
  }
  // One text for one byte string: the unused bits of the last digit are zero.
  if (bits.leftover() != 0) return std::nullopt;
  return bits.take();
}

std::string base64_decode_lenient(std::string_view text) {
  if (auto bytes = decode_block(text)) return *std::move(bytes);
  Bits bits(text.size());
  unsigned pads = 0;
  for (const char c : text) {
    if (c == '=') {
      if (bits.position() >= 2 && bits.position() + ++pads >= 4) return bits.take();
      continue;
    }
    const auto value = kDigitValues[static_cast<unsigned char>(c)];
    if (value == kNoDigit) continue;
    pads = 0;
    bits.add(value);
  }
  if (bits.position() == 1)
    throw std::invalid_argument("Invalid base64-encoded string: number of data characters (" +
                                std::to_string(bits.size() / 3 * 4 + 1) +
                                ") cannot be 1 more than a multiple of 4");
  if (bits.position() != 0) throw std::invalid_argument("Incorrect padding");
  return bits.take();
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(bytes_of(bytes), static_cast<int>(count)) != 1)
    throw std::runtime_error("OpenSSL has no randomness to give");
  return bytes;
}

std::string uuid4() {
  auto bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // variant of RFC 4122
  auto text = hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace chatterd::bridge
