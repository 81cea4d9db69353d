// From the texts of an imported file to values that can be written (ir.fields.converter).
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// What is wrong with an imported text: the message still has "%(field)s" in it, and "%%" for "%".
struct ImportNotice {
  std::string message;
  Value more;  // keys to add to the answer's message, such as moreinfo
};
// Thrown for a text that has no value: the cell is left out.
struct ImportRefusal {
  ImportNotice notice;
};

class ImportValues {
 public:
  using Log = std::function<void(const std::string& field, const ImportNotice& notice, bool error)>;
  // Writes the records read so far, or only if one of them has this external id ("" for any).
  using Flush = std::function<void(const std::string& xml_id)>;

  // `module` completes external ids that have none.
  ImportValues(const Env& env, std::string module, Flush flush)
      : env_(env), module_(std::move(module)), flush_(std::move(flush)) {}
  // A record is a list of [field, text] pairs; of relational fields [field, [record, …]]. Fields
  // "id", ".id" and "" (the name) refer to records that exist. Answers {field: value} without
  // those.
  Value convert(const Model& model, const Value& record, const Log& log);
  // "{field}" and "%%" filled in.
  static std::string text(const ImportNotice& notice, const std::string& label);

 private:
  using Warnings = std::vector<ImportNotice>;
  Value value(const Field& field, const Value& given, Warnings& warnings);
  Value boolean(const Value& given, Warnings& warnings);
  Value integer(const Value& given) const;
  Value number(const Value& given) const;
  Value date(const Value& given) const;
  Value datetime(const Value& given);
  Value selection(const Field& field, const Value& given);
  Value many2one(const Field& field, const Value& given, Warnings& warnings);
  Value many2many(const Field& field, const Value& given, Warnings& warnings);
  Value one2many(const Field& field, const Value& given, Warnings& warnings);
  // The id of the record that a reference names; false for an empty one.
  Value find(const Field& field, const std::string& by, const Value& reference, Warnings& warnings);
  std::string referring(const Value& record) const;
  const std::vector<std::string>& translations(const std::string& source, bool code_only);
  ImportRefusal refusal(const char* message, const Value& value,
                        Value more = Value::object()) const;

  Env env_;
  std::string module_;
  Flush flush_;
  std::map<std::string, std::vector<std::string>> translations_;
  std::map<std::string, std::string> in_utc_;
};

}  // namespace chatterd
