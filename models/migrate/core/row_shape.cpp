#include "models/migrate/core/row_shape.hpp"

namespace chatterd::migrate {
namespace {

// FNV-1a with a last stir; rows are compared by it, and two that differ agree once in 2^64.
class RowHash {
 public:
  void add(const Cell& cell) {
    if (!cell) return byte(255), byte(0);
    for (const char c : *cell) byte(static_cast<unsigned char>(c));
    byte(255);
    byte(1);
  }
  std::uint64_t value() const {
    std::uint64_t out = hash_ ^ hash_ >> 33;
    out *= 0xff51afd7ed558ccdULL;
    return out ^ out >> 33;
  }

 private:
  void byte(unsigned char c) { hash_ = (hash_ ^ c) * 0x100000001b3ULL; }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace

RowShape::RowShape(const Model& model, const std::set<std::string>& ignored) : model_(model) {
  for (std::size_t i = 0; i < model.columns.size(); ++i) {
    const Column& column = model.columns[i];
    if (column.name == "external_id" || ignored.contains(column.name)) continue;
    if (i == 0 && model.has_id()) continue;
    compared_.push_back(i);
  }
  by_id_ = model.has_id() && model.marked;
  if (!by_id_)
    for (const std::string& column : model.key) key_.push_back(model.at(column));
}

std::uint64_t RowShape::key(const Row& row) const {
  if (by_id_) return static_cast<std::uint64_t>(number(row.front()));
  RowHash hash;
  for (const std::size_t i : key_) hash.add(row[i]);
  return hash.value();
}

std::uint64_t RowShape::hash(const Row& row) const {
  RowHash hash;
  for (const std::size_t i : compared_) hash.add(row[i]);
  return hash.value();
}

RecordId RowShape::owner(const Row& row) const {
  for (const char* name :
       {"mail_message_id", "message_id", "channel_id", "mail_channel_id", "mail_followers_id"})
    if (const Column* column = model_.column(name);
        column != nullptr && column->points == Points::model && column->needed)
      return number(row[model_.at(name)]);
  if (model_.name == "mail.message" && row[model_.at("model")] == "mail.channel")
    return number(row[model_.at("res_id")]);
  return 0;
}

std::string RowShape::owner_model() const {
  if (model_.name == "mail.message") return "mail.channel";
  for (const char* name :
       {"mail_message_id", "message_id", "channel_id", "mail_channel_id", "mail_followers_id"})
    if (const Column* column = model_.column(name);
        column != nullptr && column->points == Points::model && column->needed)
      return column->to;
  return "";
}

}  // namespace chatterd::migrate
