// `chatterd doctor`: what stands in the way of attaching to an Odoo 13 database, or makes it slow.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "bridge/postgres/pool.hpp"
#include "models/engine/value.hpp"

namespace chatterd::doctor {

enum class Severity {
  ok,       // looked at, and fine
  note,     // worth knowing
  warning,  // costs speed, or a part of what is served
  problem   // do not attach before it is mended
};
const char* severity_name(Severity severity);

struct Finding {
  std::string id;  // "index:mail_message_mail_channel_rel": names the fix as well
  Severity severity = Severity::ok;
  std::string title;
  std::string detail;
  std::vector<std::string>
      fix;  // statements, each on its own and outside a transaction; empty: none
};

struct Options {
  std::string filestore;  // "" when it is not to be looked at
  std::vector<std::string>
      addons_paths;   // folders of Odoo modules, whose Python is searched for overrides
  bool slow = false;  // also what PostgreSQL spends its time on
  // Tables with fewer rows need no further index.
  std::int64_t large = 100000;
};

// Looks at everything and changes nothing. Throws SqlError or ConnectionLost when it cannot look.
std::vector<Finding> examine(bridge::Pool& pool, const Options& options);

// Runs the fix of one finding. Throws std::invalid_argument when it has none.
void mend(bridge::Pool& pool, const Finding& finding);

// {"database", "findings": [{"id", "severity", "title", "detail", "fix": [statements]}]}
Value to_json(const std::string& database, const std::vector<Finding>& findings);

// The parts of examine(), by what they look at.
using Add = std::function<void(Finding)>;
void examine_modules(bridge::Transaction& transaction, const Options& options,
                     const Add& add);  // modules.cpp
void examine_tables(bridge::Transaction& transaction, const Options& options,
                    const Add& add);                                        // tables.cpp
void examine_statements(bridge::Transaction& transaction, const Add& add);  // statements.cpp
void examine_rules(bridge::Pool& pool, const Add& add);                     // rules.cpp
void examine_server(bridge::Pool& pool, bridge::Transaction& transaction, const Options& options,
                    const Add& add);

}  // namespace chatterd::doctor
