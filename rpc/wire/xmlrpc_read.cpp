// XML-RPC calls in: the stack of xmlrpc.client's Unmarshaller.
#include <algorithm>

#include "bridge/files/hash.hpp"
#include "bridge/text/python_number.hpp"
#include "bridge/text/xml_events.hpp"
#include "models/engine/errors.hpp"
#include "rpc/wire/python_text.hpp"
#include "rpc/wire/xmlrpc.hpp"

namespace chatterd::rpc {

namespace {

// For a level of values: value, array, data, or value, struct, member; and those around them.
constexpr std::size_t element_limit = 4 * xmlrpc_depth_limit + 8;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::internal, why, "xmlrpc.client.ResponseError");
}

std::string_view stripped(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  const std::size_t from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

double read_double(std::string_view text) {
  if (const auto value = bridge::python_float(text)) return *value;
  throw ValueError("could not convert string to float: " + python_string(text));
}

// "20200131T10:20:30", also with hyphens, a fraction or a Z, as Odoo's date-times are written. What
// is none stays as it is: the field that it is for says what is wrong with it.
std::string read_datetime(std::string_view text) {
  text = stripped(text);
  std::string_view rest = text;
  std::string out;
  // The parts of a date-time: how many digits, what may and what must stand before them, what is
  // written.
  struct Part {
    std::size_t digits;
    std::string_view may, must;
    const char* written;
  };
  constexpr Part parts[] = {{4, "", "", ""},    {2, "-", "", "-"}, {2, "-", "", "-"},
                            {2, "", "T ", " "}, {2, ":", "", ":"}, {2, ":", "", ":"}};
  for (const Part& part : parts) {
    const auto next_is_of = [&rest](std::string_view some) {
      return !rest.empty() && some.find(rest[0]) != std::string_view::npos;
    };
    if (!part.must.empty() && !next_is_of(part.must)) return std::string(text);
    if (next_is_of(part.may) || next_is_of(part.must)) rest.remove_prefix(1);
    if (rest.find_first_not_of("0123456789") < part.digits || rest.size() < part.digits)
      return std::string(text);
    (out += part.written) += rest.substr(0, part.digits);
    rest.remove_prefix(part.digits);
  }
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
  }
  return rest.empty() || rest == "Z" ? out : std::string(text);
}

Value read_base64(std::string_view text) {
  try {
    const std::string bytes = bridge::base64_decode_lenient(text);
    return Value::binary(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
  } catch (const std::invalid_argument& error) {
    throw Error(ErrorKind::internal, error.what(), "binascii.Error");
  }
}

// What stands in a <value> says the type; texts count from the last tag that opened.
class CallReader : public bridge::XmlEvents {
 public:
  void start(std::string_view name) override {
    name = local(name);
    if (name == "array" || name == "struct") marks_.push_back(stack_.size());
    text_.clear();
    if (in_value_ && !known(name)) refuse("unknown tag " + python_string(name));
    in_value_ = name == "value";
  }
  void text(std::string_view piece) override { text_ += piece; }
  void end(std::string_view name) override {
    name = local(name);
    if (name == "value") {
      if (in_value_) push(text_);
    } else if (name == "string" || name == "name") {
      push(text_);
    } else if (is_integer(name)) {
      push(python_int(text_));
    } else if (name == "boolean") {
      if (text_ != "0" && text_ != "1") throw TypeError("bad boolean value");
      push(text_ == "1");
    } else if (is_real(name)) {
      push(read_double(text_));
    } else if (name == "dateTime.iso8601") {
      push(read_datetime(text_));
    } else if (name == "base64") {
      push(read_base64(text_));
    } else if (name == "nil") {
      push(nullptr);
    } else if (name == "array") {
      Value items = Value::array();
      for (Value& item : taken()) items.push_back(std::move(item));
      push(std::move(items));
    } else if (name == "struct") {
      push(members());
    } else if (name == "methodName") {
      method_ = text_;
      complete_ = true;
    } else if (name == "params") {
      complete_ = true;
    } else if (name == "fault") {
      refuse("a fault is no call");
    }
  }

  XmlCall call() {
    if (!complete_ || !marks_.empty() || method_.empty()) refuse("not an XML-RPC call");
    XmlCall out;
    out.method = std::move(method_);
    out.params = Value::array();
    for (Value& param : stack_) out.params.push_back(std::move(param));
    return out;
  }

 private:
  // Extensions have prefixes: <ex:nil/>.
  static std::string_view local(std::string_view name) { return name.substr(name.rfind(':') + 1); }
  static bool is_integer(std::string_view name) {
    return name == "int" || name == "i4" || name == "i8" || name == "i2" || name == "i1" ||
           name == "biginteger";
  }
  static bool is_real(std::string_view name) {
    return name == "double" || name == "float" || name == "bigdecimal";
  }
  static bool known(std::string_view name) {
    constexpr std::string_view others[] = {"nil",    "boolean",    "string", "name",
                                           "array",  "struct",     "base64", "value",
                                           "params", "methodName", "fault",  "dateTime.iso8601"};
    return is_integer(name) || is_real(name) ||
           std::find(std::begin(others), std::end(others), name) != std::end(others);
  }

  void push(Value value) {
    stack_.push_back(std::move(value));
    in_value_ = false;
  }
  // What the array or struct that ends has.
  std::vector<Value> taken() {
    const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Value> items(std::make_move_iterator(from), std::make_move_iterator(stack_.end()));
    stack_.erase(from, stack_.end());
    marks_.pop_back();
    return items;
  }
  Value members() {
    Value out = Value::object();
    std::vector<Value> items = taken();
    if (items.size() % 2 != 0) refuse("a member of a struct has no value");
    for (std::size_t i = 0; i < items.size(); i += 2) {
      if (!items[i].is_string()) refuse("a member of a struct has no name");
      out[items[i].get_ref<const std::string&>()] = std::move(items[i + 1]);
    }
    return out;
  }

  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;  // where arrays and structs that are open begin
  std::string text_;
  bool in_value_ = false;  // directly inside a <value> that has no type yet
  bool complete_ = false;
  std::string method_;
};

}  // namespace

XmlCall parse_xml_call(std::string_view body) {
  CallReader reader;
  try {
    bridge::read_xml(body, element_limit, reader);
  } catch (const bridge::XmlError& error) {
    throw Error(ErrorKind::internal, error.what(), "xml.parsers.expat.ExpatError");
  }
  return reader.call();
}

}  // namespace chatterd::rpc
