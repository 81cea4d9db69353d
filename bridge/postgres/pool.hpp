// The connections to one database, shared by the worker threads.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "bridge/postgres/transaction.hpp"

namespace chatterd::bridge {

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  // Does not connect yet. `dsn` is a libpq connection string or URI; `name` as of a Connection.
  static std::shared_ptr<Pool> create(std::string dsn, std::size_t size,
                                      std::string name = "chatterd");
  virtual ~Pool() = default;
  // Borrows a connection, waiting up to `wait` for a free one; a broken one is replaced here, never
  // silently in the middle of a transaction. Throws ConnectionLost, also where a pooler does not
  // keep sessions (bridge/postgres/pooler.hpp).
  virtual std::shared_ptr<Connection> acquire(
      std::chrono::milliseconds wait = std::chrono::seconds(30)) = 0;
  virtual std::string dsn() const = 0;
  virtual std::string database() const = 0;  // the database's name
  struct Stats {
    std::size_t size, open, busy, waiting;
    std::uint64_t statements;
  };
  virtual Stats stats() const = 0;
};

// Runs `work` in a transaction and commits. On a serialization failure, deadlock or lock time-out
// it runs again on a fresh snapshot, up to 5 times with a random pause as Odoo's service/model.py
// does; `work` must therefore have no effects outside the transaction but after_commit.
void in_transaction(Pool& pool, const std::function<void(Transaction&)>& work,
                    Transaction::Mode mode = Transaction::Mode::read_write);

}  // namespace chatterd::bridge
