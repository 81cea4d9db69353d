// What the process offers to the models beside the transaction.
#pragma once
#include <functional>
#include <string>

#include "models/engine/value.hpp"

namespace chatterd {

class Env;

class Host {
 public:
  virtual ~Host() = default;
  virtual std::string database() const = 0;
  virtual std::string filestore_folder() const = 0;  // "" when there is none
  // The channels (JSON, as in bus_bus.channel) that got rows in a transaction that has just
  // committed.
  virtual void bus_committed(const std::vector<std::string>& channels) = 0;
  // Does what follows from a transaction that has just committed (mails to send) in a transaction
  // of its own, as the superuser with that context. Comes back when it is done, or after a moment
  // when it takes long. Failures are logged and reach nobody.
  virtual void do_after_commit(const Value& context, std::function<void(const Env&)> job) = 0;
};

}  // namespace chatterd
