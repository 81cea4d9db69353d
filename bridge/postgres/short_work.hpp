// For short work of frequent requests that writes (docs/decisions/0021).
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "bridge/postgres/transaction.hpp"

namespace chatterd::bridge {

// Begins a hot statement that writes: its transaction has to be committed in earnest.
inline constexpr const char* kWrites = "/* writes */";

// A hot statement (Sql::hot) that writes.
inline Sql hot_write(const std::string& text, std::vector<Param> params) {
  return Sql::hot(kWrites + text, std::move(params));
}

// Begins a hot statement that reads and is, most of the time, the whole work of its transaction.
// Where it comes first, alone or together with such ones, it costs no BEGIN and no COMMIT. What is
// asked behind it may see what was committed meanwhile.
inline constexpr const char* kAlone = "/* alone */";
inline Sql hot_alone(const std::string& text, std::vector<Param> params) {
  return Sql::hot(kAlone + text, std::move(params));
}

// Before the first statement of a transaction; later it changes nothing. For work that has nothing
// to compare between its statements: each sees what was committed before it, and what somebody else
// is changing is waited for. In REPEATABLE READ that is a conflict, and the work begins anew.
inline constexpr const char* kReadCommitted = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
inline void read_committed(Transaction& transaction) { transaction.execute_later(kReadCommitted); }

}  // namespace chatterd::bridge
