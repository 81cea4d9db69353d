// Writing imported records under their external ids (BaseModel._load_records).
#pragma once
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// What is to be written: new values, or those of a record that exists ("id" among them).
struct ImportRow {
  std::string xml_id;
  Value values, info;
};

// A delegation parent's external id is that of the record with this at its end.
std::string parent_suffix(const std::string& parent_model);

class ImportWriter {
 public:
  // `update`: records whose external id says noupdate stay as they are.
  ImportWriter(const Records& self, bool update)
      : self_(self.with_context({{"install_mode", true}})), update_(update) {}
  Ids write(std::vector<ImportRow> rows);

 private:
  // New records take the delegation parents that their external ids have already.
  void link_parents(std::vector<ImportRow>& rows, const std::vector<std::size_t>& to_create) const;
  void name(const std::vector<ImportRow>& rows, const Ids& ids) const;

  Records self_;
  bool update_;
};

}  // namespace chatterd
