// Record rules that the engine cannot evaluate: what depends on them is left to Odoo, call by call.
#include "models/engine/doctor/doctor.hpp"
#include "models/engine/engine.hpp"
#include "models/engine/orm/access/check_rules.hpp"

namespace chatterd::doctor {

void examine_rules(bridge::Pool& pool, const Add& add) {
  Engine engine(bridge::Pool::create(pool.dsn(), 1), "", [](const std::vector<std::string>&) {});
  std::size_t looked_at = 0;
  std::vector<RuleProblem> problems;
  engine.run_aside([&](const Env& env) -> Value {
    looked_at = 0;
    problems = check_rules(env, looked_at);
    return nullptr;
  });
  engine.finish();
  const std::string all = std::to_string(looked_at);
  if (problems.empty())
    add({"rules", Severity::ok, "All " + all + " record rules can be evaluated", "", {}});
  for (const RuleProblem& problem : problems)
    add({"rule:" + std::to_string(problem.id),
         Severity::warning,
         "The rule \"" + problem.name + "\" on " + problem.model + " cannot be evaluated",
         problem.why + ". What depends on it is left to Odoo.",
         {}});
}

}  // namespace chatterd::doctor
