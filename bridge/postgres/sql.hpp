// SQL text that travels together with its parameters, and the rows that come back.
//
//   Sql query("SELECT id FROM mail_channel WHERE uuid = %s", {uuid});
//   query += Sql(" AND public = %s", {"public"});
//
// `%s` marks a parameter; values are never pasted into text. Identifiers that are not literals go
// through Sql::identifier.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bridge/text/json.hpp"

namespace chatterd::bridge {

using Ids = std::vector<std::int64_t>;

struct Bytes {  // for bytea parameters
  std::string data;
};

// A parameter. Vectors become PostgreSQL arrays: use `= ANY(%s)` with them (add ::int[] or
// ::text[]).
using Param = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Ids,
                           std::vector<std::string>, Bytes>;

class Sql {
 public:
  Sql() = default;
  Sql(std::string_view text,
      std::vector<Param> params = {});                    // NOLINT(google-explicit-constructor)
  Sql(const char* text) : Sql(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  Sql& operator+=(const Sql& other);
  friend Sql operator+(Sql left, const Sql& right) { return left += right; }
  bool empty() const { return text_.empty(); }
  // A double-quoted identifier. Throws std::invalid_argument on anything but [A-Za-z0-9_].
  static Sql identifier(std::string_view name);
  // Fragments joined by a separator such as " AND ".
  static Sql join(const std::vector<Sql>& parts, std::string_view separator);
  // For a statement whose best plan depends on its values, as a search's does: it is planned for
  // them each time, as PostgreSQL does for Odoo's statements, whose values stand in the text.
  // Statements joined with it are too.
  Sql planned_for_values() &&;
  bool is_planned_for_values() const { return planned_for_values_; }
  // A statement of a frequent request: one fixed text that only reads, whose plan is right whatever
  // its values and whatever the statistics (docs/decisions/0021). It is prepared at its first use
  // and planned once for each connection. Joined with others it is an ordinary one.
  static Sql hot(std::string_view text, std::vector<Param> params = {});
  bool is_hot() const { return hot_; }
  // The text with $1, $2 … in place of %s.
  std::string numbered() const;
  const std::string& text() const { return text_; }
  const std::vector<Param>& params() const { return params_; }

 private:
  std::string text_;
  std::vector<Param> params_;
  bool planned_for_values_ = false, hot_ = false;
};

// One value of a row, as PostgreSQL's text form with its type.
class Cell {
 public:
  Cell(const char* text, std::size_t size, unsigned type, bool null)
      : text_(text, size), type_(type), null_(null) {}
  bool is_null() const { return null_; }
  std::string_view text() const { return text_; }  // empty for NULL
  std::string str() const { return std::string(text_); }
  std::int64_t integer(std::int64_t if_null = 0) const;
  double number(double if_null = 0) const;
  bool boolean(bool if_null = false) const;
  // Of a date or time: as json() gives it.
  std::string_view time() const;
  std::string bytes() const;               // decoded bytea
  Ids ids() const;                         // an integer array; empty for NULL
  std::vector<std::string> texts() const;  // a text array
  // null, boolean, integer, float, array (of int or text) or string by the column's type. Dates and
  // times as Odoo prints them: "2020-01-31", "2020-01-31 10:20:30" (microseconds dropped). json and
  // jsonb are parsed.
  Json json() const;

 private:
  std::string_view text_;
  unsigned type_;
  bool null_;
};

class ResultData;  // owns libpq's result
class Row {
 public:
  Row(const ResultData& data, std::size_t index) : data_(&data), index_(index) {}
  Cell operator[](std::size_t column) const;
  Cell operator[](std::string_view column) const;  // throws std::out_of_range on an unknown name
  Json json() const;                               // {"column": value}

 private:
  const ResultData* data_;
  std::size_t index_;
};

class Result {
 public:
  explicit Result(std::shared_ptr<const ResultData> data) : data_(std::move(data)) {}
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  std::size_t affected() const;
  std::vector<std::string> columns() const;
  Row operator[](std::size_t row) const { return {*data_, row}; }
  Ids ids(std::size_t column = 0) const;  // a column of integers; NULLs left out
  class Iterator {
   public:
    Iterator(const Result* result, std::size_t index) : result_(result), index_(index) {}
    Row operator*() const { return (*result_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Result* result_;
    std::size_t index_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  std::shared_ptr<const ResultData> data_;
};

// PostgreSQL refused a statement. sqlstate is its five-character code ("23502" not null, "23503"
// foreign key, "23505" unique, "23514" check, "40001" serialization, "40P01" deadlock, "55P03"
// lock).
class SqlError : public std::runtime_error {
 public:
  SqlError(const std::string& message, std::string sqlstate_, std::string table_,
           std::string column_, std::string constraint_)
      : std::runtime_error(message),
        sqlstate(std::move(sqlstate_)),
        table(std::move(table_)),
        column(std::move(column_)),
        constraint(std::move(constraint_)) {}
  std::string sqlstate, table, column, constraint;
};
// The connection is gone or cannot be made; nothing is known to be wrong with the statement.
class ConnectionLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
// The connection was lost during COMMIT: whether the work is in the database is not known.
// Repeating it could do it twice; look for what it wrote (a message id) instead.
class CommitInDoubt : public ConnectionLost {
 public:
  using ConnectionLost::ConnectionLost;
};

}  // namespace chatterd::bridge
