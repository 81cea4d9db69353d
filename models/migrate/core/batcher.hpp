// Collects rows into batches of a bounded size.
#pragma once
#include <functional>
#include <utility>

#include "bridge/postgres/copy_text.hpp"

namespace chatterd::migrate {

class Batcher {
 public:
  Batcher(const Model& model, const std::function<void(Batch&&)>& sink) : sink_(sink) {
    batch_.model = &model;
  }
  // Rows of one relation with the same first value stay together, so that a run can go on after any
  // batch.
  void add(Row&& row) {
    const bool full = batch_.bytes >= batch_bytes || batch_.rows.size() >= batch_rows;
    if (full && row.front() != batch_.rows.back().front()) flush();
    batch_.bytes += bridge::row_bytes(row);
    batch_.rows.push_back(std::move(row));
  }
  // At the end.
  void flush() {
    if (batch_.rows.empty()) return;
    Batch full;
    full.model = batch_.model;
    std::swap(full, batch_);
    sink_(std::move(full));
  }

 private:
  const std::function<void(Batch&&)>& sink_;
  Batch batch_;
};

}  // namespace chatterd::migrate
