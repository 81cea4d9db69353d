// Columns and orders of one model in a statement, with the joins that they need.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "models/engine/orm/search/search.hpp"

namespace chatterd {

// The form of an order: comma-separated names, each with asc or desc or neither
// (BaseModel._check_qorder).
bool is_order(const std::string& order);
// Throws Odoo's UserError unless is_order.
void check_order(const Env& env, const std::string& order);

class Columns {
 public:
  Columns(const Env& env, const Model& model, std::string alias)
      : env_(env), model_(model), alias_(std::move(alias)) {}
  // The value of a column field: through _inherits, and translated (BaseModel._inherits_join_calc).
  bridge::Sql value(const Field& field);
  // The terms of an ORDER BY (BaseModel._generate_order_by_inner).
  std::vector<bridge::Sql> order(const std::string& order);
  // LEFT JOINs that the values and orders asked for so far need.
  const bridge::Sql& joins() const { return joins_; }

 private:
  struct Place {
    const Model* model;
    std::string alias;
    const Field* field;
  };
  using Seen = std::set<std::string>;
  Place delegate(const Model& model, const Field& field, const std::string& alias);
  bridge::Sql qualified(const Place& place);
  std::string join(const Field& link, const std::string& alias);
  void add_order(std::vector<bridge::Sql>& terms, Seen& seen, const Model& model,
                 const std::string& order, const std::string& alias, bool reversed);

  const Env& env_;
  const Model& model_;
  const std::string alias_;
  bridge::Sql joins_;
  std::set<std::string> joined_;
};

}  // namespace chatterd
