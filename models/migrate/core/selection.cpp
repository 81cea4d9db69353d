// As archives and journals keep it.
#include "models/migrate/core/source.hpp"

namespace chatterd::migrate {

Json to_json(const Selection& selection) {
  Json out = {{"channels", selection.channels},
              {"since", selection.since},
              {"until", selection.until},
              {"models", selection.thread_models},
              {"archived", selection.archived}};
  if (selection.all_partners) out["all_partners"] = true;
  return out;
}

Selection selection_from_json(const Json& value) {
  Selection out;
  if (!value.is_object()) return out;
  out.channels = value.value("channels", std::vector<std::string>());
  out.since = value.value("since", "");
  out.until = value.value("until", "");
  out.thread_models = value.value("models", std::vector<std::string>());
  out.archived = value.value("archived", true);
  out.all_partners = value.value("all_partners", false);
  return out;
}

}  // namespace chatterd::migrate
