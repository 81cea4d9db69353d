// One read_group: what is grouped by, counted and ordered, and the statement of it. Internal to
// read_group.cpp (the statement and its answer) and group_request.cpp (what the caller wants).
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/engine/orm/search/order_sql.hpp"
#include "models/engine/orm/search/read_group.hpp"

namespace chatterd {

// A grouping such as "create_date:week".
struct Group {
  std::string spec, name, unit;
  const Field* field;
  std::string zone;  // of local times, when the field's are converted
  bool temporal() const {
    return field->type == FieldType::date || field->type == FieldType::datetime;
  }
};

struct GroupAggregate {
  std::string name;
  bridge::Sql sql;
};

class GroupQuery {
 public:
  GroupQuery(const Records& self, const Grouping& grouping)
      : self_(self),
        env_(self.env()),
        model_(self.model()),
        wanted_(grouping),
        columns_(self.env(), self.model(), self.model().table()) {}
  Value run();

 private:
  void read_groupings();
  void read_aggregates();
  void read_order();
  std::string group_alias(const std::string& name) const;
  bridge::Sql group_expression(const Group& group);
  std::string count_name() const;
  Value rows();
  void name_many2ones(Value& rows) const;
  void fill_periods(Value& rows) const;
  // The UTC times at which local times such as "2019-01-31 00:00:00" are in the zone: one statement
  // for all.
  std::map<std::string, std::string> in_utc(const Value& rows, const Group& group) const;
  Value finished(Value row, std::vector<std::map<std::string, std::string>>& utc) const;

  const Records& self_;
  const Env& env_;
  const Model& model_;
  const Grouping& wanted_;
  Columns columns_;
  std::vector<std::string> specs_;  // all groupings; the lazy ones come after those of groups_
  std::vector<Group> groups_;
  std::vector<GroupAggregate> aggregates_;
  std::vector<bridge::Sql> group_terms_, order_terms_;
};

}  // namespace chatterd
