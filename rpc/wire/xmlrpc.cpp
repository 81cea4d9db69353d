// XML-RPC calls in, responses and faults out.
#include "rpc/wire/xmlrpc.hpp"

#include <xmlrpc-c/base.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "bridge/text/markup.hpp"
#include "models/engine/errors.hpp"
#include "rpc/wire/python_text.hpp"

namespace chatterd::rpc {

namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::internal, why, "xml.parsers.expat.ExpatError");
}

// xmlrpc-c's global set-up: its size limit is off, as the size of a body is the route's business.
void set_up() {
  static const bool done = [] {
    xmlrpc_limit_set(XMLRPC_NESTING_LIMIT_ID, xmlrpc_depth_limit);
    xmlrpc_limit_set(XMLRPC_XML_SIZE_LIMIT_ID, std::numeric_limits<std::size_t>::max());
    return true;
  }();
  (void)done;
}

struct Environment {
  xmlrpc_env env;
  Environment() { xmlrpc_env_init(&env); }
  ~Environment() { xmlrpc_env_clean(&env); }
  void check() {
    if (env.fault_occurred) refuse(env.fault_string ? env.fault_string : "not an XML-RPC call");
  }
};

struct Owned {
  xmlrpc_value* value = nullptr;
  ~Owned() {
    if (value) xmlrpc_DECREF(value);
  }
};

std::string read_string(xmlrpc_env* env, xmlrpc_value* value) {
  std::size_t size = 0;
  const char* text = nullptr;
  xmlrpc_read_string_lp(env, value, &size, &text);
  if (env->fault_occurred) return {};
  std::string out(text, size);
  std::free(const_cast<char*>(text));
  return out;
}

// "20200131T10:20:30" in its parts, as Odoo's date-times are written.
std::string read_datetime(xmlrpc_env* env, xmlrpc_value* value) {
  xmlrpc_datetime time{};
  xmlrpc_read_datetime(env, value, &time);
  char text[32];
  std::snprintf(text, sizeof text, "%04u-%02u-%02u %02u:%02u:%02u", time.Y % 10000, time.M % 100,
                time.D % 100, time.h % 100, time.m % 100, time.s % 100);
  return text;
}

Value read_value(xmlrpc_env* env, xmlrpc_value* value);

Value read_array(xmlrpc_env* env, xmlrpc_value* value) {
  Value out = Value::array();
  const int size = xmlrpc_array_size(env, value);
  for (int i = 0; i < size && !env->fault_occurred; ++i) {
    Owned item;
    xmlrpc_array_read_item(env, value, static_cast<unsigned>(i), &item.value);
    if (!env->fault_occurred) out.push_back(read_value(env, item.value));
  }
  return out;
}

Value read_struct(xmlrpc_env* env, xmlrpc_value* value) {
  Value out = Value::object();
  const int size = xmlrpc_struct_size(env, value);
  for (int i = 0; i < size && !env->fault_occurred; ++i) {
    Owned key, item;
    xmlrpc_struct_read_member(env, value, static_cast<unsigned>(i), &key.value, &item.value);
    if (!env->fault_occurred) out[read_string(env, key.value)] = read_value(env, item.value);
  }
  return out;
}

Value read_value(xmlrpc_env* env, xmlrpc_value* value) {
  switch (xmlrpc_value_type(value)) {
    case XMLRPC_TYPE_INT: {
      xmlrpc_int number = 0;
      xmlrpc_read_int(env, value, &number);
      return number;
    }
    case XMLRPC_TYPE_I8: {
      xmlrpc_int64 number = 0;
      xmlrpc_read_i8(env, value, &number);
      return static_cast<std::int64_t>(number);
    }
    case XMLRPC_TYPE_BOOL: {
      xmlrpc_bool flag = 0;
      xmlrpc_read_bool(env, value, &flag);
      return flag != 0;
    }
    case XMLRPC_TYPE_DOUBLE: {
      double number = 0;
      xmlrpc_read_double(env, value, &number);
      return number;
    }
    case XMLRPC_TYPE_DATETIME:
      return read_datetime(env, value);
    case XMLRPC_TYPE_STRING:
      return read_string(env, value);
    case XMLRPC_TYPE_BASE64: {
      std::size_t size = 0;
      const unsigned char* bytes = nullptr;
      xmlrpc_read_base64(env, value, &size, &bytes);
      if (env->fault_occurred) return nullptr;
      std::vector<std::uint8_t> copy(bytes, bytes + size);
      std::free(const_cast<unsigned char*>(bytes));
      return Value::binary(std::move(copy));
    }
    case XMLRPC_TYPE_ARRAY:
      return read_array(env, value);
    case XMLRPC_TYPE_STRUCT:
      return read_struct(env, value);
    case XMLRPC_TYPE_NIL:
      return nullptr;
    default:
      refuse("value of an unknown type");
  }
}

// Skips to behind `mark`, or refuses.
std::size_t behind(std::string_view body, std::string_view mark, std::size_t from) {
  const std::size_t at = body.find(mark, from);
  if (at == std::string_view::npos) refuse("unclosed token");
  return at + mark.size();
}

// The end of a tag; `>` may stand in the quotes of an attribute.
std::size_t behind_tag(std::string_view body, std::size_t from) {
  char quote = 0;
  for (std::size_t at = from; at < body.size(); ++at) {
    if (quote != 0) {
      if (body[at] == quote) quote = 0;
    } else if (body[at] == '"' || body[at] == '\'') {
      quote = body[at];
    } else if (body[at] == '>') {
      return at + 1;
    }
  }
  refuse("unclosed token");
}

// What xmlrpc-c does not check before it recurses: how deep elements are nested. Entities can only
// come from a document type, which no XML-RPC call has.
void check_elements(std::string_view body) {
  constexpr std::size_t element_limit =
      4 * xmlrpc_depth_limit + 8;  // value, array, data, or struct, member
  std::size_t depth = 0;
  for (std::size_t at = 0; (at = body.find('<', at)) != std::string_view::npos;) {
    if (body.substr(at, 4) == "<!--") {
      at = behind(body, "-->", at + 4);
    } else if (body.substr(at, 9) == "<![CDATA[") {
      at = behind(body, "]]>", at + 9);
    } else if (body.substr(at, 2) == "<!") {
      refuse("document types and entities are refused");
    } else if (body.substr(at, 2) == "<?") {
      at = behind(body, "?>", at + 2);
    } else {
      const bool closes = body.substr(at, 2) == "</";
      const std::size_t end = behind_tag(body, at + 1);
      if (closes) {
        if (depth > 0) --depth;
      } else if (body[end - 2] != '/' && ++depth > element_limit) {
        refuse("values are nested deeper than " + std::to_string(xmlrpc_depth_limit) + " levels");
      }
      at = end;
    }
  }
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
        out += bridge::escape_markup(xml_text(key));
        out += "</name>\n";
        write_value(out, item);
        out += "</member>\n";
      }
      out += "</struct>";
      break;
    default:
      out += "<string>";
      out += bridge::escape_markup(xml_text(value.get_ref<const std::string&>()));
      out += "</string>";
  }
  out += "</value>\n";
}

constexpr const char* header = "<?xml version='1.0'?>\n<methodResponse>\n";

}  // namespace

XmlCall parse_xml_call(std::string_view body) {
  set_up();
  if (!is_utf8(body)) refuse("not well-formed (invalid token)");
  check_elements(body);
  Environment environment;
  const char* method = nullptr;
  Owned params;
  xmlrpc_parse_call(&environment.env, body.data(), body.size(), &method, &params.value);
  environment.check();
  XmlCall call;
  call.method = method;
  std::free(const_cast<char*>(method));
  call.params = read_value(&environment.env, params.value);
  environment.check();
  return call;
}

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
