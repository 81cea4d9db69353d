// What a migration moves: rows say the same as JSON, in a spool, in any order, and in batches.
#include "models/migrate/core/records.hpp"

#include <boost/test/unit_test.hpp>

#include "models/migrate/chat/sorted_spool.hpp"
#include "models/migrate/core/batcher.hpp"
#include "models/migrate/core/row_spool.hpp"

using chatterd::Json;
using namespace chatterd::bridge;
using namespace chatterd::migrate;
using MovedModel = chatterd::migrate::Model;

namespace {

// A row with a value of each column's kind; `id` first where the model has one.
Row filled(const MovedModel& model, RecordId id) {
  Row row;
  for (const Column& column : model.columns) {
    if (column.name == "id")
      row.push_back(cell(id));
    else if (column.points == Points::model_name)
      row.push_back("res.partner");
    else
      switch (column.kind) {
        case Kind::integer:
          row.push_back(std::to_string(id + 7));
          break;
        case Kind::real:
          row.push_back("1.5");
          break;
        case Kind::boolean:
          row.push_back(id % 2 == 0 ? "t" : "f");
          break;
        case Kind::time:
          row.push_back("2020-01-31 10:20:30.123456");
          break;
        case Kind::date:
          row.push_back("2020-01-31");
          break;
        case Kind::text:
          row.push_back("tab\t, \\N, \"é\" \xF0\x9F\x98\x80\n" + std::to_string(id));
          break;
      }
  }
  return row;
}

Row empty(const MovedModel& model, RecordId id) {
  Row row(model.columns.size());
  if (model.has_id()) row[0] = cell(id);
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_that_move)

BOOST_AUTO_TEST_CASE(say_the_same_as_json_for_every_model) {
  for (const MovedModel& model : models())
    for (const Row& row : {filled(model, 8), filled(model, 9), empty(model, 3)}) {
      const Json json = to_json(model, row);
      BOOST_TEST((from_json(model, json) == row), model.name << ": " << json.dump());
      for (std::size_t i = 0; i < row.size(); ++i)
        BOOST_TEST(json.contains(model.columns[i].name) == row[i].has_value(),
                   model.name << "." << model.columns[i].name);
      Json more = json;
      more["a_column_of_tomorrow"] = 1;
      BOOST_TEST((from_json(model, more) == row), model.name);
    }
}

BOOST_AUTO_TEST_CASE(refuse_json_that_does_not_fit_their_columns) {
  for (const MovedModel& model : models())
    for (const Column& column : model.columns)
      if (column.kind == Kind::integer && column.points != Points::model_name)
        BOOST_CHECK_THROW(from_json(model, {{column.name, "no number"}}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(point_only_at_models_of_earlier_stages_or_late) {
  int checked = 0;
  std::map<std::string, int> stages;
  for (const MovedModel& model : models()) stages[model.name] = model.stage;
  for (const MovedModel& model : models())
    for (const Column& column : model.columns)
      if (column.points == Points::model && !column.late && column.to != model.name) {
        if (!stages.contains(column.to)) continue;  // stays where it is, like a country
        ++checked;
        BOOST_TEST(stages[column.to] < model.stage,
                   model.name << "." << column.name << " points at " << column.to);
      }
  BOOST_TEST(checked > 20);
}

BOOST_AUTO_TEST_CASE(have_the_columns_that_their_keys_name) {
  for (const MovedModel& model : models()) {
    for (const std::string& column : model.key)
      BOOST_TEST(model.column(column) != nullptr, model.name << "." << column);
    BOOST_TEST((model.column("no such column") == nullptr));
    BOOST_CHECK_THROW(model.at("no such column"), std::out_of_range);
    BOOST_TEST(&chatterd::migrate::model(model.name) == &model);
  }
  BOOST_CHECK_THROW(chatterd::migrate::model("no.such.model"), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(come_back_from_a_spool_as_they_went_in) {
  RowSpool spool;
  std::map<std::string, std::vector<Row>> added;
  for (RecordId id = 1; id <= 50; ++id)
    for (const MovedModel& model : models()) {
      added[model.name].push_back(id % 3 == 0 ? empty(model, id) : filled(model, id));
      spool.add(model, added[model.name].back());
    }
  for (const MovedModel& model : models()) {
    std::vector<Row> read;
    spool.read(model, [&](Row&& row) { read.push_back(std::move(row)); });
    BOOST_TEST((read == added[model.name]), model.name);
    BOOST_TEST(spool.count(model) == 50);
  }
}

BOOST_AUTO_TEST_CASE(come_back_from_a_sorted_spool_by_id_and_from_any_point_on) {
  SortedSpool spool;
  const MovedModel& message = chatterd::migrate::model("mail.message");
  for (RecordId n = 0; n < 500; ++n) spool.add(message, filled(message, (n * 269) % 500 + 1));
  spool.settle();
  BOOST_TEST(spool.count(message) == 500);
  for (const RecordId after : {0, 1, 250, 499, 500}) {
    RecordId last = after;
    spool.read(message, after, [&](Row&& row) {
      BOOST_TEST(number(row.front()) == last + 1);
      last = number(row.front());
      BOOST_TEST((row == filled(message, last)));
    });
    BOOST_TEST(last == 500);
  }
}

BOOST_AUTO_TEST_CASE(are_handed_on_in_batches_that_end_between_first_values) {
  for (const std::size_t of_one : {std::size_t{1}, std::size_t{7}, std::size_t{30000}}) {
    const MovedModel& model = chatterd::migrate::model("message_attachment_rel");
    std::vector<Row> seen;
    std::vector<std::size_t> sizes;
    const std::function<void(Batch &&)> sink = [&](Batch&& batch) {
      BOOST_TEST_REQUIRE(!batch.rows.empty());
      if (!seen.empty()) BOOST_TEST((seen.back().front() != batch.rows.front().front()));
      sizes.push_back(batch.rows.size());
      for (Row& row : batch.rows) seen.push_back(std::move(row));
    };
    Batcher batcher(model, sink);
    const std::size_t rows = 70000;
    for (std::size_t i = 0; i < rows; ++i)
      batcher.add({cell(static_cast<RecordId>(i / of_one + 1)), cell(static_cast<RecordId>(i))});
    batcher.flush();
    batcher.flush();  // nothing is left
    BOOST_TEST(seen.size() == rows);
    BOOST_TEST(sizes.size() > 1u);
    for (const std::size_t size : sizes) BOOST_TEST(size <= batch_rows + of_one);
  }
}

BOOST_AUTO_TEST_CASE(count_by_numbers_and_nothing_else) {
  BOOST_TEST(number(cell(12)) == 12);
  BOOST_TEST(number(Cell()) == 0);
  for (const char* text : {"", "x", "12x", " 1"})
    BOOST_CHECK_THROW(number(Cell(text)), std::invalid_argument);
  BOOST_TEST(mark_name("a", "mail.message", 7) != mark_name("b", "mail.message", 7));
  BOOST_TEST(mark_name("a", "mail.message", 7) != mark_name("a", "mail.channel", 7));
}

BOOST_AUTO_TEST_SUITE_END()
