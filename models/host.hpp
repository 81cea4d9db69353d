// What the process offers to the models beside the transaction.
#pragma once
#include <functional>
#include <string>

#include "models/value.hpp"

namespace chatterd {

class Host {
 public:
  virtual ~Host() = default;
  virtual std::string database() const = 0;
  virtual std::string filestore_folder() const = 0;  // "" when there is none
  // The channels (JSON, as in bus_bus.channel) that got rows in a transaction that has just committed.
  virtual void bus_committed(const std::vector<std::string>& channels) = 0;
};

}  // namespace chatterd
