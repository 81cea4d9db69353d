// What of a row is compared when a target is verified.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

class RowShape {
 public:
  // `ignored`: columns that one of the ends does not tell.
  RowShape(const Model& model, const std::set<std::string>& ignored);
  // The same for rows that stand for the same record.
  std::uint64_t key(const Row& row) const;
  // The same for rows that are equal; two that differ agree once in 2^64.
  std::uint64_t hash(const Row& row) const;
  const std::vector<std::size_t>& compared() const { return compared_; }
  // The record whose part a row is, such as a notification's message; 0 when it is nobody's part.
  RecordId owner(const Row& row) const;
  std::string owner_model() const;

 private:
  const Model& model_;
  std::vector<std::size_t> compared_, key_;
  bool by_id_ = false;
};

}  // namespace chatterd::migrate
