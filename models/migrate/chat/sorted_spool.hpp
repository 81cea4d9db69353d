// Rows by model in temporary files, read in the order of their ids however they came. Sixteen bytes
// of memory a row.
#pragma once
#include <functional>
#include <map>
#include <memory>

#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

class SortedSpool {
 public:
  SortedSpool();
  ~SortedSpool();
  // Throws std::runtime_error here and below when the temporary folder ($TMPDIR) cannot take it.
  void add(const Model& model, const Row& row);
  // After the last row, before the first is read.
  void settle();
  std::int64_t count(const Model& model) const;
  // Those whose first column's number is above `after`. For several threads.
  void read(const Model& model, RecordId after, const std::function<void(Row&&)>& sink) const;

 private:
  struct Part;
  std::map<std::string, std::unique_ptr<Part>> parts_;
};

}  // namespace chatterd::migrate
