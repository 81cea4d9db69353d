// What the module mail adds to res.company.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {
namespace {

Value compute_catchall(const Records& companies, const Args&) {
  const std::string alias = to_text(config_parameter(companies.env(), "mail.catchall.alias"));
  const std::string domain = to_text(config_parameter(companies.env(), "mail.catchall.domain"));
  const std::string address = alias.empty() || domain.empty() ? "" : alias + "@" + domain;
  for (const Records& company : companies.each()) company.assign("catchall", address);
  return nullptr;
}

}  // namespace

void extend_res_company_mail(Registry& registry) {
  Model& m = registry.extend("res.company", "mail");
  m.field("catchall", char_("Catchall Email").compute("_compute_catchall"));
  m.method("_compute_catchall", On::multi, {}, compute_catchall);
}

}  // namespace chatterd
