// XML-RPC responses and faults out.
#include <charconv>
#include <limits>

#include "bridge/text/markup.hpp"
#include "models/engine/errors.hpp"
#include "rpc/wire/python_text.hpp"
#include "rpc/wire/xmlrpc.hpp"

namespace chatterd::rpc {

namespace {

// A parser makes a line feed of a carriage return that is written as it is.
std::string written(std::string_view text) {
  std::string out = bridge::escape_markup(xml_text(text));
  for (std::size_t at = 0; (at = out.find('\r', at)) != std::string::npos;)
    out.replace(at, 1, "&#13;");
  return out;
}

void write_value(std::string& out, const Value& value) {
  out += "<value>";
  switch (value.type()) {
    case Value::value_t::null:
      throw TypeError("cannot marshal None unless allow_none is enabled");
    case Value::value_t::boolean:
      out += value.get<bool>() ? "<boolean>1</boolean>" : "<boolean>0</boolean>";
      break;
    case Value::value_t::number_integer:
    case Value::value_t::number_unsigned: {
      const auto number = value.get<std::int64_t>();
      if (number > std::numeric_limits<std::int32_t>::max() ||
          number < std::numeric_limits<std::int32_t>::min())
        throw Error(ErrorKind::internal, "int exceeds XML-RPC limits", "builtins.OverflowError");
      out += "<int>" + std::to_string(number) + "</int>";
      break;
    }
    case Value::value_t::number_float: {
      char text[40];
      const auto end = std::to_chars(text, text + sizeof text, value.get<double>());
      std::string number(text, end.ptr);
      if (number.find_first_of(".en") == std::string::npos) number += ".0";
      out += "<double>" + number + "</double>";
      break;
    }
    case Value::value_t::array:
      out += "<array><data>\n";
      for (const Value& item : value) write_value(out, item);
      out += "</data></array>";
      break;
    case Value::value_t::object:
      out += "<struct>\n";
      for (const auto& [key, item] : value.items()) {
        out += "<member>\n<name>";
        out += written(key);
        out += "</name>\n";
        write_value(out, item);
        out += "</member>\n";
      }
      out += "</struct>";
      break;
    default:
      out += "<string>";
      out += written(value.get_ref<const std::string&>());
      out += "</string>";
  }
  out += "</value>\n";
}

constexpr const char* header = "<?xml version='1.0'?>\n<methodResponse>\n";

}  // namespace

std::string xml_response(const Value& result) {
  std::string out = header;
  out += "<params>\n<param>\n";
  write_value(out, result);
  return out + "</param>\n</params>\n</methodResponse>\n";
}

std::string xml_fault(const Fault& fault) {
  Value code;
  if (const int* number = std::get_if<int>(&fault.code))
    code = *number;
  else
    code = std::get<std::string>(fault.code);
  std::string out = header;
  out += "<fault>\n";
  write_value(out, {{"faultCode", code}, {"faultString", fault.text}});
  return out + "</fault>\n</methodResponse>\n";
}

}  // namespace chatterd::rpc
