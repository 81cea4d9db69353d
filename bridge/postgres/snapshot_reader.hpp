// A reading connection on libpq: one REPEATABLE READ snapshot, which several connections can share,
// and COPY streams.
#pragma once
#include <functional>
#include <memory>

#include "bridge/postgres/copy_text.hpp"

namespace chatterd::bridge {

// Not for several threads: each opens its own with the snapshot of the first.
class SnapshotReader {
 public:
  // Begins a transaction on a new snapshot, or on one that another reader exported and still holds.
  // Throws std::runtime_error, here and below, with PostgreSQL's message.
  explicit SnapshotReader(const std::string& dsn, const std::string& snapshot = "");
  ~SnapshotReader();
  // For others to share while this one lives.
  std::string export_snapshot();
  // The rows of a statement, all in memory.
  std::vector<TextRow> rows(const std::string& sql);
  // The first value of the first row.
  std::optional<std::string> value(const std::string& sql);
  // The rows of a query, one at a time.
  void copy(const std::string& query, const std::function<void(TextRow&&)>& sink);
  // A literal for a statement.
  static std::string literal(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatterd::bridge
