// What a migration moves, in a form that databases, archives and RPC share: models with columns,
// and rows of cells.
//
// A cell is nothing (NULL) or PostgreSQL's text of the value: "12", "t"/"f", "1.5", "2020-01-31",
// "2020-01-31 10:20:30.123456" (UTC). docs/migration-archive.md shows the same rows as JSON.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/postgres/copy_text.hpp"
#include "bridge/text/json.hpp"

namespace chatterd::migrate {

using RecordId = std::int64_t;

// How a value is written in JSON.
enum class Kind { integer, real, boolean, text, time, date };

// What a column's number points to.
enum class Points {
  nowhere,
  model,       // at a record of the model `Column::to`
  document,    // at a record of the model that the column `Column::to` of the same row names
               // (mail.message res_id)
  model_name,  // at an ir.model: a cell holds the model's name, PostgreSQL its number
};

struct Column {
  std::string name;
  Kind kind = Kind::text;
  Points points = Points::nowhere;
  std::string to;
  bool late = false;    // may point at what comes later: set when that is there
  bool needed = false;  // a row that has lost this pointer is left out
  bool html = false;    // may name records in links and data-oe-id
};

// How a record of the source finds its like in a target.
enum class Match {
  external_id,  // a group, a subtype: by its external id
  people,       // users and partners: login, e-mail, external id
  content,  // all others: by the external id of an earlier run, then by the columns of `key`, if
            // there are any
};

struct Model {
  std::string name;   // "mail.message"; of a relation, its table: "message_attachment_rel"
  std::string table;  // in PostgreSQL
  std::vector<Column> columns;  // `id` comes first when records have one
  // What makes a row one of its kind, besides its id: message_id of a message, both columns of a
  // relation.
  std::vector<std::string> key;
  Match match = Match::content;
  // The last column, `external_id`, is no column of the table: "module.name" or NULL, several
  // joined by commas.
  bool named = false;
  // What is created gets an external id: others point at it, or nothing else would find it again.
  bool marked = false;
  // Where ids are not kept, one that finds no like is not created: the target's first one stands
  // for it.
  bool first_instead = false;
  int stage = 0;  // models of one stage do not point at each other, except by late columns
  bool has_id() const { return !columns.empty() && columns.front().name == "id"; }
  // The place of a column. Throws std::out_of_range.
  std::size_t at(std::string_view column) const;
  const Column* column(std::string_view name) const;  // nullptr when there is none
};

// All that moves, in the order of their stages: what is pointed at comes first. The first one is
// `reference`, the things that stay where they are and are only pointed at (companies, countries,
// models, documents).
const std::vector<Model>& models();
// Throws std::out_of_range.
const Model& model(std::string_view name);

using Cell = std::optional<std::string>;
using Row = bridge::TextRow;  // one cell for each column of the model
struct Batch {
  const Model* model = nullptr;
  std::vector<Row> rows;
  std::size_t bytes = 0;  // about what the rows take
};
// A reader hands its batches on when they have grown to this.
constexpr std::size_t batch_bytes = 2 << 20;
constexpr std::size_t batch_rows = 20000;

RecordId number(const Cell& cell);  // 0 for NULL. Throws std::invalid_argument.
Cell cell(RecordId id);

// The external id of what a migration created is mark_module.mark_name(…), with the key of the
// source and the id there.
constexpr const char* mark_module = "__chatterd_migrate__";
std::string mark_name(const std::string& key, const std::string& model, RecordId id);

// {"id": 7, "body": "<p>Hello</p>", …}: columns that are NULL are left out.
Json to_json(const Model& model, const Row& row);
// Columns that the model does not know are left out. Throws std::runtime_error on a value that does
// not fit.
Row from_json(const Model& model, const Json& value);

}  // namespace chatterd::migrate
