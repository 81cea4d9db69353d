// SQL text with its parameters, and the decoding of the text form PostgreSQL answers in.
#include "bridge/postgres/sql.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "bridge/postgres/result_data.hpp"

namespace chatterd::bridge {
namespace {

// Type identifiers of pg_type that never change (src/include/catalog/pg_type.dat).
enum Oid : unsigned {
  kBool = 16,
  kBytea = 17,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kOid = 26,
  kJson = 114,
  kFloat4 = 700,
  kFloat8 = 701,
  kBoolArray = 1000,
  kInt2Array = 1005,
  kInt4Array = 1007,
  kTextArray = 1009,
  kVarcharArray = 1015,
  kInt8Array = 1016,
  kFloat4Array = 1021,
  kFloat8Array = 1022,
  kNameArray = 1003,
  kTime = 1083,
  kTimestamp = 1114,
  kTimestampArray = 1115,
  kDateArray = 1182,
  kTimestampTz = 1184,
  kNumericArray = 1231,
  kNumeric = 1700,
  kJsonb = 3802,
};

std::int64_t parse_integer(std::string_view text) {
  // most are short
  constexpr std::size_t surely_fits = 18;
  if (!text.empty() && text.size() <= surely_fits) {
    std::int64_t short_value = 0;
    std::size_t at = text[0] == '-' && text.size() > 1 ? 1 : 0;
    const bool negative = at == 1;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
      short_value = short_value * 10 + (text[at] - '0');
    if (at == text.size()) return negative ? -short_value : short_value;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument("not an integer: " + std::string(text));
  return value;
}

double parse_number(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // A numeric beyond a double's range is as good as infinite to a caller that wants a double.
  if (error == std::errc::result_out_of_range)
    return text.starts_with('-') ? -std::numeric_limits<double>::infinity()
                                 : std::numeric_limits<double>::infinity();
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument("not a number: " + std::string(text));
  return value;
}

struct Element {
  std::string text;
  bool null;
};

// The elements of a one-dimensional array's text form: {1,NULL,"a \"b\""}.
std::vector<Element> parse_array(std::string_view text) {
  std::vector<Element> elements;
  const auto malformed = [&] {
    return std::invalid_argument("not a one-dimensional array: " + std::string(text));
  };
  if (text.empty()) return elements;
  // An array with explicit bounds reads [0:1]={…}.
  if (text.front() == '[') {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) throw malformed();
    text.remove_prefix(equals + 1);
  }
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') throw malformed();
  text = text.substr(1, text.size() - 2);
  std::size_t at = 0;
  while (at < text.size()) {
    Element element{{}, false};
    if (text[at] == '"') {
      ++at;
      while (at < text.size() && text[at] != '"') {
        if (text[at] == '\\') ++at;
        if (at < text.size()) element.text += text[at++];
      }
      if (at >= text.size()) throw malformed();
      ++at;
    } else {
      while (at < text.size() && text[at] != ',') {
        if (text[at] == '{') throw malformed();
        if (text[at] == '\\') ++at;
        if (at < text.size()) element.text += text[at++];
      }
      element.null = element.text == "NULL";
    }
    elements.push_back(std::move(element));
    if (at < text.size() && text[at++] != ',') throw malformed();
  }
  return elements;
}

Json number_json(std::string_view text) { return parse_number(text); }

// Odoo's fields keep no microseconds and no zone: 2020-01-31 10:20:30.123456+00 ends after the
// seconds.
std::string_view without_fraction(std::string_view text) {
  const auto clock = text.find(':');
  if (clock == std::string_view::npos) return text;  // infinity
  return text.substr(0, text.find_first_of(".+-", clock));
}

template <typename Convert>
Json array_json(std::string_view text, const Convert& convert) {
  auto list = Json::array();
  for (auto& element : parse_array(text))
    list.push_back(element.null ? Json() : Json(convert(element.text)));
  return list;
}

}  // namespace

Sql::Sql(std::string_view text, std::vector<Param> params)
    : text_(text), params_(std::move(params)) {}

Sql& Sql::operator+=(const Sql& other) {
  text_ += other.text_;
  params_.insert(params_.end(), other.params_.begin(), other.params_.end());
  planned_for_values_ = planned_for_values_ || other.planned_for_values_;
  hot_ = false;
  return *this;
}

Sql Sql::hot(std::string_view text, std::vector<Param> params) {
  Sql sql(text, std::move(params));
  sql.hot_ = true;
  return sql;
}

Sql Sql::planned_for_values() && {
  planned_for_values_ = true;
  return std::move(*this);
}

Sql Sql::identifier(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), allowed))
    throw std::invalid_argument("not an SQL identifier: " + std::string(name));
  return Sql('"' + std::string(name) + '"');
}

Sql Sql::join(const std::vector<Sql>& parts, std::string_view separator) {
  Sql joined;
  for (const auto& part : parts) {
    if (&part != &parts.front()) joined.text_ += separator;
    joined += part;
  }
  return joined;
}

std::string Sql::numbered() const {
  std::string text;
  text.reserve(text_.size() + 2 * params_.size());
  std::size_t used = 0;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const char next = text_[at] == '%' && at + 1 < text_.size() ? text_[at + 1] : '\0';
    if (next == '%') {
      text += '%';
      ++at;
    } else if (next == 's') {
      text += '$' + std::to_string(++used);
      ++at;
    } else {
      text += text_[at];
    }
  }
  if (used != params_.size())
    throw std::invalid_argument("a statement with " + std::to_string(used) + " %s has " +
                                std::to_string(params_.size()) +
                                " parameters: " + text_.substr(0, 200));
  return text;
}

std::int64_t Cell::integer(std::int64_t if_null) const {
  return null_ ? if_null : parse_integer(text_);
}
double Cell::number(double if_null) const { return null_ ? if_null : parse_number(text_); }
std::string_view Cell::time() const { return without_fraction(text_); }
bool Cell::boolean(bool if_null) const { return null_ ? if_null : text_ == "t"; }

std::string Cell::bytes() const {
  if (null_) return {};
  if (!text_.starts_with("\\x")) throw std::invalid_argument("not a bytea in hexadecimal form");
  const auto nibble = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    throw std::invalid_argument("not a bytea in hexadecimal form");
  };
  std::string bytes;
  bytes.reserve(text_.size() / 2);
  for (std::size_t at = 2; at + 1 < text_.size(); at += 2)
    bytes += static_cast<char>(nibble(text_[at]) * 16 + nibble(text_[at + 1]));
  return bytes;
}

Ids Cell::ids() const {
  Ids ids;
  // As array_agg gives them, which are long: digits and commas alone.
  const std::string_view inside =
      text_.size() > 2 ? text_.substr(1, text_.size() - 2) : std::string_view();
  if (!inside.empty() && inside.find_first_not_of("0123456789,") == std::string_view::npos) {
    const char* const end = inside.data() + inside.size();
    for (const char* at = inside.data(); at < end; ++at) {
      std::int64_t id = 0;
      at = std::from_chars(at, end, id).ptr;
      ids.push_back(id);
    }
    return ids;
  }
  for (const auto& element : parse_array(text_))
    if (!element.null) ids.push_back(parse_integer(element.text));
  return ids;
}

std::vector<std::string> Cell::texts() const {
  std::vector<std::string> texts;
  for (auto& element : parse_array(text_)) texts.push_back(std::move(element.text));
  return texts;
}

Json Cell::json() const {
  if (null_) return nullptr;
  switch (type_) {
    case kBool:
      return text_ == "t";
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid:
      return parse_integer(text_);
    case kFloat4:
    case kFloat8:
    case kNumeric:
      return number_json(text_);
    case kJson:
    case kJsonb:
      return Json::parse(text_);
    case kTime:
    case kTimestamp:
    case kTimestampTz:
      return std::string(without_fraction(text_));
    case kBytea:
      return bytes();
    case kInt2Array:
    case kInt4Array:
    case kInt8Array:
      return array_json(text_, parse_integer);
    case kFloat4Array:
    case kFloat8Array:
    case kNumericArray:
      return array_json(text_, parse_number);
    case kBoolArray:
      return array_json(text_, [](const std::string& text) { return text == "t"; });
    case kTextArray:
    case kVarcharArray:
    case kNameArray:
    case kDateArray:
      return array_json(text_, [](const std::string& text) { return text; });
    case kTimestampArray:
      return array_json(
          text_, [](const std::string& text) { return std::string(without_fraction(text)); });
    default:
      return str();
  }
}

ResultData::ResultData(ResultPtr result)
    : result_(std::move(result)),
      rows_(static_cast<std::size_t>(PQntuples(result_.get()))),
      columns_(static_cast<std::size_t>(PQnfields(result_.get()))) {
  types_.reserve(columns_);
  for (std::size_t column = 0; column < columns_; ++column)
    types_.push_back(PQftype(result_.get(), static_cast<int>(column)));
}

std::size_t ResultData::affected() const {
  const std::string_view count = PQcmdTuples(result_.get());
  return count.empty() ? 0 : static_cast<std::size_t>(parse_integer(count));
}

std::vector<std::string> ResultData::names() const {
  std::vector<std::string> names;
  names.reserve(columns_);
  for (std::size_t column = 0; column < columns_; ++column)
    names.emplace_back(PQfname(result_.get(), static_cast<int>(column)));
  return names;
}

Cell ResultData::cell(std::size_t row, std::size_t column) const {
  if (row >= rows_ || column >= columns_) throw std::out_of_range("no such cell in the result");
  const int r = static_cast<int>(row), c = static_cast<int>(column);
  const int size = PQgetlength(result_.get(), r, c);  // 0 of NULL
  return {PQgetvalue(result_.get(), r, c), static_cast<std::size_t>(size), types_[column],
          size == 0 && PQgetisnull(result_.get(), r, c) != 0};
}

std::size_t ResultData::column(std::string_view name) const {
  for (std::size_t column = 0; column < columns_; ++column)
    if (name == PQfname(result_.get(), static_cast<int>(column))) return column;
  throw std::out_of_range("no column " + std::string(name) + " in the result");
}

Cell Row::operator[](std::size_t column) const { return data_->cell(index_, column); }
Cell Row::operator[](std::string_view column) const {
  return data_->cell(index_, data_->column(column));
}

Json Row::json() const {
  auto object = Json::object();
  const auto names = data_->names();
  for (std::size_t column = 0; column < names.size(); ++column)
    object[names[column]] = data_->cell(index_, column).json();
  return object;
}

std::size_t Result::size() const { return data_->rows(); }
std::size_t Result::affected() const { return data_->affected(); }
std::vector<std::string> Result::columns() const { return data_->names(); }

Ids Result::ids(std::size_t column) const {
  Ids ids;
  ids.reserve(size());
  for (std::size_t row = 0; row < size(); ++row)
    if (const auto cell = data_->cell(row, column); !cell.is_null()) ids.push_back(cell.integer());
  return ids;
}

}  // namespace chatterd::bridge
