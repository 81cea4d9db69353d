// Which texts are prepared.
#include "bridge/postgres/prepared.hpp"

#include <utility>

#include "bridge/files/hash.hpp"

namespace chatterd::bridge {
namespace {

// What a busy server uses again and again is some hundred texts; each costs the backend memory.
constexpr std::size_t kMaxStatements = 500;
// A longer text has ids or rows pasted into it and will not come again.
constexpr std::size_t kMaxPreparedText = 16384;

}  // namespace

PreparedStatements::PreparedStatements() : prefix_("s" + random_hex(6) + "_") {}

PreparedStatements::Use PreparedStatements::use(const Sql& sql) {
  if (sql.is_planned_for_values() || sql.text().size() > kMaxPreparedText)
    return {sql.numbered(), {}};
  if (const auto found = by_text_.find(sql.text()); found != by_text_.end()) {
    statements_.splice(statements_.begin(), statements_, found->second);
    Statement& statement = statements_.front();
    if (!statement.name.empty()) return {{}, statement.name};
    statement.name = prefix_ + std::to_string(++next_name_);
    ++named_;
    return {std::exchange(statement.numbered, {}), statement.name};
  }
  if (statements_.size() >= kMaxStatements) drop(std::prev(statements_.end()));
  statements_.push_front({sql.text(), sql.numbered(), {}});
  by_text_.emplace(statements_.front().text, statements_.begin());
  if (sql.is_hot()) return use(sql);
  return {statements_.front().numbered, {}};  // the first use is not worth preparing
}

void PreparedStatements::drop(Statements::iterator statement) {
  if (!statement->name.empty()) {
    --named_;
    dropped_.push_back(statement->name);
  }
  by_text_.erase(statement->text);
  statements_.erase(statement);
}

std::vector<std::string> PreparedStatements::take_dropped() { return std::exchange(dropped_, {}); }

void PreparedStatements::drop_all() {
  while (!statements_.empty()) drop(statements_.begin());
}

void PreparedStatements::clear() {
  by_text_.clear();
  statements_.clear();
  dropped_.clear();
  named_ = 0;
}

void PreparedStatements::forget(const Sql& sql) {
  const auto found = by_text_.find(sql.text());
  if (found == by_text_.end()) return;
  if (!found->second->name.empty()) --named_;
  const auto statement = found->second;
  by_text_.erase(found);
  statements_.erase(statement);
}

}  // namespace chatterd::bridge
