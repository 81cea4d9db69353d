// What PostgreSQL spends its time on, where pg_stat_statements counts it.
#include <algorithm>
#include <cctype>

#include "models/engine/doctor/doctor.hpp"

namespace chatterd::doctor {

namespace {

constexpr int shown_statements = 10;
constexpr std::size_t shown_text = 400;

void advise(const Add& add, const std::string& reason) {
  add({"slow",
       Severity::note,
       "What PostgreSQL spends its time on is not counted",
       reason +
           " Set shared_preload_libraries = 'pg_stat_statements', start PostgreSQL anew and run "
           "CREATE EXTENSION pg_stat_statements in this database. Without it, chatterd serve "
           "--slow-statement 200 logs what takes 200 ms or more.",
       {}});
}

std::string rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", value < 10 ? 2 : 0, value);
  return text;
}

// The highest n of its parameters $n.
int parameters_of(std::string_view statement) {
  constexpr int most = 1000;
  int highest = 0;
  for (std::size_t at = statement.find('$'); at != std::string_view::npos;
       at = statement.find('$', at + 1)) {
    int number = 0;
    for (std::size_t digit = at + 1; digit < statement.size() && number < most &&
                                     std::isdigit(static_cast<unsigned char>(statement[digit]));
         ++digit)
      number = number * 10 + (statement[digit] - '0');
    highest = std::max(highest, number);
  }
  return highest;
}

// How PostgreSQL would do a statement for any values, as EXPLAIN shows it; empty where it cannot be
// said. The statement is prepared under the name, not run: what PREPARE does not take has no plan.
// Its constants are numbered parameters, of which some stand where PostgreSQL takes none.
std::string plan_of(bridge::Transaction& transaction, const std::string& statement,
                    const std::string& name) {
  std::string text, values;
  for (const char c : statement) text += c == '%' ? "%%" : std::string(1, c);
  for (int left = parameters_of(statement); left > 0; --left)
    values += values.empty() ? "(NULL" : ", NULL";
  if (!values.empty()) values += ")";
  std::string plan;
  try {
    transaction.savepoint([&] {
      transaction.execute("SET LOCAL plan_cache_mode = force_generic_plan");
      transaction.execute(bridge::Sql("PREPARE " + name + " AS " + text));
      for (const bridge::Row row :
           transaction.execute(bridge::Sql("EXPLAIN EXECUTE " + name + values)))
        plan += "\n         " + row[0].str();
    });
  } catch (const bridge::SqlError&) {
    return "";
  }
  return plan;
}

}  // namespace

void examine_statements(bridge::Transaction& transaction, const Add& add) {
  if (transaction.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'")
          .empty())
    return advise(add, "The extension pg_stat_statements is not there.");
  // named total_time before PostgreSQL 13
  const bridge::Sql asked(R"sql(
      SELECT s.calls, t.total, t.total / s.calls, s.rows::float8 / s.calls,
          regexp_replace(s.query, '\s+', ' ', 'g'), s.query
      FROM pg_stat_statements s
        CROSS JOIN LATERAL (SELECT coalesce(to_jsonb(s)->>'total_exec_time',
            to_jsonb(s)->>'total_time')::float8 AS total) t
      WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND s.calls > 0
      ORDER BY t.total DESC
      LIMIT %s)sql",
                          {static_cast<std::int64_t>(shown_statements)});
  bridge::Result found = transaction.execute("SELECT 1 WHERE false");
  try {
    transaction.savepoint([&] { found = transaction.execute(asked); });
  } catch (const bridge::SqlError&) {
    return advise(add, "The extension is there, but the server was started without its library.");
  }
  int number = 0;
  for (const bridge::Row row : found) {
    std::string text = row[4].str();
    if (text.size() > shown_text) text = text.substr(0, shown_text) + " …";
    add({"slow:" + std::to_string(++number),
         Severity::note,
         rounded(row[1].number()) + " ms in " + std::to_string(row[0].integer()) + " calls, " +
             rounded(row[2].number()) + " ms and " + rounded(row[3].number()) + " rows each",
         std::move(text) +
             plan_of(transaction, row[5].str(), "chatterd_slow_" + std::to_string(number)),
         {}});
  }
}

}  // namespace chatterd::doctor
