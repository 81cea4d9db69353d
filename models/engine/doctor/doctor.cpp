// All checks in one snapshot, and the fixes outside of it.
#include "models/engine/doctor/doctor.hpp"

#include <algorithm>

#include "bridge/postgres/connection.hpp"

namespace chatterd::doctor {

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::ok:
      return "ok";
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::problem:
      break;
  }
  return "problem";
}

std::vector<Finding> examine(bridge::Pool& pool, const Options& options) {
  std::vector<Finding> findings;
  const Add add = [&](Finding finding) { findings.push_back(std::move(finding)); };
  bridge::Transaction transaction(pool.acquire(), bridge::Transaction::Mode::read_only);
  const bool odoo =
      !transaction.execute("SELECT 1 WHERE to_regclass('ir_module_module') IS NOT NULL").empty();
  if (!odoo) {
    add({"series",
         Severity::problem,
         "This is no Odoo database",
         "There is no table ir_module_module.",
         {}});
    return findings;
  }
  examine_modules(transaction, options, add);
  examine_tables(transaction, options, add);
  examine_server(pool, transaction, options, add);
  if (options.slow) examine_statements(transaction, add);
  const bool sound = std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::problem;
  });
  if (sound) examine_rules(pool, add);
  return findings;
}

void mend(bridge::Pool& pool, const Finding& finding) {
  if (finding.fix.empty()) throw std::invalid_argument("\"" + finding.id + "\" has no fix to run");
  // CREATE INDEX CONCURRENTLY refuses to run in a transaction
  bridge::Connection connection(pool.dsn());
  for (const std::string& statement : finding.fix) connection.command(statement);
}

Value to_json(const std::string& database, const std::vector<Finding>& findings) {
  Value list = Value::array();
  for (const Finding& finding : findings)
    list.push_back({{"id", finding.id},
                    {"severity", severity_name(finding.severity)},
                    {"title", finding.title},
                    {"detail", finding.detail},
                    {"fix", finding.fix}});
  return {{"database", database}, {"findings", std::move(list)}};
}

}  // namespace chatterd::doctor
