// ir.sequence: the next number, and PostgreSQL's sequences that standard ones count with
// (odoo/addons/base/models/ir_sequence.py).
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/ir/ir_sequence.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

std::string padded(Id number, std::size_t width) {
  const std::string digits = std::to_string(number < 0 ? -number : number);
  const std::size_t sign = number < 0 ? 1 : 0;
  return (sign ? "-" : "") +
         std::string(digits.size() + sign < width ? width - digits.size() - sign : 0, '0') + digits;
}

void create_in_database(const Env& env, const std::string& name, Id step, Id next) {
  if (step == 0) throw UserError(env.translate("Step must not be zero."));
  env.cr().execute(Sql("CREATE SEQUENCE ") + Sql::identifier(name) +
                   Sql(" INCREMENT BY " + std::to_string(step)) +
                   Sql(" START WITH " + std::to_string(next)));
}

void drop_in_database(const Env& env, const std::string& name) {
  env.cr().execute(Sql("DROP SEQUENCE IF EXISTS ") + Sql::identifier(name) + Sql(" RESTRICT"));
}

void alter_in_database(const Env& env, const std::string& name, const std::string& change) {
  env.cr().execute(Sql("ALTER SEQUENCE IF EXISTS ") + Sql::identifier(name) + Sql(change));
}

Id number_of(const Value& values, const char* name, const Value& otherwise) {
  const Value& value = values.contains(name) ? values[name] : otherwise;
  return truthy(value) ? value.get<Id>() : 0;
}

// A part of a year, with the sequence's own count.
struct Range {
  Id id = 0, next = 0;
  std::string from;
};

std::string range_sequence(Id sequence, Id range) {
  return database_sequence(sequence) + "_" + padded(range, 3);
}

std::optional<Range> known_range(const Records& sequence, const std::string& date) {
  const auto rows = sequence.env().cr().execute(Sql(R"sql(
          SELECT id, number_next, date_from
          FROM ir_sequence_date_range
          WHERE sequence_id = %s
            AND date_from <= %s::date
            AND date_to >= %s::date
          ORDER BY id
          LIMIT 1)sql",
                                                    {sequence.id(), date, date}));
  if (rows.empty()) return std::nullopt;
  return Range{rows[0][0].integer(), rows[0][1].integer(), rows[0][2].str()};
}

// The year of the date, as far as no other range has it.
Range new_range(const Records& sequence, const std::string& date) {
  const Env& env = sequence.env();
  env.cr().execute(Sql(R"sql(
          INSERT INTO ir_sequence_date_range (sequence_id, number_next, date_from, date_to,
              create_uid, create_date, write_uid, write_date)
          SELECT %s, 1, coalesce((SELECT max(date_to) + 1 FROM ir_sequence_date_range WHERE
              sequence_id = %s AND date_to BETWEEN date_trunc('year', d)::date AND d),
              date_trunc('year', d)::date), coalesce((SELECT max(date_from) - 1 FROM
              ir_sequence_date_range WHERE sequence_id = %s AND date_from BETWEEN d AND
              (date_trunc('year', d) + interval '1 year')::date - 1), (date_trunc('year', d) +
              interval '1 year')::date - 1), %s, now() at time zone 'UTC', %s, now() at time zone
              'UTC'
          FROM (SELECT %s::date AS d) day)sql",
                       {sequence.id(), sequence.id(), sequence.id(), env.uid(), env.uid(), date}));
  const Range range = known_range(sequence, date).value();
  if (sequence.get("implementation") == "standard")
    create_in_database(env, range_sequence(sequence.id(), range.id),
                       sequence.get("number_increment").get<Id>(), 1);
  return range;
}

// "%(year)s" and the like in a prefix or suffix: of the sequence's date, of its range, and of now.
std::string filled(const Records& sequence, const std::string& text, const std::string& date,
                   const std::string& range_date) {
  if (text.find('%') == std::string::npos) return text;
  const Env& env = sequence.env();
  std::string zone = to_text(env.context("tz"));
  if (zone.empty()) zone = "UTC";
  const auto rows =
      env.cr().execute(Sql(R"sql(
          SELECT kind, to_char(t, 'YYYY') AS year, to_char(t, 'MM') AS month, to_char(t, 'DD') AS
              day, to_char(t, 'YY') AS y, to_char(t, 'DDD') AS doy, lpad(((extract(doy FROM
              t)::int + 6 - (extract(isodow FROM t)::int - 1)) / 7)::text, 2, '0') AS woy,
              extract(dow FROM t)::int::text AS weekday, to_char(t, 'HH24') AS h24, to_char(t,
              'HH12') AS h12, to_char(t, 'MI') AS min, to_char(t, 'SS') AS sec
          FROM (SELECT kind, coalesce(nullif(given, '')::timestamp, timezone(%s, timezone('UTC',
              %s::timestamp))) AS t FROM unnest(%s::text[], %s::text[]) AS x(kind, given)) times)sql",
                           {zone, env.now(), std::vector<std::string>{"", "range_", "current_"},
                            std::vector<std::string>{date, range_date, ""}}));
  Value values = Value::object();
  for (const bridge::Row row : rows)
    for (const char* key :
         {"year", "month", "day", "y", "doy", "woy", "weekday", "h24", "h12", "min", "sec"})
      values[row["kind"].str() + key] = row[key].str();
  return format_named(text, values);
}

std::string spelled(const Records& sequence, Id number, const std::string& range_date) {
  const std::string date = to_text(sequence.env().context("ir_sequence_date"));
  const Value padding = sequence.get("padding");
  return filled(sequence, sequence.text("prefix"), date, range_date) +
         padded(number, truthy(padding) ? padding.get<std::size_t>() : 0) +
         filled(sequence, sequence.text("suffix"), date, range_date);
}

// Takes the number from a row, which stays locked until the end of the transaction: no gaps.
Id next_of_row(const Env& env, const char* table, Id id, Id step) {
  const auto rows = env.cr().execute(Sql("SELECT number_next FROM ") + Sql::identifier(table) +
                                     Sql(" WHERE id = %s FOR UPDATE NOWAIT", {id}));
  env.cr().execute(Sql("UPDATE ") + Sql::identifier(table) +
                   Sql(" SET number_next = number_next + %s WHERE id = %s", {step, id}));
  return rows[0][0].integer();
}

Id next_of_database(const Env& env, const std::string& name) {
  return env.cr().execute(Sql("SELECT nextval(%s::regclass)", {name}))[0][0].integer();
}

Value next(const Records& sequence, const Value& sequence_date) {
  const Env& env = sequence.env();
  const bool standard = sequence.get("implementation") == "standard";
  const Id step = sequence.get("number_increment").get<Id>();
  if (!sequence.is("use_date_range")) {
    const Id number = standard ? next_of_database(env, database_sequence(sequence.id()))
                               : next_of_row(env, "ir_sequence", sequence.id(), step);
    sequence.invalidate();
    return spelled(sequence, number, to_text(env.context("ir_sequence_date_range")));
  }
  std::string date = to_text(sequence_date);
  if (date.empty()) date = to_text(env.context("ir_sequence_date"));
  if (date.empty()) date = env.now().substr(0, 10);
  const auto known = known_range(sequence, date);
  const Range range = known ? *known : new_range(sequence, date);
  const Id number = standard ? next_of_database(env, range_sequence(sequence.id(), range.id))
                             : next_of_row(env, "ir_sequence_date_range", range.id, step);
  return spelled(sequence, number, range.from);
}

Value next_by_id(const Records& sequences, const Args& args) {
  sequences.check_access_rights("read");
  return next(sequences.ensure_one(), args["sequence_date"]);
}

Value next_by_code(const Records& self, const Args& args) {
  self.check_access_rights("read");
  const Value forced = self.env().context("force_company");
  const Value company = truthy(forced) ? forced : Value(self.env().company());
  const Records found =
      self.search(Value::array({term("code", "=", args["sequence_code"]),
                                term("company_id", "in", Value::array({company, false}))}),
                  {0, 0, "company_id"});
  return found.empty() ? Value(false) : next(self.browse({found.id()}), args["sequence_date"]);
}

Value get_id(const Records& self, const Args& args) {
  if (args["code_or_id"] != "id")
    return self.call("next_by_code", Value::array({args["sequence_code_or_id"]}));
  return self.browse(to_ids(args["sequence_code_or_id"])).call("next_by_id");
}

Value get(const Records& self, const Args& args) {
  return self.call("next_by_code", Value::array({args["code"]}));
}

Value get_next_char(const Records& sequence, const Args& args) {
  return spelled(sequence.ensure_one(), args["number_next"].get<Id>(),
                 to_text(sequence.env().context("ir_sequence_date_range")));
}

Value create_sequences(const Records& self, const Args& args) {
  const Value ids = args.super(self);
  for (const Records& sequence : self.browse(to_ids(ids)).each())
    if (sequence.get("implementation") == "standard")
      create_in_database(self.env(), database_sequence(sequence.id()),
                         sequence.get("number_increment").get<Id>(),
                         sequence.get("number_next").get<Id>());
  return ids;
}

Value write_sequences(const Records& sequences, const Args& args) {
  const Value& values = args["vals"];
  const Env& env = sequences.env();
  for (const Records& sequence : sequences.each()) {
    const std::string name = database_sequence(sequence.id());
    const Id step = number_of(values, "number_increment", sequence.get("number_increment"));
    const Id next_number = number_of(values, "number_next", sequence.get("number_next"));
    const bool was = sequence.get("implementation") == "standard";
    const bool will = values.contains("implementation") && truthy(values["implementation"])
                          ? values["implementation"] == "standard"
                          : was;
    if (was && will) {
      if (values.contains("number_next") && truthy(values["number_next"]))
        alter_in_database(env, name, " RESTART WITH " + std::to_string(next_number));
      if (sequence.get("number_increment") != step) {
        if (step == 0) throw UserError(env.translate("Step must not be zero."));
        alter_in_database(env, name, " INCREMENT BY " + std::to_string(step));
      }
    } else if (was) {
      drop_in_database(env, name);
    } else if (will) {
      create_in_database(env, name, step, next_number);
    }
  }
  return args.super(sequences);
}

Value unlink_sequences(const Records& sequences, const Args& args) {
  sequences.check_access_rights("unlink");
  for (const Id id : sequences.ids()) drop_in_database(sequences.env(), database_sequence(id));
  return args.super(sequences);
}

}  // namespace

std::string database_sequence(Id id) { return "ir_sequence_" + padded(id, 3); }

void define_ir_sequence_methods(Model& m) {
  m.method("next_by_id", On::multi, {{"sequence_date", nullptr}}, next_by_id);
  m.method("next_by_code", On::model, {"sequence_code", {"sequence_date", nullptr}}, next_by_code);
  m.method("get_id", On::model, {"sequence_code_or_id", {"code_or_id", "id"}}, get_id);
  m.method("get", On::model, {"code"}, get);
  m.method("get_next_char", On::multi, {"number_next"}, get_next_char);
  m.method("create", On::model, {}, create_sequences);
  m.method("write", On::multi, {}, write_sequences);
  m.method("unlink", On::multi, {}, unlink_sequences);
}

}  // namespace chatterd
