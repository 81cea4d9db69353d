// Which rows of an Odoo 13 database a selection means, as conditions of SQL.
#pragma once
#include "bridge/postgres/snapshot_reader.hpp"
#include "models/migrate/core/source.hpp"

namespace chatterd::migrate {

class DatabaseSelection {
 public:
  // Looks up what the selection needs: channels, messages, people, attachments. Throws
  // std::runtime_error on a channel that is not there.
  DatabaseSelection(bridge::SnapshotReader& reader, const Selection& selection);
  // The condition on the alias `t` of the model's table.
  std::string condition(const Model& model) const;
  // A query for (model, id, name, external ids) of what the records point at.
  std::string references() const;

 private:
  void find_channels(const Selection& selection);
  void find_messages(const Selection& selection);
  void find_attachments();
  void find_people(const Selection& selection);
  std::string ids(const std::string& query);
  std::string in_messages(const std::string& column) const;
  std::string documents() const;

  bridge::SnapshotReader& reader_;
  bool all_ = false, whole_ = false;
  // Conditions such as "= ANY('{1,2}')", or "IS NOT NULL" for all.
  std::string channels_, messages_, partners_, users_, attachments_;
};

}  // namespace chatterd::migrate
