// Python's formatting of values into texts: text % values, str.format and format().
#include <cmath>
#include <cstdio>

#include "models/engine/html/python_text.hpp"
#include "models/engine/templates/any.hpp"

namespace chatterd::templates {
namespace {

// "[[fill]align][sign][#][0][width][,][.precision][type]"
struct Spec {
  std::string fill = " ";
  char align = 0, sign = '-', type = 0;
  bool grouping = false;
  int width = 0, precision = -1;
};

int read_number(const std::string& text, std::size_t& at) {
  int number = 0;
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]))) {
    number = number * 10 + (text[at++] - '0');
    if (number > 10'000) fail("ValueError: Too many decimal digits in format string");
  }
  return number;
}

bool is_align(char c) { return c == '<' || c == '>' || c == '^' || c == '='; }

Spec read_spec(const std::string& text) {
  Spec spec;
  std::size_t at = 0, second = 0;
  if (!text.empty()) html::next_character(text, second);
  if (second < text.size() && is_align(text[second])) {
    spec.fill = text.substr(0, second);
    spec.align = text[second];
    at = second + 1;
  } else if (!text.empty() && is_align(text[0])) {
    spec.align = text[at++];
  }
  if (at < text.size() && (text[at] == '+' || text[at] == '-' || text[at] == ' '))
    spec.sign = text[at++];
  if (at < text.size() && text[at] == '0') {
    if (!spec.align) {
      spec.fill = "0";
      spec.align = '=';
    }
    ++at;
  }
  spec.width = read_number(text, at);
  if (at < text.size() && text[at] == ',') {
    spec.grouping = true;
    ++at;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    spec.precision = read_number(text, at);
  }
  if (at < text.size()) spec.type = text[at++];
  if (at != text.size()) fail("ValueError: Invalid format specifier");
  return spec;
}

std::string times(const std::string& text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string padded(const Spec& spec, const std::string& sign, const std::string& digits,
                   char natural) {
  const std::size_t size = html::count_characters(sign + digits);
  const std::size_t missing =
      static_cast<std::size_t>(spec.width) > size ? static_cast<std::size_t>(spec.width) - size : 0;
  switch (spec.align ? spec.align : natural) {
    case '<':
      return sign + digits + times(spec.fill, missing);
    case '^':
      return times(spec.fill, missing / 2) + sign + digits +
             times(spec.fill, missing - missing / 2);
    case '=':
      return sign + times(spec.fill, missing) + digits;
    default:
      return times(spec.fill, missing) + sign + digits;
  }
}

std::string printed(char type, int precision, double value) {
  const std::string format = std::string("%.") + std::to_string(precision) + type;
  char buffer[512];
  const int size = std::snprintf(buffer, sizeof buffer, format.c_str(), value);
  if (size >= 0 && static_cast<std::size_t>(size) < sizeof buffer) return buffer;
  std::string large(static_cast<std::size_t>(std::max(size, 0)) + 1, '\0');
  std::snprintf(large.data(), large.size(), format.c_str(), value);
  large.pop_back();
  return large;
}

std::string whole_digits(char type, std::uint64_t value) {
  const unsigned base = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
  const char* const digits = type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  do {
    out.insert(out.begin(), digits[value % base]);
    value /= base;
  } while (value);
  return out;
}

void group_thousands(std::string& digits) {
  const std::size_t end = std::min(digits.find_first_not_of("0123456789"), digits.size());
  for (std::size_t at = end; at > 3;) digits.insert(at -= 3, ",");
}

// A number by a spec; `type` is one of d i u x X o b e E f F g G %.
std::string number_text(const Any& value, Spec spec) {
  const bool real = spec.type == 0 ? value.as<double>() != nullptr
                                   : std::string("eEfFgG%").find(spec.type) != std::string::npos;
  std::string digits, sign;
  const double number = *value.number();
  const bool negative =
      real ? std::signbit(number) : value.integer().value_or(static_cast<std::int64_t>(number)) < 0;
  if (real && spec.type == 0 && spec.precision < 0) {
    digits = str(std::fabs(number));
  } else if (real) {
    const char type = spec.type == '%' ? 'f' : spec.type == 0 ? 'g' : spec.type;
    digits = printed(type, spec.precision < 0 ? 6 : spec.precision,
                     std::fabs(spec.type == '%' ? number * 100 : number));
    if (spec.type == '%') digits += '%';
  } else {
    if (!value.integer() && std::fabs(number) > 9e18)
      fail("OverflowError: cannot convert float to integer");
    const std::int64_t whole =
        value.integer() ? *value.integer() : static_cast<std::int64_t>(number);
    digits =
        whole_digits(spec.type ? spec.type : 'd', whole < 0 ? 0 - static_cast<std::uint64_t>(whole)
                                                            : static_cast<std::uint64_t>(whole));
  }
  if (spec.grouping) group_thousands(digits);
  if (negative)
    sign = "-";
  else if (spec.sign != '-')
    sign = spec.sign;
  return padded(spec, sign, digits, '>');
}

std::string text_text(const std::string& text, const Spec& spec) {
  std::string shown = text;
  if (spec.precision >= 0)
    shown =
        text.substr(0, html::skip_characters(text, 0, static_cast<std::size_t>(spec.precision)));
  return padded(spec, "", shown, '<');
}

// The values that % takes one after the other, or by name.
class Source {
 public:
  explicit Source(const Any& values) : values_(values) {
    const Sequence* tuple = values.as<Sequence>();
    if (tuple && tuple->tuple) tuple_ = tuple->items;
  }
  Any next() {
    if (tuple_) {
      if (used_ >= tuple_->size()) fail("TypeError: not enough arguments for format string");
      return (*tuple_)[used_++];
    }
    if (used_++ > 0) fail("TypeError: not enough arguments for format string");
    return values_;
  }
  Any named(const std::string& name) {
    used_ = 1;
    const Dict* dict = values_.as<Dict>();
    if (dict == nullptr) fail("TypeError: format requires a mapping");
    const Any* value = find_key(*dict, name);
    if (value == nullptr) fail("KeyError: " + repr(name));
    return *value;
  }
  void finish() const {
    if (tuple_ ? used_ < tuple_->size()
               : used_ == 0 && !values_.as<Dict>() && !values_.as<Sequence>())
      fail("TypeError: not all arguments converted during string formatting");
  }

 private:
  const Any values_;
  std::shared_ptr<List> tuple_;
  std::size_t used_ = 0;
};

std::string converted(const Spec& spec, const Any& value) {
  switch (spec.type) {
    case 's':
    case 'a':
    case 'r': {
      if (const Undefined* undefined = value.as<Undefined>(); undefined && spec.type == 's')
        return text_text("", spec);
      Spec right = spec;
      if (!right.align) right.align = '>';
      return text_text(spec.type == 's' ? str(value) : repr(value), right);
    }
    case 'c':
      return padded(spec, "", str(value), '>');
    default:
      break;
  }
  if (!value.number())
    fail(std::string(spec.type == 'd' || spec.type == 'i'
                         ? "TypeError: %d format: a number is required, not "
                         : "TypeError: must be real number, not ") +
         type_name(value));
  Spec number = spec;
  if (number.type == 'i' || number.type == 'u') number.type = 'd';
  if (number.type == 'd' && number.precision >= 0) number.precision = -1;
  return number_text(value, number);
}

}  // namespace

std::string percent_format(const std::string& format, const Any& values) {
  Source source(values);
  std::string out;
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      out += format[at++];
      continue;
    }
    if (++at >= format.size()) fail("ValueError: incomplete format");
    std::optional<Any> value;
    if (format[at] == '(') {
      const std::size_t end = format.find(')', at);
      if (end == std::string::npos) fail("ValueError: incomplete format key");
      value = source.named(format.substr(at + 1, end - at - 1));
      at = end + 1;
    }
    Spec spec;
    for (; at < format.size() && std::string("-+ 0#").find(format[at]) != std::string::npos; ++at) {
      if (format[at] == '-') spec.align = '<';
      if (format[at] == '+' || (format[at] == ' ' && spec.sign == '-')) spec.sign = format[at];
      if (format[at] == '0' && !spec.align) {
        spec.align = '=';
        spec.fill = "0";
      }
    }
    if (spec.align == '<') spec.fill = " ";
    const auto measure = [&] {
      if (at >= format.size() || format[at] != '*') return read_number(format, at);
      ++at;
      const Any given = source.next();
      if (!given.integer()) fail("TypeError: * wants int");
      return static_cast<int>(
          std::min<std::int64_t>(std::max<std::int64_t>(*given.integer(), 0), 10'000));
    };
    spec.width = measure();
    if (at < format.size() && format[at] == '.') {
      ++at;
      spec.precision = measure();
    }
    if (at >= format.size()) fail("ValueError: incomplete format");
    spec.type = format[at++];
    if (spec.type == '%') {
      out += '%';
      continue;
    }
    if (std::string("sradiuxXoeEfFgGc").find(spec.type) == std::string::npos)
      fail("ValueError: unsupported format character '" + std::string(1, spec.type) + "'");
    out += converted(spec, value ? *value : source.next());
    check_size(out.size());
  }
  source.finish();
  return out;
}

std::string format_value(const Any& value, const std::string& spec_text) {
  if (spec_text.empty()) return str(value);
  const Spec spec = read_spec(spec_text);
  if (value.number() && !(spec.type == 's')) return number_text(value, spec);
  if (!value.as<Text>())
    fail("TypeError: unsupported format string passed to " + type_name(value) + ".__format__");
  return text_text(str(value), spec);
}

std::string brace_format(const std::string& format, const Arguments& values) {
  std::string out;
  std::size_t automatic = 0;
  bool numbered = false, by_number = false;  // how fields without a name are counted
  for (std::size_t at = 0; at < format.size();) {
    const char c = format[at++];
    if ((c == '{' || c == '}') && at < format.size() && format[at] == c) {
      out += c;
      ++at;
      continue;
    }
    if (c == '}') fail("ValueError: Single '}' encountered in format string");
    if (c != '{') {
      out += c;
      continue;
    }
    const std::size_t end = format.find('}', at);
    if (end == std::string::npos) fail("ValueError: Single '{' encountered in format string");
    const std::string field = format.substr(at, end - at);
    at = end + 1;
    const std::size_t colon = std::min(field.find(':'), field.size());
    std::string name = field.substr(0, colon), conversion;
    const std::string spec = colon < field.size() ? field.substr(colon + 1) : "";
    if (const std::size_t bang = name.find('!'); bang != std::string::npos) {
      conversion = name.substr(bang + 1);
      name = name.substr(0, bang);
    }
    if (name.find_first_of(".[{") != std::string::npos || spec.find('{') != std::string::npos)
      fail("SecurityError: format fields of templates have no attributes or items");
    const bool place = name.find_first_not_of("0123456789") == std::string::npos && name.size() < 6;
    if (place && !std::exchange(numbered, true)) by_number = !name.empty();
    if (place && by_number != !name.empty())
      fail(by_number ? "ValueError: cannot switch from manual field specification to automatic "
                       "field numbering"
                     : "ValueError: cannot switch from automatic field numbering to manual field "
                       "specification");
    const std::size_t index = !place         ? SIZE_MAX
                              : name.empty() ? automatic++
                                             : static_cast<std::size_t>(std::stoul(name));
    const Any* value = values.find(index, place ? "" : name);
    if (value == nullptr)
      fail(place ? "IndexError: Replacement index " + std::to_string(index) +
                       " out of range for positional args tuple"
                 : "KeyError: " + repr(name));
    out += format_value(conversion == "r"   ? Any(repr(*value))
                        : conversion == "s" ? Any(str(*value))
                                            : *value,
                        spec);
    check_size(out.size());
  }
  return out;
}

}  // namespace chatterd::templates
