#include "bridge/text/json_writer.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace chatterd;

namespace {

void write(JsonWriter& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      out.begin_object();
      for (const auto& [key, member] : value.items()) write(out.key(key), member);
      out.end_object();
      break;
    case Json::value_t::array:
      out.begin_array();
      for (const Json& member : value) write(out, member);
      out.end_array();
      break;
    case Json::value_t::string:
      out.text(value.get_ref<const std::string&>());
      break;
    case Json::value_t::boolean:
      out.boolean(value.get<bool>());
      break;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      out.number(value.get<std::int64_t>());
      break;
    case Json::value_t::null:
      out.null();
      break;
    default:
      out.value(value);
  }
}

std::string written(const Json& value) {
  JsonWriter out;
  write(out, value);
  return out.take();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_writer)

BOOST_AUTO_TEST_CASE(texts_are_escaped_as_a_dump_escapes_them) {
  for (char32_t code = 1; code < 0x3000; ++code) {
    std::string text = "a";
    if (code < 0x80) {
      text += static_cast<char>(code);
    } else if (code < 0x800) {
      text += static_cast<char>(0xC0 | (code >> 6));
      text += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      text += static_cast<char>(0xE0 | (code >> 12));
      text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
      text += static_cast<char>(0x80 | (code & 0x3F));
    }
    for (const std::string& whole : {text, text + "b", text.substr(1)})
      BOOST_TEST(written(whole) == Json(whole).dump());
  }
  BOOST_TEST(written("") == Json("").dump());
  BOOST_TEST(written(std::string("a\0b", 3)) == Json(std::string("a\0b", 3)).dump());
}

BOOST_AUTO_TEST_CASE(any_value_is_written_as_a_dump_writes_it) {
  std::mt19937 random(7);
  const auto any = [&](const auto& self, int depth) -> Json {
    switch (random() % (depth > 4 ? 6 : 8)) {
      case 0:
        return nullptr;
      case 1:
        return random() % 2 == 0;
      case 2:
        return static_cast<std::int64_t>(random()) * (random() % 2 == 0 ? -1 : 1);
      case 3:
        return static_cast<double>(random()) / 8;
      case 4:
        return std::vector<std::string>{"", "[", "{:", ",\"", "\\", ":"}[random() % 6];
      case 5:
        return std::numeric_limits<std::int64_t>::min();
      case 6: {
        Json list = Json::array();
        for (unsigned left = random() % 4; left > 0; --left) list.push_back(self(self, depth + 1));
        return list;
      }
      default: {
        Json object = Json::object();
        for (unsigned left = random() % 4; left > 0; --left)
          object["key" + std::to_string(random() % 9)] = self(self, depth + 1);
        return object;
      }
    }
  };
  for (int round = 0; round < 2000; ++round) {
    const Json value = any(any, 0);
    BOOST_TEST(written(value) == value.dump());
  }
}

BOOST_AUTO_TEST_SUITE_END()
