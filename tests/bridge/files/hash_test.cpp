#include "bridge/files/hash.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace chatterd::bridge;

namespace {
std::string refusal(std::string_view text) {
  try {
    base64_decode_lenient(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}
}  // namespace

BOOST_AUTO_TEST_CASE(digests_are_the_published_ones) {
  BOOST_TEST(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  BOOST_TEST(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  BOOST_TEST(sha1_hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  BOOST_TEST(sha256_hex("abc") ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(sha512_hex("abc").substr(0, 32) == "ddaf35a193617abacc417349ae204131");
  // RFC 4231, test case 2.
  BOOST_TEST(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(hex(hmac(Digest::sha256, "", "")) ==
             "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

BOOST_AUTO_TEST_CASE(pbkdf2_matches_python) {
  // hashlib.pbkdf2_hmac('sha512', b'password', b'salt', 2).hex()
  BOOST_TEST(hex(pbkdf2_sha512("password", "salt", 2)).substr(0, 32) ==
             "e1d9c16aa681708a45f5c7c4e215ceb6");
  BOOST_TEST(pbkdf2_sha512("password", "salt", 2).size() == 64);
}

BOOST_AUTO_TEST_CASE(base64_goes_both_ways) {
  const std::string bytes("\0\xff\x10yz!", 6);
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    const auto part = bytes.substr(0, length);
    BOOST_TEST((base64_decode(base64_encode(part)) == part));
    BOOST_TEST(base64_decode_lenient(base64_encode(part)) == part);
  }
  BOOST_TEST(base64_encode("\xfb\xff") == "+/8=");
  BOOST_TEST(base64url_encode("\xfb\xff") == "-_8");
}

BOOST_AUTO_TEST_CASE(strict_base64_refuses_what_is_not_canonical) {
  for (const auto* text : {"YQ", "YQ=", "YQ==\n", "Y Q==", "YR==", "=", "====", "YQ==YQ==", "-_8="})
    BOOST_TEST(!base64_decode(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(lenient_base64_reads_what_python_reads) {
  BOOST_TEST(base64_decode_lenient("YWI=YWJj") == "ab");  // what follows the padding is ignored
  BOOST_TEST(base64_decode_lenient("YWJj    ") == "abc");
  BOOST_TEST(base64_decode_lenient("YQ==\n\n\n\n") == "a");
  BOOST_TEST(base64_decode_lenient("YR==") == "a");
  BOOST_TEST(base64_decode_lenient("YWJj\xff\xff\xff\xff") == "abc");
  BOOST_TEST(base64_decode_lenient("Y W\nJ*j") == "abc");
  BOOST_TEST(base64_decode_lenient("YQ==YWJj") == "a");
  BOOST_TEST(base64_decode_lenient("YR==") == "a");
  BOOST_TEST(base64_decode_lenient("=YWJj") == "abc");
  BOOST_TEST(base64_decode_lenient("YQ=*=") == "a");
  BOOST_TEST(base64_decode_lenient("") == "");
  BOOST_TEST(refusal("YQ") == "Incorrect padding");
  BOOST_TEST(refusal("YQ=") == "Incorrect padding");
  BOOST_TEST(refusal("YWJjY") ==
             "Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a "
             "multiple of 4");
}

BOOST_AUTO_TEST_CASE(random_values_have_their_shape_and_differ) {
  std::set<std::string> seen;
  for (int round = 0; round < 100; ++round) {
    const auto id = uuid4();
    BOOST_TEST(id.size() == 36U);
    BOOST_TEST(id[14] == '4');
    BOOST_TEST(std::string("89ab").find(id[19]) != std::string::npos);
    BOOST_TEST(seen.insert(id).second);
  }
  BOOST_TEST(random_hex(20).size() == 40U);
  BOOST_TEST(random_urlsafe(32).size() == 43U);
}

BOOST_AUTO_TEST_CASE(equality_in_constant_time_is_equality) {
  BOOST_TEST(constant_time_equal("secret", "secret"));
  BOOST_TEST(!constant_time_equal("secret", "secreT"));
  BOOST_TEST(!constant_time_equal("secret", "secre"));
  BOOST_TEST(constant_time_equal("", ""));
}
